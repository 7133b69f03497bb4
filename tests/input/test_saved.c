/* test_saved.c - lines of our own, and lines that only look like them */
#include <string.h>

#include "base/array.h"
#include "input/saved.h"
#include "testing.h"

Suite *suite_input_saved(void);

static const char pair_line[] =
	"{\"a\":\"x-1\",\"b\":\"\\u00e4\",\"relation\":\"contained\",\"score\":0.75,\"jaccard\":0.4,"
	"\"containment\":0.75,\"event\":null,\"hours_apart\":2.5,\"later\":[1],"
	"\"terms\":[{\"term\":\"ferry\",\"weight\":0.5}],"
	"\"passages\":[{\"text\":\"aground\",\"a\":[3,10],\"b\":[0,7]}]}";
static const char cluster_line[] =
	"{\"cluster\":\"0123456789abcdef\",\"size\":2,\"representative\":\"b\","
	"\"first\":\"2021-03-01T08:00:00Z\",\"last\":null,\"members\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";

/* The line with blanks behind it, as the readers want it; good until the next call. */
static struct nd_text padded(const char *line, size_t len)
{
	static char room[2048];

	REQUIRE(len + ND_SAVED_PADDING <= sizeof(room));
	memset(room, 0, sizeof(room));
	memcpy(room, line, len);
	return (struct nd_text){ room, len };
}

static int is_text(struct nd_text text, const char *wanted)
{
	return text.len == strlen(wanted) && !memcmp(text.at, wanted, text.len);
}

START_TEST(a_pair_is_what_was_written)
{
	struct nd_saved *const saved = nd_saved_open();
	struct nd_explanation out;
	const char *why;

	ck_assert_int_eq(nd_saved_pair(saved, padded(pair_line, strlen(pair_line)), &out, &why), ND_OK);
	ck_assert(is_text(out.pair.a, "x-1") && is_text(out.pair.b, "\xc3\xa4"));
	ck_assert_int_eq(out.pair.relation, ND_CONTAINED);
	ck_assert_double_eq(out.pair.score, 0.75);
	ck_assert_double_eq(out.pair.jaccard, 0.4);
	ck_assert_double_eq(out.pair.event, -1);
	ck_assert_double_eq(out.pair.hours_apart, 2.5);
	ck_assert_uint_eq(out.n_terms, 1);
	ck_assert(is_text(out.terms[0].term, "ferry"));
	ck_assert_uint_eq(out.n_passages, 1);
	ck_assert_uint_eq(out.passages[0].a_from, 3);
	ck_assert_uint_eq(out.passages[0].b_to, 7);
	nd_saved_close(saved);
}
END_TEST

START_TEST(a_story_is_what_was_written)
{
	struct nd_saved *const saved = nd_saved_open();
	struct nd_cluster out;
	const char *why;

	ck_assert_int_eq(nd_saved_cluster(saved, padded(cluster_line, strlen(cluster_line)), &out, &why),
			 ND_OK);
	ck_assert_str_eq(out.id, "0123456789abcdef");
	ck_assert_uint_eq(out.size, 2);
	ck_assert_uint_eq(out.representative, 1);
	ck_assert(is_text(out.members[0].id, "a") && is_text(out.members[1].id, "b"));
	ck_assert_int_eq(out.first, 1614585600);
	ck_assert_int_eq(out.last, ND_NO_TIME);
	nd_saved_close(saved);
}
END_TEST

/* Each is refused, with a sentence that has this in it. */
static const struct {
	int cluster;
	const char *line, *says;
} wrong[] = {
	{ 0, "", "broken JSON" },
	{ 0, "{\"a\":", "broken JSON" },
	{ 0, "[]", "not a JSON object" },
	{ 0, "{}", "not a pair" },
	{ 0, "{\"a\":1,\"b\":\"y\",\"relation\":\"identical\",\"score\":1}", "not a pair" },
	{ 0, "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"cousin\",\"score\":1}", "not a pair" },
	{ 0, "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"identical\",\"score\":1.5}", "not a pair" },
	{ 0, "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"identical\",\"score\":\"1\"}", "not a pair" },
	{ 0, "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"identical\",\"score\":1,\"terms\":[7]}", "terms" },
	{ 0, "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"identical\",\"score\":1,"
	     "\"passages\":[{\"text\":\"t\",\"a\":[2,1],\"b\":[0,1]}]}", "passages" },
	{ 0, "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"identical\",\"score\":1,"
	     "\"passages\":[{\"text\":\"t\",\"a\":[0,99999999999],\"b\":[0,1]}]}", "passages" },
	{ 1, "{\"cluster\":\"0123456789abcdef\"}", "not a story" },
	{ 1, "{\"cluster\":\"0123456789abcdef\",\"members\":[]}", "not a story" },
	{ 1, "{\"cluster\":\"0123456789abcdeg\",\"members\":[{\"id\":\"a\"}]}", "not a story" },
	{ 1, "{\"cluster\":\"abc\",\"members\":[{\"id\":\"a\"}]}", "not a story" },
	{ 1, "{\"cluster\":\"0123456789abcdef\",\"members\":[{\"id\":7}]}", "not a story" },
};

START_TEST(what_is_none_is_refused)
{
	struct nd_saved *const saved = nd_saved_open();

	for (size_t i = 0; i < COUNT(wrong); i++) {
		const struct nd_text line = padded(wrong[i].line, strlen(wrong[i].line));
		struct nd_explanation pair;
		struct nd_cluster cluster;
		const char *why = "";
		const enum nd_status status = wrong[i].cluster ?
			nd_saved_cluster(saved, line, &cluster, &why) :
			nd_saved_pair(saved, line, &pair, &why);

		ck_assert_int_eq(status, ND_EFORMAT);
		ck_assert_msg(strstr(why, wrong[i].says) != NULL, "%zu: %s", i, why);
	}
	nd_saved_close(saved);
}
END_TEST

/* Whatever is done to a line: it is refused, or what comes of it keeps the promises. */
START_TEST(changed_anywhere)
{
	static const char marks[] = "{}[]\",:\\\n\r \t\0\xff" "0ae-9.";
	static const char *const seeds[] = { pair_line, cluster_line };
	struct nd_saved *const saved = nd_saved_open();
	uint64_t random = 1;

	for (int round = 0; round < 20000; round++) {
		const int cluster = round % 2;
		const size_t len = strlen(seeds[cluster]);
		char bytes[sizeof(pair_line) + sizeof(cluster_line)];
		struct nd_explanation pair;
		struct nd_cluster story;
		const char *why = "";

		memcpy(bytes, seeds[cluster], len);
		for (uint64_t n = 1 + next_random(&random) % 3; n; n--)
			bytes[next_random(&random) % len] = marks[next_random(&random) % (sizeof(marks) - 1)];
		if (cluster && nd_saved_cluster(saved, padded(bytes, len), &story, &why) == ND_OK) {
			REQUIRE(story.size >= 1 && story.representative < story.size);
			REQUIRE(strlen(story.id) == 16);
		} else if (!cluster && nd_saved_pair(saved, padded(bytes, len), &pair, &why) == ND_OK) {
			REQUIRE(pair.pair.score >= 0 && pair.pair.score <= 1);
			REQUIRE(pair.pair.relation <= ND_UNRELATED);
			for (size_t i = 0; i < pair.n_passages; i++)
				REQUIRE(pair.passages[i].a_from <= pair.passages[i].a_to &&
					pair.passages[i].b_to <= ND_TEXT_MAX);
		}
	}
	nd_saved_close(saved);
}
END_TEST

Suite *suite_input_saved(void)
{
	Suite *const suite = suite_create("input/saved");
	TCase *const tcase = only_case(suite, "saved");

	tcase_add_test(tcase, a_pair_is_what_was_written);
	tcase_add_test(tcase, a_story_is_what_was_written);
	tcase_add_test(tcase, what_is_none_is_refused);
	tcase_add_test(tcase, changed_anywhere);
	return suite;
}
