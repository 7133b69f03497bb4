/* test_report.c - each format, byte for byte, and streams that take no more */
#include <errno.h>
#include <string.h>

#include "report/report.h"
#include "report/written.h"

Suite *suite_report_report(void);

#define TEXT(literal) { literal, sizeof(literal) - 1 }

static const struct nd_pair pact = {
	.a = TEXT("pact-a"), .b = TEXT("pact-b"), .a_index = 0, .b_index = 1,
	.relation = ND_SAME_EVENT, .score = 0.91, .jaccard = 0.018, .containment = 0.05,
	.event = 0.91, .hours_apart = 13.5,
};

static const struct nd_pair copies = {
	.a = TEXT("c\t1"), .b = TEXT("c\\2\n"), .a_index = 1, .b_index = 0,
	.relation = ND_NEAR_DUPLICATE, .score = 2.0 / 3, .jaccard = 2.0 / 3, .containment = 1,
	.event = -1, .hours_apart = -1, .same_url = 1,
};

static const struct nd_member members[] = {
	{ TEXT("m1"), 0, { NULL, 0 }, ND_RELATIONS, 1, 0 },
	{ TEXT("m2"), 1, TEXT("m1"), ND_IDENTICAL, 1, 1 },
	{ TEXT("m3"), 2, TEXT("m2"), ND_SAME_EVENT, 0.625, 0 },
};
static const struct nd_cluster story = {
	"00000000deadbeef", members, 3, 0, 1431302400, 1431340200,
};
static const struct nd_member lone[] = { { TEXT("l"), 3, { NULL, 0 }, ND_RELATIONS, 1, 0 } };
static const struct nd_cluster loner = {
	"0123456789abcdef", lone, 1, 0, ND_NO_TIME, ND_NO_TIME,
};

static const struct nd_measure measures[] = {
	{ "jaccard", 0.018, "1.8 % of all shingles stand in both" },
	{ "containment", 0.05, "5 % of the shorter" },
};
static const char *const reasons[] = { "they share rare terms", "too few shingles are shared" };
static const struct nd_shared_term terms[] = {
	{ TEXT("cyber pact"), 0.4 }, { TEXT("moscow"), 0.04321 },
};
static const struct nd_passage passages[] = { { TEXT("not to \"hack\""), 10, 23, 110, 123 } };

static struct nd_explanation explanation(void)
{
	return (struct nd_explanation){
		pact, 1, measures, 2, reasons, 2, terms, 2, passages, 1, NULL, 0,
	};
}

static void headline(void *ctx, size_t index, struct nd_headline *out)
{
	(void)ctx;
	out->title = index ? (struct nd_text)TEXT("Pledge\nsigned \x1b[2J")
			   : (struct nd_text)TEXT("Russia and China agree");
	out->published = index ? ND_NO_TIME : 1431340200;
}

static struct nd_report *open_report(struct written *written, const char *format,
				     enum nd_report_kind kind)
{
	const struct nd_report_options opt = { .out = written->out, .headline = headline };
	struct nd_report *const report = nd_report_open(nd_report_format(format), kind, &opt);

	ck_assert_ptr_nonnull(report);
	return report;
}

static void pairs_are(const char *format, const char *expected)
{
	struct written *const written = written_open();
	struct nd_report *const report = open_report(written, format, ND_REPORT_PAIRS);

	ck_assert_int_eq(nd_report_pair(report, &pact, NULL), ND_OK);
	ck_assert_int_eq(nd_report_pair(report, &copies, NULL), ND_OK);
	ck_assert_int_eq(nd_report_close(report), ND_OK);
	written_is(written, expected);
}

static void clusters_are(const char *format, const char *expected)
{
	struct written *const written = written_open();
	struct nd_report *const report = open_report(written, format, ND_REPORT_CLUSTERS);

	ck_assert_int_eq(nd_report_cluster(report, &story), ND_OK);
	ck_assert_int_eq(nd_report_cluster(report, &loner), ND_OK);
	ck_assert_int_eq(nd_report_close(report), ND_OK);
	written_is(written, expected);
}

static void explanation_is(const char *format, const char *expected)
{
	struct written *const written = written_open();
	struct nd_report *const report = open_report(written, format, ND_REPORT_EXPLANATION);
	const struct nd_explanation why = explanation();

	ck_assert_int_eq(nd_report_explanation(report, &why), ND_OK);
	ck_assert_int_eq(nd_report_close(report), ND_OK);
	written_is(written, expected);
}

#define PACT "\"a\":\"pact-a\",\"b\":\"pact-b\",\"relation\":\"same-event\",\"score\":0.91," \
	     "\"jaccard\":0.018,\"containment\":0.05,\"event\":0.91,\"hours_apart\":13.5"
#define WORDS "\"terms\":[{\"term\":\"cyber pact\",\"weight\":0.4}," \
	      "{\"term\":\"moscow\",\"weight\":0.0432}],\"passages\":" \
	      "[{\"text\":\"not to \\\"hack\\\"\",\"a\":[10,23],\"b\":[110,123]}]"

START_TEST(jsonl)
{
	pairs_are("jsonl", "{" PACT "}\n"
		  "{\"a\":\"c\\t1\",\"b\":\"c\\\\2\\n\",\"relation\":\"near-duplicate\","
		  "\"score\":0.6667,\"jaccard\":0.6667,\"containment\":1,\"event\":null,"
		  "\"hours_apart\":null,\"same_url\":true}\n");
	clusters_are("jsonl",
		     "{\"cluster\":\"00000000deadbeef\",\"size\":3,\"representative\":\"m1\","
		     "\"first\":\"2015-05-11T00:00:00Z\",\"last\":\"2015-05-11T10:30:00Z\","
		     "\"members\":[{\"id\":\"m1\",\"relation\":null,\"score\":1,\"to\":null},"
		     "{\"id\":\"m2\",\"relation\":\"identical\",\"score\":1,\"to\":\"m1\","
		     "\"same_url\":true},"
		     "{\"id\":\"m3\",\"relation\":\"same-event\",\"score\":0.625,\"to\":\"m2\"}]}\n"
		     "{\"cluster\":\"0123456789abcdef\",\"size\":1,\"representative\":\"l\","
		     "\"first\":null,\"last\":null,"
		     "\"members\":[{\"id\":\"l\",\"relation\":null,\"score\":1,\"to\":null}]}\n");
	explanation_is("jsonl", "{" PACT ",\"was_candidate\":true,\"reasons\":"
		       "[\"they share rare terms\",\"too few shingles are shared\"],\"measures\":"
		       "[{\"name\":\"jaccard\",\"value\":0.018,"
		       "\"says\":\"1.8 % of all shingles stand in both\"},"
		       "{\"name\":\"containment\",\"value\":0.05,\"says\":\"5 % of the shorter\"}],"
		       WORDS "}\n");
}
END_TEST

START_TEST(jsonl_with_words)
{
	struct written *const written = written_open();
	struct nd_report *const report = open_report(written, "jsonl", ND_REPORT_PAIRS);
	const struct nd_explanation why = explanation();

	ck_assert_int_eq(nd_report_pair(report, &pact, &why), ND_OK);
	ck_assert_int_eq(nd_report_close(report), ND_OK);
	written_is(written, "{" PACT "," WORDS "}\n");
}
END_TEST

START_TEST(tsv)
{
	pairs_are("tsv", "a\tb\trelation\tscore\tjaccard\tcontainment\tevent\thours_apart"
		  "\tsame_url\n"
		  "pact-a\tpact-b\tsame-event\t0.91\t0.018\t0.05\t0.91\t13.5\t0\n"
		  "c\\t1\tc\\\\2\\n\tnear-duplicate\t0.6667\t0.6667\t1\t\t\t1\n");
	clusters_are("tsv", "id\tcluster\tsize\trelation\tscore\tto\tsame_url\n"
		     "m1\t00000000deadbeef\t3\t\t1\t\t0\n"
		     "m2\t00000000deadbeef\t3\tidentical\t1\tm1\t1\n"
		     "m3\t00000000deadbeef\t3\tsame-event\t0.625\tm2\t0\n"
		     "l\t0123456789abcdef\t1\t\t1\t\t0\n");
}
END_TEST

START_TEST(table)
{
	pairs_are("table",
		  "RELATION        SCORE  DATE              ID      TITLE\n"
		  "same-event       0.91  2015-05-11 10:30  pact-a  Russia and China agree\n"
		  "                       -                 pact-b  Pledge signed \\x1b[2J\n"
		  "near-duplicate   0.67  -                 c\\t1    Pledge signed \\x1b[2J\n"
		  "same URL               2015-05-11 10:30  c\\2\\n   Russia and China agree\n");
	clusters_are("table",
		     "RELATION        SCORE  DATE              ID  TITLE\n"
		     "Story 00000000deadbeef: 3 articles, 2015-05-11 00:00 to 2015-05-11 10:30\n"
		     "representative         2015-05-11 10:30  m1  Russia and China agree\n"
		     "identical        1.00  -                 m2  Pledge signed \\x1b[2J\n"
		     "same-event       0.63  -                 m3  Pledge signed \\x1b[2J\n"
		     "\n"
		     "Story 0123456789abcdef: 1 article\n"
		     "representative         -                 l   Pledge signed \\x1b[2J\n");
}
END_TEST

#define BLOCK2	"\xe2\x96\x88\xe2\x96\x88"
#define BLOCK20	BLOCK2 BLOCK2 BLOCK2 BLOCK2 BLOCK2 BLOCK2 BLOCK2 BLOCK2 BLOCK2 BLOCK2

START_TEST(page)
{
	explanation_is("table",
		       "A  pact-a  2015-05-11 10:30\n"
		       "   Russia and China agree\n"
		       "B  pact-b  no date\n"
		       "   Pledge signed \\x1b[2J\n"
		       "\n"
		       "same-event, score 0.91: two reports of one event in different words, "
		       "13.5 hours apart\n"
		       "\n"
		       "Why\n"
		       "  - they share rare terms\n"
		       "  - too few shingles are shared\n"
		       "\n"
		       "Measures\n"
		       "  jaccard      0.018  1.8 % of all shingles stand in both\n"
		       "  containment   0.05  5 % of the shorter\n"
		       "\n"
		       "Terms in both, and their share of what the two have in common\n"
		       "  cyber pact  40.0 %  " BLOCK20 "\n"
		       "  moscow       4.3 %  " BLOCK2 "\n"
		       "\n"
		       "Passages in both\n"
		       "  @@ 13 bytes, from 10 in A and 110 in B\n"
		       "    not to \"hack\"\n");
}
END_TEST

START_TEST(formats_are_known_by_name)
{
	ck_assert_ptr_null(nd_report_format("xml"));
	ck_assert_ptr_null(nd_report_format(""));
	for (size_t i = 0; nd_report_format_name(i); i++)
		ck_assert_ptr_nonnull(nd_report_format(nd_report_format_name(i)));
	ck_assert(nd_report_explains(nd_report_format("jsonl")));
	ck_assert(nd_report_explains(nd_report_format("table")));
	ck_assert(!nd_report_explains(nd_report_format("tsv")));
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	for (size_t i = 0; nd_report_format_name(i); i++) {
		FILE *const full = fopen("/dev/full", "w");
		const struct nd_report_options opt = { .out = full };
		struct nd_report *const report = nd_report_open(
			nd_report_format(nd_report_format_name(i)), ND_REPORT_PAIRS, &opt);
		enum nd_status status = ND_OK;

		ck_assert_ptr_nonnull(full);
		for (int k = 0; status == ND_OK && k < 100000; k++)
			status = nd_report_pair(report, &pact, NULL);
		ck_assert_int_eq(status, ND_EIO);
		ck_assert_int_eq(errno, ENOSPC);
		ck_assert_int_eq(nd_report_pair(report, &pact, NULL), ND_EIO);
		ck_assert_int_eq(nd_report_close(report), ND_EIO);
		fclose(full);
	}
	ck_assert_int_eq(nd_report_close(NULL), ND_OK);
}
END_TEST

Suite *suite_report_report(void)
{
	Suite *const suite = suite_create("report/report");
	TCase *const tcase = tcase_create("report");

	tcase_add_test(tcase, jsonl);
	tcase_add_test(tcase, jsonl_with_words);
	tcase_add_test(tcase, tsv);
	tcase_add_test(tcase, table);
	tcase_add_test(tcase, page);
	tcase_add_test(tcase, formats_are_known_by_name);
	tcase_add_test(tcase, a_full_disk_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}
