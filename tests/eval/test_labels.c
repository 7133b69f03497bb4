/* test_labels.c - both forms of labels, and everything that can be wrong with a line */
#include <stdio.h>
#include <string.h>

#include "eval/truth.h"
#include "testing.h"

struct complaints {
	char text[512];
	int most;		/* stop after so many; 0: never */
};

static int on_bad(void *ctx, uint64_t line, const char *message)
{
	struct complaints *const complaints = ctx;
	const size_t len = strlen(complaints->text);

	snprintf(complaints->text + len, sizeof(complaints->text) - len, "%d: %.20s\n", (int)line,
		 message);
	return complaints->most && !--complaints->most;
}

static enum nd_status read_text(struct nd_labels *labels, const char *text,
				struct complaints *complaints, struct nd_error *err)
{
	FILE *const in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	enum nd_status status;

	REQUIRE(in != NULL);
	*labels = (struct nd_labels)ND_LABELS_INIT;
	status = nd_labels_read(labels, in, on_bad, complaints, err);
	fclose(in);
	return status;
}

START_TEST(clusters)
{
	struct complaints complaints = { "", 0 };
	struct nd_labels labels;

	ck_assert_int_eq(read_text(&labels, "\xef\xbb\xbfid\tcluster\tnote\r\n"
				   "a\tx\n"
				   "\n"
				   "b\ty\tsome words\r\n"
				   "c\n"
				   "\tx\n"
				   "d\t\n"
				   "a\ty\n"
				   "e\tx", &complaints, NULL), ND_OK);
	ck_assert_str_eq(complaints.text, "5: a line is an id, a t\n6: a line is an id, a t\n"
			 "7: a line is an id, a t\n8: the id has a cluster\n");
	ck_assert_int_eq(labels.form, ND_LABEL_CLUSTERS);
	ck_assert_uint_eq(labels.ids.texts.n, 3);
	ck_assert_uint_eq(labels.clusters.texts.n, 2);
	ck_assert_mem_eq(nd_labels_cluster(&labels, text_of("a")).at, "x", 1);
	ck_assert_mem_eq(nd_labels_cluster(&labels, text_of("b")).at, "y", 1);
	ck_assert_mem_eq(nd_labels_cluster(&labels, text_of("e")).at, "x", 1);
	ck_assert_uint_eq(nd_labels_cluster(&labels, text_of("d")).len, 0);
	nd_labels_release(&labels);
}
END_TEST

START_TEST(pairs)
{
	struct complaints complaints = { "", 0 };
	struct nd_labels labels;
	const struct nd_label_pair *pair;

	ck_assert_int_eq(read_text(&labels, "id_a\tid_b\tlabel\tkind\n"
				   "a\tb\t1\tx\n"
				   "c\tb\t0\n"
				   "b\ta\t1\n"
				   "a\tb\t0\n"
				   "a\ta\t1\n"
				   "a\tc\t2\n"
				   "a\tc\n"
				   "\tc\t1\n", &complaints, NULL), ND_OK);
	ck_assert_str_eq(complaints.text, "6: both ids are the sam\n7: a line is two ids an\n"
			 "8: a line is two ids an\n9: a line is two ids an\n"
			 "5: a line above says th\n");
	pair = labels.pairs.items;
	ck_assert_uint_eq(labels.pairs.n, 2);
	ck_assert_int_eq(pair[0].same, 1);
	ck_assert_uint_eq(pair[0].line, 2);
	ck_assert_int_eq(pair[1].same, 0);
	nd_labels_release(&labels);
}
END_TEST

START_TEST(headers_that_are_none)
{
	static const char *const texts[] = {
		"\n", "id\n", "a\tx\n", "id_a\tid_b\n", "id,cluster\n",
	};
	struct complaints complaints = { "", 0 };
	struct nd_labels labels;
	struct nd_error err;

	for (size_t i = 0; i < COUNT(texts); i++) {
		ck_assert_int_eq(read_text(&labels, texts[i], &complaints, &err), ND_EINVAL);
		ck_assert_str_eq(err.message, "the first line is neither 'id<TAB>cluster' nor "
				 "'id_a<TAB>id_b<TAB>label'");
		nd_labels_release(&labels);
	}
	ck_assert_str_eq(complaints.text, "");
}
END_TEST

START_TEST(reading_can_be_stopped)
{
	struct complaints complaints = { "", 2 };
	struct nd_labels labels;

	ck_assert_int_eq(read_text(&labels, "id\tcluster\na\nb\nc\nd\n", &complaints, NULL),
			 ND_ESTOPPED);
	ck_assert_str_eq(complaints.text, "2: a line is an id, a t\n3: a line is an id, a t\n");
	nd_labels_release(&labels);
}
END_TEST

/* As many names as make the table grow many times; each is found again. */
START_TEST(many_names)
{
	struct nd_names names = ND_NAMES_INIT;
	char name[16];

	ck_assert_uint_eq(nd_names_find(&names, text_of("0")), ND_NO_NAME);
	for (int turn = 0; turn < 2; turn++)
		for (uint32_t i = 0; i < 20000; i++) {
			snprintf(name, sizeof(name), "%u", i * 7);
			REQUIRE(nd_names_add(&names, text_of(name)) == i);
			REQUIRE(nd_names_find(&names, text_of(name)) == i);
		}
	ck_assert_uint_eq(nd_names_find(&names, text_of("1")), ND_NO_NAME);
	ck_assert_mem_eq(nd_names_at(&names, 2).at, "14", 2);
	nd_names_release(&names);
}
END_TEST

static struct nd_text letter(const void *ctx, size_t i)
{
	return (struct nd_text){ (const char *)ctx + i, 1 };
}

START_TEST(labels_meet_articles)
{
	struct complaints complaints = { "", 0 };
	struct nd_labels labels;
	struct nd_truth truth;

	ck_assert_int_eq(read_text(&labels, "id\tcluster\nb\tx\nz\tx\nd\tx\na\ty\n", &complaints,
				   NULL), ND_OK);
	ck_assert_int_eq(nd_truth_open(&truth, &labels, 5, letter, "abcde"), ND_OK);
	ck_assert_uint_eq(truth.labelled, 3);
	ck_assert_uint_eq(truth.strangers, 2);
	ck_assert_uint_eq(truth.unknown, 1);
	ck_assert_uint_eq(truth.classes, 4);
	ck_assert_uint_eq(truth.pairs, 1);
	ck_assert_int_eq(nd_truth_of(&truth, 3, 1), ND_SAME);
	ck_assert_int_eq(nd_truth_of(&truth, 0, 1), ND_DIFFERENT);
	ck_assert_int_eq(nd_truth_of(&truth, 2, 1), ND_DIFFERENT);
	ck_assert_int_eq(nd_truth_of(&truth, 2, 4), ND_NOT_JUDGED);
	nd_truth_close(&truth);
	nd_labels_release(&labels);
}
END_TEST

Suite *suite_eval_labels(void)
{
	Suite *const suite = suite_create("eval/labels");
	TCase *const tcase = only_case(suite, "labels");

	tcase_add_test(tcase, clusters);
	tcase_add_test(tcase, pairs);
	tcase_add_test(tcase, headers_that_are_none);
	tcase_add_test(tcase, reading_can_be_stopped);
	tcase_add_test(tcase, many_names);
	tcase_add_test(tcase, labels_meet_articles);
	return suite;
}
