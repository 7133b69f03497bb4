/* test_templates.c - units of a text, and which of them are a source's templates */
#include "base/hash.h"
#include "text/templates.h"

#include <stdatomic.h>
#include <stdio.h>

#include "model/model.h"
#include "testing.h"

/* The units of a text, each followed by '|'; free() it. */
static char *units_of(const char *text)
{
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	char *const out = take(strlen(text) * 2 + 1, 1), *to = out;
	const struct nd_unit *unit;

	REQUIRE(nd_template_units(&units, text_of(text)) == ND_OK);
	unit = units.items;
	for (size_t i = 0; i < units.n; i++) {
		REQUIRE(unit[i].from < unit[i].to && unit[i].to <= strlen(text));
		REQUIRE(i == 0 || unit[i - 1].to <= unit[i].from);
		memcpy(to, text + unit[i].from, unit[i].to - unit[i].from);
		to += unit[i].to - unit[i].from;
		*to++ = '|';
	}
	nd_array_release(&units);
	return out;
}

static const struct { const char *text, *units; } examples[] = {
	{ "", "" },
	{ " \n\t\r\n ", "" },
	{ "one", "one|" },
	{ "one line\ntwo lines", "one line|two lines|" },
	{ "  one \r\n\r\n two  ", "one|two|" },
	{ "One ends. Two ends! Three?", "One ends.|Two ends!|Three?|" },
	{ "3.5 and a.b", "3.5 and a.b|" },
	{ "One.\nTwo.", "One.|Two.|" },
	{ "Wait… what", "Wait…|what|" },
	{ "北京。上海！广州", "北京。|上海！|广州|" },
	{ "क ख। ग घ", "क ख।|ग घ|" },
	{ "متى؟ الآن", "متى؟|الآن|" },
	{ "a\xff.\xff b", "a\xff.\xff b|" },
};

START_TEST(texts_are_lines_and_sentences)
{
	char *const is = units_of(examples[_i].text);

	ck_assert_str_eq(is, examples[_i].units);
	free(is);
}
END_TEST

static enum nd_unit_kind kind_of(const char *text, size_t which)
{
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	enum nd_unit_kind kind;

	REQUIRE(nd_template_units(&units, text_of(text)) == ND_OK && which < units.n);
	kind = ((const struct nd_unit *)units.items)[which].kind;
	nd_array_release(&units);
	return kind;
}

START_TEST(kinds)
{
	ck_assert_int_eq(kind_of("said Mr. Brown and went", 0), ND_UNIT_FRAGMENT);
	ck_assert_int_eq(kind_of("x\n Read also \ny", 1), ND_UNIT_SHORT);
	ck_assert_int_eq(kind_of("Sign up today", 0), ND_UNIT_LONG);
	ck_assert_int_eq(kind_of("北京上海广州深圳成都。天津", 0), ND_UNIT_LONG);
	ck_assert_int_eq(kind_of("------------------------------", 0), ND_UNIT_SHORT);
}
END_TEST

/* The model says of any bytes what their units are; many here are of those that matter. */
START_TEST(units_are_those_of_the_model)
{
	static const char *const often[] = {
		".", "!", " ", "\n", "\r", "a", "Word ", "longwords", "\xe3\x80\x82", "\xe2\x80\xa6",
		"\xd8\x9f ", "\xe2\x80\x9c", "\xef\xbc", "\xe5\x8c\x97", "7", "\xd8", "-",
	};
	uint64_t random = 5;

	for (int round = 0; round < 5000; round++) {
		const size_t n = random_below(&random, round % 10 ? 200 : 3000);
		struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
		struct nd_array model = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
		char *const text = take(n, 1);	/* of exactly its size, for the sanitizer */

		for (size_t i = 0; i < n;) {
			const char other[2] = { (char)next_random(&random), 0 };
			const char *const some = random_below(&random, 20) ?
				often[random_below(&random, round % 3 ? COUNT(often) : 9)] : other;

			for (size_t k = 0; i < n && (k == 0 || some[k]); k++)
				text[i++] = some[k];
		}
		REQUIRE(nd_template_units(&units, (struct nd_text){ text, n }) == ND_OK);
		REQUIRE(model_units(&model, (struct nd_text){ text, n }) == ND_OK);
		ck_assert_uint_eq(units.n, model.n);
		for (size_t i = 0; i < units.n; i++) {
			const struct nd_unit *const is = (const struct nd_unit *)units.items + i;
			const struct nd_unit *const want = (const struct nd_unit *)model.items + i;

			REQUIRE(is->from == want->from && is->to == want->to);
			REQUIRE(is->kind == want->kind && is->hash == want->hash);
			REQUIRE(is->word == want->word);
		}
		nd_array_release(&units);
		nd_array_release(&model);
		free(text);
	}
}
END_TEST

#define SOURCE	77u
#define TEASER	"Sign up for our newsletter and get the news of the day every morning."
#define QUOTE	"\"We will rebuild every single house in this valley,\" the governor said."

/* An article of that day. */
static void learn(struct nd_templates *t, uint64_t source, int day, const char *text, uint64_t content)
{
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	const int wanted = nd_templates_wants(t, source, content);

	REQUIRE(wanted >= 0);
	if (!wanted)
		return;
	REQUIRE(nd_template_units(&units, text_of(text)) == ND_OK);
	REQUIRE(nd_templates_learn(t, source, day, content, units.items, units.n) == ND_OK);
	nd_array_release(&units);
}

/* Five sentences about nothing that another number tells about, and a line. */
static void write_story(char *text, int number, const char *line)
{
	size_t n = 0;

	for (int i = 0; i < 5; i++)
		n += (size_t)sprintf(text + n, "Then came the wonderful%dthing%d to town. ", number, i);
	sprintf(text + n, "\n%s\n", line);
}

static void learn_story(struct nd_templates *t, uint64_t source, int number, const char *line)
{
	char text[2000];

	write_story(text, number, line);
	learn(t, source, number, text, nd_mix((uint64_t)number));
}

/* What the source's text becomes; good until the next call. */
static const char *masked(const struct nd_templates *t, uint64_t source, const char *text)
{
	static char out[4000];
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	struct nd_array bytes = ND_ARRAY_INIT(char, ND_TEXT_MAX);

	REQUIRE(nd_templates_mask(t, source, text_of(text), 0, &units, &bytes, NULL) == ND_OK);
	REQUIRE(bytes.n == 0 || bytes.n == strlen(text));
	snprintf(out, sizeof(out), "%.*s", (int)(bytes.n ? bytes.n : strlen(text)),
		 bytes.n ? (const char *)bytes.items : text);
	nd_array_release(&units);
	nd_array_release(&bytes);
	return out;
}

#define STORY	"A bridge over the river was closed on Monday after a barge hit it.\n"

static int is_left_out(const struct nd_templates *t, const char *line)
{
	char text[1000];

	sprintf(text, "%s%s\n", STORY, line);
	return strstr(masked(t, SOURCE, text), line) == NULL;
}

START_TEST(a_line_of_many_stories_is_a_template)
{
	struct nd_templates *const t = nd_templates_open();

	for (int i = 0; i < ND_TEMPLATE_STORIES; i++) {
		ck_assert(!is_left_out(t, TEASER));	/* nothing is known of the first ones */
		learn_story(t, SOURCE, i, TEASER);
		REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	}
	ck_assert(is_left_out(t, TEASER));
	ck_assert_uint_eq(nd_templates_count(t), 1);
	ck_assert(nd_templates_has(t, SOURCE) && !nd_templates_has(t, SOURCE + 1));
	ck_assert_str_eq(masked(t, SOURCE + 1, STORY TEASER), STORY TEASER);
	nd_templates_close(t);
	nd_templates_close(NULL);
}
END_TEST

/* A page of which only a sentence can be read tells its story with its title. */
START_TEST(titles_tell_the_story)
{
	static const char *const stubs[][2] = {
		{ "Zebra escapes", "Nobody knows where the animal went." },
		{ "Bakery burns", "Nineteen people were awakened at night." },
		{ "Glaciers melt", "Temperatures were unusually high." },
		{ "Champions lose", "Spectators left before the whistle." },
	};
	struct nd_templates *const t = nd_templates_open();

	for (size_t i = 0; i < COUNT(stubs); i++) {
		struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
		char text[200];

		sprintf(text, "%s\n%s", stubs[i][1], TEASER);
		REQUIRE(nd_template_units_of(&units, text_of(stubs[i][0]), text_of(text)) == ND_OK);
		ck_assert_uint_eq(units.n, 3);
		REQUIRE(nd_templates_learn(t, SOURCE, i, 0, units.items, units.n) == ND_OK);
		nd_array_release(&units);
	}
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert(is_left_out(t, TEASER));
	ck_assert_uint_eq(nd_templates_count(t), 1);
	nd_templates_close(t);
}
END_TEST

/* A column of one name is no template in a text that has a line like it. */
START_TEST(titles_are_no_templates)
{
	struct nd_templates *const t = nd_templates_open();

	for (int i = 0; i < 8; i++) {
		struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
		char text[200];

		sprintf(text, "Something%d happened.\nAnother%d thing, too.", i, i);
		REQUIRE(nd_template_units_of(&units, text_of(TEASER), text_of(text)) == ND_OK);
		REQUIRE(nd_templates_learn(t, SOURCE, i, 0, units.items, units.n) == ND_OK);
		nd_array_release(&units);
	}
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert_uint_eq(nd_templates_count(t), 0);
	ck_assert(!is_left_out(t, TEASER));
	nd_templates_close(t);
}
END_TEST

START_TEST(bytes_stay_in_their_places)
{
	struct nd_templates *const t = nd_templates_open();
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	struct nd_array bytes = ND_ARRAY_INIT(char, ND_TEXT_MAX), left = units;
	static const char text[] = STORY "  " TEASER "  \nIt opens on Friday.";
	const struct nd_unit *unit;

	for (int i = 0; i < 8; i++)
		learn_story(t, SOURCE, i, TEASER);
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	REQUIRE(nd_templates_mask(t, SOURCE, text_of(text), 0, &units, &bytes, &left) == ND_OK);
	ck_assert_uint_eq(bytes.n, strlen(text));
	ck_assert_uint_eq(left.n, 1);
	unit = left.items;
	ck_assert_uint_eq(unit->from, strlen(STORY) + 2);
	ck_assert_uint_eq(unit->to, strlen(STORY) + 2 + strlen(TEASER));
	for (size_t i = 0; i < bytes.n; i++)
		ck_assert_int_eq(((const char *)bytes.items)[i],
				 i >= unit->from && i < unit->to ? ' ' : text[i]);
	nd_array_release(&units);
	nd_array_release(&bytes);
	nd_array_release(&left);
	nd_templates_close(t);
}
END_TEST

/* One text, printed ten times: nothing of it is a template. */
START_TEST(copies_make_no_template)
{
	struct nd_templates *const t = nd_templates_open();

	for (int i = 0; i < 10; i++)
		learn(t, SOURCE, i, STORY "The repair takes a month. " QUOTE, 0);
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert_uint_eq(nd_templates_count(t), 0);
	nd_templates_close(t);
}
END_TEST

/* Ten reports of one flood with a quotation, among thirty other stories. */
START_TEST(a_quotation_in_updates_is_no_template)
{
	struct nd_templates *const t = nd_templates_open();

	for (int i = 0; i < 10; i++) {
		char text[1000];

		sprintf(text, "At hour %d the dam of Oberlangenfeld still held. Report %d from the "
			"Rettenbachtal. Water rose %d inches in Unterlangenfeld. %s", i, i, i, QUOTE);
		learn(t, SOURCE, i, text, 0);
		for (int k = 0; k < 3; k++)
			learn_story(t, SOURCE, i * 3 + k, "Nothing else.");
	}
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert(!is_left_out(t, QUOTE));
	nd_templates_close(t);
}
END_TEST

/* Of n articles of a source those are enough whose content is divisible by about sqrt(n / 32). */
START_TEST(large_sources_are_sampled)
{
	struct nd_templates *const t = nd_templates_open();
	uint64_t every = 1;

	ck_assert_uint_eq(nd_templates_every(t, SOURCE), 1);
	for (uint64_t i = 1; i <= 100 * ND_TEMPLATE_ALL; i++) {
		if (i > ND_TEMPLATE_ALL * every * every)
			every *= 2;
		REQUIRE(nd_templates_wants(t, SOURCE, i) == (i % every == 0));
		REQUIRE(nd_templates_every(t, SOURCE) == every);
	}
	ck_assert_uint_eq(every, 16);
	nd_templates_close(t);
}
END_TEST

#define MANY	1000

static int week_of(int day)
{
	return day / 200;
}

/* A line that is in all articles, and one that changes with the time. */
static const char *line_of(int day, char line[200])
{
	sprintf(line, TEASER "\nMost read in week %d of the long year", week_of(day));
	return day % 3 ? line : TEASER;
}

/* For nd_templates_settle(): the place is the day, and the number 'ctx' of calls grows. */
static enum nd_status story_again(void *ctx, unsigned worker, uint32_t place, struct nd_array *units)
{
	char text[2000], line[200];

	(void)worker;
	atomic_fetch_add((atomic_int *)ctx, 1);
	write_story(text, (int)place, line_of((int)place, line));
	return nd_template_units(units, text_of(text));
}

/* A source of many articles, learned in the order in which i * step comes round; some of them
 * are only noted. */
static struct nd_templates *learned_in_steps(int step)
{
	struct nd_templates *const t = nd_templates_open();
	atomic_int asked = 0;
	int noted = 0;

	for (int i = 0, day = 0; i < MANY; i++, day = (day + step) % MANY) {
		const uint64_t content = nd_mix((uint64_t)day);
		char line[200];

		if (i % 5 < (step - 1) % 5) {
			if (nd_templates_wants(t, SOURCE, content))
				REQUIRE(nd_templates_note(t, SOURCE, day, content, (uint32_t)day) == ND_OK);
			noted++;
		} else {
			learn_story(t, SOURCE, day, line_of(day, line));
		}
	}
	REQUIRE(nd_templates_settle(t, 3, story_again, &asked) == ND_OK);
	ck_assert_int_ge(asked, !!noted);
	ck_assert_int_le(asked, noted);
	nd_templates_spend(t);
	return t;
}

/* Whatever the order in which articles come, the templates are the same, and so are their shares. */
START_TEST(order_does_not_matter)
{
	static const int steps[] = { 1, MANY - 1, 7, 333 };
	struct nd_templates *const first = learned_in_steps(steps[0]);
	struct nd_templates *const t = learned_in_steps(steps[_i]);
	char line[100];

	ck_assert_uint_eq(nd_templates_count(first), 1 + MANY / 200);
	ck_assert_uint_eq(nd_templates_count(t), nd_templates_count(first));
	for (int week = 0; week < MANY / 200; week++) {
		struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
		unsigned in[2], of[2];

		sprintf(line, "Most read in week %d of the long year", week);
		REQUIRE(nd_template_units(&units, text_of(line)) == ND_OK);
		nd_templates_share(first, SOURCE, ((struct nd_unit *)units.items)->hash, &in[0], &of[0]);
		nd_templates_share(t, SOURCE, ((struct nd_unit *)units.items)->hash, &in[1], &of[1]);
		ck_assert_uint_gt(in[0], 0);
		ck_assert_uint_eq(in[0], in[1]);
		ck_assert_uint_eq(of[0], of[1]);
		nd_array_release(&units);
	}
	nd_templates_close(first);
	nd_templates_close(t);
}
END_TEST

/* A phrase that a few articles of a large source have. */
START_TEST(a_phrase_now_and_then_is_no_template)
{
	struct nd_templates *const t = nd_templates_open();

	for (int i = 0; i < 100; i++)
		learn_story(t, SOURCE, i, i % 10 ? "Nothing else." : TEASER);
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert(!is_left_out(t, TEASER));
	nd_templates_close(t);
}
END_TEST

/* A teaser of a time is found though few of all articles have it. */
START_TEST(the_window_moves)
{
	struct nd_templates *const t = nd_templates_open();
	const int articles = 16 * ND_TEMPLATE_WINDOW, weeks = 5;	/* one article in 8 is learned from */
	char line[100];

	for (int i = 0; i < articles; i++) {
		sprintf(line, "Most read in week %d of the long year", i * weeks / articles);
		learn_story(t, SOURCE, i, line);
	}
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	for (int week = 0; week < weeks; week++) {
		sprintf(line, "Most read in week %d of the long year", week);
		ck_assert(is_left_out(t, line));
	}
	nd_templates_close(t);
}
END_TEST

START_TEST(what_would_be_left_with_nothing_stays)
{
	struct nd_templates *const t = nd_templates_open();

	for (int i = 0; i < 8; i++)
		learn_story(t, SOURCE, i, TEASER);
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert_str_eq(masked(t, SOURCE, TEASER), TEASER);
	nd_templates_close(t);
}
END_TEST

START_TEST(many_sources)
{
	struct nd_templates *const t = nd_templates_open();

	for (uint64_t source = 1; source <= 500; source++) {
		for (int i = 0; i < 4; i++) {
			char line[100];

			sprintf(line, "Subscribe to the daily letter number %d", (int)source);
			learn_story(t, source, i, line);
		}
	}
	REQUIRE(nd_templates_settle(t, 3, NULL, NULL) == ND_OK);
	ck_assert_uint_eq(nd_templates_count(t), 500);
	nd_templates_close(t);
}
END_TEST

START_TEST(who_printed_it)
{
	const struct nd_text none = { NULL, 0 };

	ck_assert_uint_eq(nd_template_source(none, none), 0);
	ck_assert_uint_ne(nd_template_source(text_of("a"), none), nd_template_source(text_of("b"), none));
	ck_assert_uint_eq(nd_template_source(text_of("a"), text_of("https://x.org/1")),
			  nd_template_source(text_of("a"), none));
	ck_assert_uint_eq(nd_template_source(none, text_of("https://www.x.org/1")),
			  nd_template_source(none, text_of("http://m.x.org/2?id=3")));
	ck_assert_uint_ne(nd_template_source(none, text_of("https://x.org/1")),
			  nd_template_source(none, text_of("https://y.org/1")));
	ck_assert_uint_eq(nd_template_source(none, text_of("no address")), 0);
}
END_TEST

Suite *suite_text_templates(void)
{
	Suite *const suite = suite_create("text/templates");
	TCase *const tcase = only_case(suite, "templates");

	tcase_add_loop_test(tcase, texts_are_lines_and_sentences, 0, COUNT(examples));
	tcase_add_test(tcase, kinds);
	tcase_add_test(tcase, units_are_those_of_the_model);
	tcase_add_test(tcase, a_line_of_many_stories_is_a_template);
	tcase_add_test(tcase, titles_tell_the_story);
	tcase_add_test(tcase, titles_are_no_templates);
	tcase_add_test(tcase, bytes_stay_in_their_places);
	tcase_add_test(tcase, copies_make_no_template);
	tcase_add_test(tcase, a_quotation_in_updates_is_no_template);
	tcase_add_test(tcase, a_phrase_now_and_then_is_no_template);
	tcase_add_test(tcase, large_sources_are_sampled);
	tcase_add_loop_test(tcase, order_does_not_matter, 0, 4);
	tcase_add_test(tcase, the_window_moves);
	tcase_add_test(tcase, what_would_be_left_with_nothing_stays);
	tcase_add_test(tcase, many_sources);
	tcase_add_test(tcase, who_printed_it);
	return suite;
}
