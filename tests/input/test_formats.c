/* test_formats.c - one format told from the other, and each read to its end */
#include <fcntl.h>
#include <pthread.h>

#include "input/collect.h"
#include "input/json_array.h"
#include "input/jsonl.h"
#include "input/record_json.h"
#include "input/textfile.h"

Suite *suite_input_formats(void);

/*
 * What an input is to give: the texts of its articles and, in brackets, the
 * lines of the complaints, '!' where the record was skipped; in that order.
 */
static const struct { const char *input, *articles, *complaints; } cases[] = {
	/* JSON Lines */
	{ "{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "a b", "" },
	{ "{\"text\":\"a\"}\r\n\r\n{\"text\":\"b\"}", "a b", "" },
	{ "\xef\xbb\xbf{\"text\":\"a\"}\n", "a", "" },
	{ "\n\n  {\"text\":\"a\"}\nx\n{\"text\":\"b\"}\n", "a b", "4!" },
	{ "{\"text\":\"a\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n", "b c", "1!" },
	{ "{\"text\":\"a\"\n{\"text\":\"b\"}\n", "b", "1!" },
	{ "{\"text\":\"a\",\n{\"text\":\"b\"}\n", "b", "1!" },
	{ "{", "", "1!" },
	{ "{\"text\":\"a\"", "", "1!" },
	/* JSON Lines, the first of which is none */
	{ "end\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n", "b c", "1!" },
	{ "end\r\n\r\n{\"text\":\"b\"}\r\n", "b", "1!" },
	{ "end\n{\"text\":\"b\"}", "b", "1!" },
	{ "end\n{\"text\":\"b\"} x\n", "end\n{\"text\":\"b\"} x\n", "" },
	{ "end\nx\n{\"text\":\"b\"}\n", "end\nx\n{\"text\":\"b\"}\n", "" },
	{ "end\n{", "end\n{", "" },
	/* an array */
	{ "[]", "", "0" },
	{ " [ ] \n", "", "0" },
	{ "[{\"text\":\"a\"}]", "a", "" },
	{ "[{\"text\":\"a\"},{\"text\":\"b\"}]\n", "a b", "" },
	{ "[\n  {\n    \"text\": \"a\"\n  },\n  {\n    \"text\": \"b\"\n  }\n]\n", "a b", "" },
	{ "[\n{\"text\":\"a\"},\n7,\n\"{\",\n[{}],\nnull,\n{\"text\":\"b\"}\n]", "a b",
	  "3! 4! 5! 6!" },
	{ "[{\"text\":\"a [{ \\\\\\\" }\"},{\"text\":\"]\"}]", "a [{ \\\" } ]", "" },
	{ "[{\"text\":\"a\"}\n] and more", "a", "2!" },
	{ "[{\"text\":\"a\"}\n", "a", "2" },
	{ "[{\"text\":\"a\"},\n{\"text\":\"b", "a", "2!" },
	{ "[{\"text\":\"a\"},\n{\"text\":tru},\n{\"text\":\"b\"}]", "a b", "2!" },
	{ "[{\"text\":\"a\"},\n{\"n\":1},\n{\"text\":\"b\"}]", "a b", "2!" },
	{ "[{\"text\":\"a\",\"n\":NaN},{\"n\":-Infinity,\"text\":\"b\"}]", "a b", "" },
	/* broken in an array: a quote, a brace, a bracket that is missing; a raw newline */
	{ "[{\"text\":\"a\"},{\"text\":\"b},{\"text\":\"c\"},{\"text\":\"d\"}]", "a c d", "1!" },
	{ "[\n{\"text\":\"b},\n{\"text\":\"c\"},\n{\"text\":\"d\"}\n]", "c d", "2!" },
	{ "[\n{\"text\":\"b\",\n{\"text\":\"c\"},\n{\"text\":\"d\"}\n]", "c d", "2!" },
	{ "[\n{\"text\":\"b\",\"n\":[1},\n{\"text\":\"c\"}\n]", "c", "2!" },
	{ "[\n {\n  \"text\":\"b\n\",\n  \"n\":\n  {}},\n {\"text\":\"c\"}\n]", "c", "2!" },
	{ "[\n {\"text\":b},\n {\"text\":\"c\"}\n]", "c", "2!" },
	/* objects over many lines, or several in one */
	{ "{\n\"text\":\"a\"\n}\n", "a", "" },
	{ "{\n\"text\":\"a\"\n}\n{\n\"text\":\"b\",\n\"n\":{\n}\n}\n", "a b", "" },
	{ "{\"text\":\"a\",\n \"id\":1}", "a", "" },
	{ "{\"text\":\n\"a\"}", "a", "" },
	{ "{\"n\":[\n{\"x\":1}\n],\"text\":\"a\"}", "a", "" },
	{ "{\"text\":\"a\"}{\"text\":\"b\"}", "a b", "" },
	{ "{\"text\":\"a\"},\n{\"text\":\"b\"}", "a b", "" },
	{ "{\n\"text\":\"a\"\n}\nx\n{\n\"text\":\"b\"\n}", "a b", "4!" },
	{ "{\n\"text\":\"a\",\n\"n\":tru\n}\n{\n\"text\":\"b\"\n}", "b", "1!" },
	{ "{\n\"text\":\"a\"\n}\n]\n{\n\"text\":\"b\"\n}", "a b", "4!" },
	/* objects around a list */
	{ "{\"n\":2,\"articles\":[{\"text\":\"a\"},\n{\"text\":\"b\"}],\"next\":\"]}\"}\n", "a b", "" },
	{ "{\"items\":[{\"text\":\"a\"}]}\n{\"items\":[{\"text\":\"b\"}]}\n", "a b", "" },
	{ "{\"response\":{\"docs\":[{\"body\":\"a\"}],\"x\":[{}]}}{\"text\":\"b\"}", "a b", "" },
	{ "{\"data\":[{\"text\":\"a\"},7,\n{\"n\":1}]}", "a", "1! 2!" },
	{ "{\"data\":[{\"text\":\"a\"}", "a", "1" },
	{ "{\"data\":[{\"text\":\"a\"}],\"x\":", "a", "1" },
	{ "{\"data\":[{\"n\":1}]}", "", "1!" },
	/* text */
	{ "Hello", "Hello", "" },
	{ "\xef\xbb\xbfHello\n", "Hello\n", "" },
	{ "[Reuters] - Oil rose", "[Reuters] - Oil rose", "" },
	{ "[", "[", "" },
	{ "\"quoted\"", "\"quoted\"", "" },
	{ " \n\t\n", "", "0!" },
	{ "caf\xe9", "", "0!" },
	{ "", "", "0" },
	{ "\xef\xbb\xbf", "", "0" },
	{ "\xef\xbb", "", "0!" },
};

static void check_case(const struct collected *c, int i)
{
	char articles[512] = "", complaints[512] = "";
	size_t n = 0;

	for (size_t k = 0; k < c->articles; k++)
		n += (size_t)snprintf(articles + n, sizeof(articles) - n, "%s%s", k ? " " : "",
				      c->article[k].text);
	n = 0;
	for (size_t k = 0; k < c->complaints; k++)
		n += (size_t)snprintf(complaints + n, sizeof(complaints) - n, "%s%llu%s",
				      k ? " " : "", (unsigned long long)c->complaint[k].line,
				      c->complaint[k].skipped ? "!" : "");
	ck_assert_msg(!strcmp(articles, cases[i].articles), "%s: articles '%s'", cases[i].input,
		      articles);
	ck_assert_msg(!strcmp(complaints, cases[i].complaints), "%s: complaints '%s': %s",
		      cases[i].input, complaints, c->complaint[0].message);
}

START_TEST(reads)
{
	struct collected c;

	collect(&c, cases[_i].input);
	check_case(&c, _i);
	collected_release(&c);
}
END_TEST

struct writer { int fd; const char *at; size_t len, step; };

static void *write_slowly(void *arg)
{
	struct writer *const w = arg;

	while (w->len) {
		const size_t n = w->len < w->step ? w->len : w->step;
		if (write(w->fd, w->at, n) != (ssize_t)n)
			break;
		w->at += n;
		w->len -= n;
		if (w->step == 1)
			usleep(50);
	}
	close(w->fd);
	return NULL;
}

/* Standard input, a pipe: the bytes come when they come. */
START_TEST(reads_standard_input)
{
	const int saved = dup(STDIN_FILENO);
	struct collected c = { 0 };
	struct writer writer = { 0, cases[_i].input, strlen(cases[_i].input), 1 };
	pthread_t thread;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	writer.fd = ends[1];
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	pthread_create(&thread, NULL, write_slowly, &writer);
	collect_path(&c, "-", NULL);
	pthread_join(thread, NULL);
	dup2(saved, STDIN_FILENO);
	close(saved);
	ck_assert_int_eq(c.status, ND_OK);
	check_case(&c, _i);
	if (c.articles)
		ck_assert_str_eq(c.article[0].file, "-");
	collected_release(&c);
}
END_TEST

struct drip { const char *at; size_t len, step; };

static long pull_drip(void *ctx, char *to, size_t room)
{
	struct drip *const drip = ctx;
	size_t n = drip->len < drip->step ? drip->len : drip->step;

	n = n < room ? n : room;
	memcpy(to, drip->at, n);
	drip->at += n;
	drip->len -= n;
	return (long)n;
}

static void read_drip(struct collected *c, const struct nd_format *format, const char *input,
		      size_t step, size_t max_record)
{
	static const struct nd_input_options opt = { 0 };
	const struct nd_input_sink sink = { keep_article, keep_complaint, c, NULL };
	struct nd_reading r = { .opt = &opt, .sink = &sink, .max_record = max_record, .file = "f" };
	struct drip drip = { input, strlen(input), step };

	nd_source_init(&r.source, r.max_record);
	nd_source_start(&r.source, pull_drip, &drip);
	ck_assert_int_eq(format->read(&r), ND_OK);
	nd_source_release(&r.source);
	nd_json_close(r.json);
}

/* The reader of a format gives the same however the bytes are cut. */
START_TEST(does_not_care_how_bytes_arrive)
{
	const char *const input = cases[_i].input;
	const struct nd_format *const formats[] = {
		&nd_format_jsonl, &nd_format_json_array, &nd_format_json_objects,
		&nd_format_json_wrapped, &nd_format_text
	};
	static const size_t limits[] = { 1, 8, 14, 64 };
	const size_t len = strlen(input);

	for (size_t k = 0; k < COUNT(formats) * 4; k++) {
		struct collected whole = { 0 };
		read_drip(&whole, formats[k / 4], input, len + 1, limits[k % 4]);
		for (size_t step = 1; step <= 3; step++) {
			struct collected c = { 0 };
			read_drip(&c, formats[k / 4], input, step, limits[k % 4]);
			ck_assert_uint_eq(c.articles, whole.articles);
			ck_assert_uint_eq(c.complaints, whole.complaints);
			for (size_t i = 0; i < c.complaints && i < KEPT; i++) {
				const struct kept_complaint *const one = &c.complaint[i];
				ck_assert_str_eq(one->message, whole.complaint[i].message);
				ck_assert_uint_eq(one->line, whole.complaint[i].line);
			}
			collected_release(&c);
		}
		collected_release(&whole);
	}
}
END_TEST

/* The same for what no one would write. */
START_TEST(nor_when_they_are_random)
{
	static const char marks[] = "{{}}[]\"\"\",,::\\\n\n ax1";
	const struct nd_format *const formats[] = {
		&nd_format_jsonl, &nd_format_json_array, &nd_format_json_objects,
		&nd_format_json_wrapped
	};
	uint64_t random = 1;

	for (int round = 0; round < 700; round++) {
		const struct nd_format *const format = formats[round % COUNT(formats)];
		const size_t limit = 1 + next_random(&random) % 60;
		struct collected whole = { 0 }, c = { 0 };
		char input[200] = "";
		for (size_t i = 0; i < sizeof(input) - 1; i++)
			input[i] = marks[next_random(&random) % (sizeof(marks) - 1)];
		read_drip(&whole, format, input, sizeof(input), limit);
		read_drip(&c, format, input, 1 + next_random(&random) % 20, limit);
		REQUIRE(c.articles == whole.articles && c.complaints == whole.complaints);
		for (size_t i = 0; i < c.complaints && i < KEPT; i++) {
			REQUIRE(!strcmp(c.complaint[i].message, whole.complaint[i].message));
			REQUIRE(c.complaint[i].line == whole.complaint[i].line);
		}
		collected_release(&c);
		collected_release(&whole);
	}
}
END_TEST

START_TEST(names_a_text_by_its_path)
{
	struct collected c;

	collect(&c, "Hello\n");
	ck_assert_str_eq(c.article[0].id, c.article[0].file);
	ck_assert_str_eq(c.article[0].title, "");
	ck_assert_str_eq(c.article[0].raw, "");
	ck_assert_uint_eq(c.article[0].line, 0);
	ck_assert(c.article[0].published == ND_NO_TIME);
	collected_release(&c);
}
END_TEST

/* Records without an id have different ones, however many start in a line. */
START_TEST(names_each_record_of_a_line)
{
	static const char *const inputs[] = {
		"[{\"text\":\"a\"},{\"text\":\"b\"},\n{\"text\":\"c\"},{\"text\":\"d\"}]",
		"{\"text\":\"a\"}{\"text\":\"b\"},\n{\"text\":\"c\"}{\"text\":\"d\"}",
		("<rss><channel><item><title>a</title></item><item><title>b</title></item>\n"
		 "<item><title>c</title></item><item><title>d</title></item></channel></rss>"),
	};
	static const char *const ends[] = { ":1", ":1.2", ":2", ":2.2" };
	struct collected c;

	for (size_t i = 0; i < COUNT(inputs); i++) {
		collect(&c, inputs[i]);
		ck_assert_uint_eq(c.articles, COUNT(ends));
		for (size_t k = 0; k < COUNT(ends); k++) {
			char id[ND_ID_MAX];

			snprintf(id, sizeof(id), "%s%s", c.article[k].file, ends[k]);
			ck_assert_str_eq(c.article[k].id, id);
		}
		collected_release(&c);
	}
}
END_TEST

START_TEST(says_what_is_not_text)
{
	struct collected c = { 0 };

	collect_bytes(&c, "ELF\0\1\2", 6, NULL);
	ck_assert_str_eq(c.complaint[0].message, "binary, with a NUL at byte 4");
	ck_assert_int_eq(c.complaint[0].skipped, 1);
	collected_release(&c);
	collect(&c, "\xef\xbb\xbf" "caf\xe9 au lait");
	ck_assert_str_eq(c.complaint[0].message, "not UTF-8, and it does not say what; read as "
			 "windows-1252, a guess");
	ck_assert_str_eq(c.article[0].text, "caf\xc3\xa9 au lait");
	collected_release(&c);
}
END_TEST

START_TEST(skips_what_is_too_long)
{
	const struct nd_input_options opt = { .max_record = 20 };
	static const struct { const char *input; size_t articles; uint64_t line; } inputs[] = {
		{ "{\"text\":\"123456789\"}\n{\"text\":\"1234567890\"}\n{\"text\":\"x\"}",
		  2, 2 },
		{ "[{\"text\":\"123456789\"},\n{\"text\":\"1234567890\"},\n{\"text\":\"x\"}]",
		  2, 2 },
		{ "123456789 123456789 ", 1, 99 },
		{ "123456789 123456789 1", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(inputs) / sizeof(*inputs); i++) {
		struct collected c = { 0 };
		collect_bytes(&c, inputs[i].input, strlen(inputs[i].input), &opt);
		ck_assert_uint_eq(c.articles, inputs[i].articles);
		ck_assert_uint_eq(c.complaints, inputs[i].line != 99);
		if (c.complaints)
			ck_assert_uint_eq(c.complaint[0].line, inputs[i].line);
		collected_release(&c);
	}
}
END_TEST

START_TEST(says_what_cannot_be_opened)
{
	struct collected c = { 0 };

	collect_path(&c, "/nowhere/a.jsonl", NULL);
	ck_assert_int_eq(c.status, ND_EIO);
	ck_assert_str_eq(c.err.message,
			 "cannot open '/nowhere/a.jsonl': no such file or directory");
	ck_assert_uint_eq(c.complaints, 0);
}
END_TEST

Suite *suite_input_formats(void)
{
	Suite *const suite = suite_create("input/formats");
	TCase *const tcase = tcase_create("formats");

	tcase_add_loop_test(tcase, reads, 0, COUNT(cases));
	tcase_add_loop_test(tcase, reads_standard_input, 0, COUNT(cases));
	tcase_add_loop_test(tcase, does_not_care_how_bytes_arrive, 0, COUNT(cases));
	tcase_add_test(tcase, nor_when_they_are_random);
	tcase_add_test(tcase, names_a_text_by_its_path);
	tcase_add_test(tcase, names_each_record_of_a_line);
	tcase_add_test(tcase, says_what_is_not_text);
	tcase_add_test(tcase, skips_what_is_too_long);
	tcase_add_test(tcase, says_what_cannot_be_opened);
	suite_add_tcase(suite, tcase);
	return suite;
}
