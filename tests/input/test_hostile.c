/* test_hostile.c - input that means harm, or was cut, or never ends */
#include <pthread.h>
#include <sys/resource.h>

#include "input/collect.h"

Suite *suite_input_hostile(void);

static const char *const seeds[] = {
	"{\"id\":\"a\",\"title\":\"t\",\"text\":\"x \\u00e4 y\",\"date\":\"2015-05-08\","
	"\"n\":[1,{}]}\n"
	"{\"id\":2,\"body\":\"line\\n\",\"timestamp\":1431043200,\"u\":{\"v\":null}}\n",
	"[{\"id\":\"a\",\"text\":\"x\"},\n {\"id\":\"b\",\"text\":\"y\",\"n\":-1.5e3},\n 7, {}]\n",
	"{\n  \"id\": \"a\",\n  \"text\": \"x\"\n}\n{\n  \"text\": \"y\"\n}\n",
	"\xef\xbb\xbfPlain text, caf\xc3\xa9.\n",
};
#define SEEDS (sizeof(seeds) / sizeof(*seeds))

static void read_hostile(const char *at, size_t len)
{
	struct collected c = { 0 };

	collect_bytes(&c, at, len, NULL);
	REQUIRE(c.status == ND_OK);
	REQUIRE(c.articles + c.complaints >= 1);	/* never silence */
	for (size_t i = 1; i < c.complaints && i < KEPT; i++)
		REQUIRE(c.complaint[i].line >= c.complaint[i - 1].line);
	collected_release(&c);
}

START_TEST(cut_at_every_byte)
{
	for (size_t i = 0; i < SEEDS; i++) {
		for (size_t len = 0; len < strlen(seeds[i]); len++)
			read_hostile(seeds[i], len);
	}
}
END_TEST

START_TEST(changed_anywhere)
{
	static const char marks[] = "{}[]\",:\\\n\r \t\0\xff" "0ae-";
	uint64_t random = 1;

	for (int round = 0; round < 1500; round++) {
		const char *const seed = seeds[next_random(&random) % SEEDS];
		const size_t len = strlen(seed);
		char bytes[256];
		memcpy(bytes, seed, len);
		for (uint64_t n = 1 + next_random(&random) % 4; n; n--)
			bytes[next_random(&random) % len] =
				marks[next_random(&random) % (sizeof(marks) - 1)];
		read_hostile(bytes, len);
	}
}
END_TEST

START_TEST(random_bytes)
{
	static const char marks[] = "{}[]\",:\\\n\r ax1";
	uint64_t random = 2;

	for (int round = 0; round < 1500; round++) {
		const size_t len = next_random(&random) % 200;
		char bytes[200];
		for (size_t i = 0; i < len; i++)
			bytes[i] = round % 3 ? marks[next_random(&random) % (sizeof(marks) - 1)]
					     : (char)next_random(&random);
		if (len && round % 3 == 2)
			*bytes = round % 2 ? '[' : '{';
		if (len > 1 && round % 3 == 2)
			bytes[1] = '{';
		read_hostile(bytes, len);
	}
}
END_TEST

/* Good and broken records mixed at random: each good one is read, each broken one told once. */
START_TEST(every_line_stands_for_itself)
{
	static const char *const broken[] = {
		"{\"text\":\"x", "{\"text\":\"x\"", "x", "{}", "[", "]", "{\"text\":1}", "\xff",
		"\"",
		"{\"text\":\"\\\"}", "{\"text\":\"x\"}}", "{\"text\":\"x\\", "{{{{", "\x01",
	};
	uint64_t random = 3;

	for (int round = 0; round < 500; round++) {
		struct collected c = { 0 };
		uint64_t wrong[KEPT];
		char input[2048];
		size_t good = 1, bad = 0, n = (size_t)sprintf(input, "{\"text\":\"ok\"}\n");
		for (uint64_t line = 2; line < 30; line++) {
			const int is_good = next_random(&random) % 2;
			const uint64_t which = next_random(&random) % COUNT(broken);
			strcpy(input + n, is_good ? "{\"text\":\"ok\"}" : broken[which]);
			strcat(input + n, "\n");
			n += strlen(input + n);
			if (is_good)
				good++;
			else
				wrong[bad++] = line;
		}
		collect_bytes(&c, input, n, NULL);
		ck_assert_uint_eq(c.articles, good);
		ck_assert_uint_eq(c.complaints, bad);
		ck_assert_uint_eq(c.skipped, bad);
		for (size_t i = 0; i < bad; i++)
			ck_assert_uint_eq(c.complaint[i].line, wrong[i]);
		collected_release(&c);
	}
}
END_TEST

/*
 * A pattern over and over, after a start that picks the format.  Each is read in a moment if
 * time grows with the bytes, and in an hour if it grows with their square: FLOOD_SECONDS.
 */
#define FLOOD_SECONDS 60
static const struct { const char *start, *pattern; } floods[] = {
	{ "[{", "},{" }, { "[{", "},{\"\":[" }, { "[{", "\"" }, { "[{\"", "\\" },
	{ "[", "{\n" }, { "[{", "\"\":{" }, { "[{\"\":[", "[" }, { "[{", "\n{\"a\":[{" },
	{ "[", "[" }, { "[{}", "," },
	{ "[{", "x},{\"" }, { "[{", "\"x\",},{" }, { "[{\"a\":\"", "\"},{\"a\":[\"" },
	{ "{\n", "{\n" }, { "{\n\"", "\"},{\"" }, { "{", "\n{" }, { "{", "{" }, { "[{}", " x" },
	{ "[{", "},{\"x\":[{}],\"" }, { "[{}", "]" }, { "[{}", "1 " }, { "a", "\xc3" },
	{ "[{", "\"\":[},{\"\":{\"\":" }, { "[{\"\":\"", "\\\"" }, { "[{", "\"\",\"\",}, {" },
};

START_TEST(floods_take_linear_time)
{
	const size_t len = (size_t)1 << 22;
	char *const bytes = malloc(len);
	const char *const start = floods[_i].start, *const pattern = floods[_i].pattern;
	const struct nd_input_options opt = { .max_record = (size_t)1 << 21 };
	struct collected c = { 0 };

	for (size_t i = 0; i < len; i++)
		bytes[i] = i < strlen(start) ? start[i]
					     : pattern[(i - strlen(start)) % strlen(pattern)];
	collect_bytes(&c, bytes, len, &opt);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_uint_ge(c.articles + c.complaints, 1);
	collected_release(&c);
	free(bytes);
}
END_TEST

struct torrent { int fd; const char *start, *end; size_t middle; };

/* A record with 'middle' bytes of x between its start and its end. */
static void *pour(void *arg)
{
	static const size_t block = 1 << 16;
	const struct torrent *const t = arg;
	char *const x = malloc(block);
	int good = write(t->fd, t->start, strlen(t->start)) > 0;

	memset(x, 'x', block);
	for (size_t n = 0; good && n < t->middle; n += block)
		good = write(t->fd, x, block) == (ssize_t)block;
	if (good && write(t->fd, t->end, strlen(t->end)) < 0)
		good = 0;
	free(x);
	close(t->fd);
	return NULL;
}

static const struct { const char *start, *end; size_t middle; } torrents[] = {
	{ "{\"text\":\"a\"}\n{\"text\":\"", "\"}\n{\"text\":\"b\"}\n", (size_t)200 << 20 },
	{ "[{\"text\":\"a\"},\n{\"text\":\"", "\"},\n{\"text\":\"b\"}]\n", (size_t)64 << 20 },
};

/* 200 MB in one record come through a pipe: one complaint, and little memory. */
START_TEST(a_record_without_end_costs_no_memory)
{
	const struct nd_input_options opt = { .max_record = (size_t)1 << 20 };
	struct collected c = { 0 };
	struct torrent torrent = { 0, torrents[_i].start, torrents[_i].end,
				   torrents[_i].middle };
	struct rusage before, after;
	pthread_t thread;
	char path[64];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	torrent.fd = ends[1];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
	getrusage(RUSAGE_SELF, &before);
	pthread_create(&thread, NULL, pour, &torrent);
	collect_path(&c, path, &opt);
	pthread_join(thread, NULL);
	close(ends[0]);
	getrusage(RUSAGE_SELF, &after);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_str_eq(c.article[1].text, "b");
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_uint_eq(c.complaint[0].line, 2);
	/* KiB; a sanitizer's own bookkeeping is in it */
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 32 << 10);
	collected_release(&c);
}
END_TEST

Suite *suite_input_hostile(void)
{
	Suite *const suite = suite_create("input/hostile");
	TCase *const tcase = tcase_create("hostile"), *const long_one = tcase_create("floods");

	tcase_add_test(tcase, cut_at_every_byte);
	tcase_add_test(tcase, changed_anywhere);
	tcase_add_test(tcase, random_bytes);
	tcase_add_test(tcase, every_line_stands_for_itself);
	tcase_add_loop_test(tcase, a_record_without_end_costs_no_memory, 0, COUNT(torrents));
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(long_one, floods_take_linear_time, 0, COUNT(floods));
	tcase_set_timeout(long_one, FLOOD_SECONDS);
	suite_add_tcase(suite, long_one);
	return suite;
}
