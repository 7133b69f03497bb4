/* test_open.c - what open() and add() refuse, and what they take */
#include <math.h>
#include <stdio.h>

#include "engine/document.h"
#include "engine/pile.h"

static void refused(struct nd_options opt, const char *names)
{
	struct nd_engine *engine = (struct nd_engine *)&opt;
	struct nd_error err = { ND_OK, "" };

	ck_assert_int_eq(nd_engine_open(&engine, &opt, &err), ND_EINVAL);
	ck_assert_ptr_null(engine);
	ck_assert_int_eq(err.status, ND_EINVAL);
	ck_assert_msg(strstr(err.message, names) != NULL, "'%s' does not name %s", err.message,
		      names);
	ck_assert_int_eq(nd_engine_open(&engine, &opt, NULL), ND_EINVAL);
}

#define REFUSED(field, value, names) \
	do { \
		struct nd_options opt = ND_OPTIONS_INIT; \
		opt.field = (value); \
		refused(opt, names); \
	} while (0)

START_TEST(options_out_of_range_are_named)
{
	REFUSED(size, 0, "options");
	REFUSED(size, sizeof(struct nd_options) + 8, "options");
	REFUSED(threshold, .0499, "threshold");
	REFUSED(threshold, 1.001, "threshold");
	REFUSED(threshold, -1, "threshold");
	REFUSED(threshold, NAN, "threshold");
	REFUSED(recall, .499, "recall");
	REFUSED(recall, .99991, "recall");
	REFUSED(recall, NAN, "recall");
	REFUSED(containment, .299, "containment");
	REFUSED(containment, 1.1, "containment");
	REFUSED(containment, NAN, "containment");
	REFUSED(event_threshold, -.001, "event");
	REFUSED(event_threshold, 1.001, "event");
	REFUSED(event_threshold, INFINITY, "event");
	REFUSED(relations, 0, "relations");
	REFUSED(relations, 1u << ND_RELATIONS, "relations");
	REFUSED(relations, UINT32_MAX, "relations");
	REFUSED(ngram_size, 17, "ngram");
	REFUSED(num_perm, 0, "num_perm");
	REFUSED(num_perm, 15, "num_perm");
	REFUSED(num_perm, 1025, "num_perm");
	REFUSED(window, -1, "window");
	REFUSED(threads, 257, "threads");
	REFUSED(keep, (enum nd_keep)3, "keep");
	REFUSED(keep, (enum nd_keep)-1, "keep");
}
END_TEST

START_TEST(no_options_are_refused)
{
	struct nd_engine *engine;
	struct nd_error err;

	ck_assert_int_eq(nd_engine_open(&engine, NULL, &err), ND_EINVAL);
	ck_assert_ptr_null(engine);
}
END_TEST

#define TAKEN(field, value) \
	do { \
		struct nd_options opt = usual(); \
		struct nd_engine *engine; \
		opt.field = (value); \
		ck_assert_int_eq(nd_engine_open(&engine, &opt, NULL), ND_OK); \
		nd_engine_close(engine); \
	} while (0)

START_TEST(the_ends_of_the_ranges_are_taken)
{
	TAKEN(threshold, .05);
	TAKEN(threshold, 1);
	TAKEN(recall, .5);
	TAKEN(recall, .9999);
	TAKEN(containment, .3);
	TAKEN(containment, 1);
	TAKEN(event_threshold, 0);
	TAKEN(event_threshold, 1);
	TAKEN(relations, ND_RELATION_BIT(ND_SAME_EVENT));
	TAKEN(ngram_size, 16);
	TAKEN(num_perm, 16);
	TAKEN(num_perm, 17);
	TAKEN(num_perm, 1024);
	TAKEN(window, INT64_MAX);
	TAKEN(threads, 256);
	TAKEN(threads, 0);
	TAKEN(seed, UINT64_MAX);
	TAKEN(keep, ND_KEEP_LATEST);
	nd_engine_close(NULL);
}
END_TEST

static enum nd_status add(struct nd_engine *engine, struct nd_text id, struct nd_text title,
			  struct nd_text text, struct nd_error *err)
{
	const struct nd_article article = {
		.id = id, .title = title, .text = text, .published = ND_NO_TIME,
	};

	return nd_engine_add(engine, &article, err);
}

/* Sizes above the limits are refused before a byte is read. */
START_TEST(articles_out_of_range_are_refused)
{
	const struct nd_text none = { NULL, 0 }, some = { "x", 1 };
	const struct nd_text long_id = { "x", ND_ID_MAX + 1 }, large = { "x", ND_TEXT_MAX };
	const struct nd_text too_large = { "x", ND_TEXT_MAX + 1 }, huge = { "x", SIZE_MAX };
	const struct pile empty = { NULL, 0, 0 };
	struct nd_engine *const engine = engine_of(&empty, NULL);
	struct nd_stats stats;
	struct nd_error err;

	ck_assert_int_eq(add(engine, none, some, some, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, long_id, some, some, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, huge, some, some, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, none, none, &err), ND_EINVAL);
	ck_assert_ptr_nonnull(strstr(err.message, "'x'"));
	ck_assert_int_eq(add(engine, some, too_large, none, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, none, too_large, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, some, large, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, large, some, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, huge, some, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, some, huge, &err), ND_EINVAL);
	ck_assert_int_eq(add(engine, some, none, too_large, NULL), ND_EINVAL);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 0);
	ck_assert_int_eq(add(engine, some, some, none, &err), ND_OK);	/* a title will do */
	nd_engine_close(engine);
}
END_TEST

START_TEST(a_taken_id_is_refused)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct nd_stats stats;
	struct nd_error err;

	pile_make(&pile, 20, 1, DATED);
	engine = engine_of(&pile, NULL);
	for (size_t i = 0; i < pile.n; i++) {
		ck_assert_int_eq(nd_engine_add(engine, &pile.articles[i], &err), ND_EEXIST);
		ck_assert_int_eq(err.status, ND_EEXIST);
	}
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 20);
	free(everything_of(engine));
	ck_assert_int_eq(nd_engine_add(engine, &pile.articles[7], NULL), ND_EEXIST);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Ids are bytes: zeros, line ends and what is not UTF-8 included; the longest has ND_ID_MAX. */
START_TEST(ids_are_any_bytes)
{
	static char id[ND_ID_MAX];
	const struct nd_text ids[] = {
		{ "a\0b", 3 }, { "a\0c", 3 }, { "a", 1 }, { "\xff\n", 2 }, { id, ND_ID_MAX },
		{ id, ND_ID_MAX - 1 },
	};
	const struct pile empty = { NULL, 0, 0 };
	struct nd_engine *const engine = engine_of(&empty, NULL);

	for (size_t i = 0; i < COUNT(ids); i++) {
		ck_assert_int_eq(add(engine, ids[i], text_of("t"), text_of("x"), NULL), ND_OK);
		ck_assert_int_eq(add(engine, ids[i], text_of("t"), text_of("x"), NULL), ND_EEXIST);
	}
	nd_engine_close(engine);
}
END_TEST

/* What an engine was given may be gone afterwards. */
START_TEST(what_is_given_is_copied)
{
	struct nd_options opt = usual();
	char id[] = "one", title[] = "a title", text[] = "and a text of it";
	const struct pile empty = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct place *places;

	opt.keep_text = 1;
	engine = engine_of(&empty, &opt);
	ck_assert_int_eq(add(engine, text_of(id), text_of(title), text_of(text), NULL), ND_OK);
	memset(id, '?', 3);
	memset(title, '?', 7);
	memset(text, '?', 16);
	places = clusters_of(engine, 1);
	ck_assert(id_is(places[0].member.id, "one"));
	free(places);
	nd_engine_close(engine);
}
END_TEST

/* The header promises ND_TEXT_MAX bytes an article: 32 million words of one letter.  Buffers
 * must be allowed to grow so far; that they can is a matter of memory. */
START_TEST(ceilings_hold_the_largest_article)
{
	const struct nd_workshop workshop = ND_WORKSHOP_INIT;
	const size_t most_tokens = ND_TEXT_MAX / 2;

	ck_assert_uint_ge(workshop.tokens.list.ceiling, most_tokens);
	ck_assert_uint_ge(workshop.hashes.ceiling, most_tokens * 3);
	ck_assert_uint_ge(workshop.terms.block.ceiling, ND_TERMS_BYTES(most_tokens * 2));
	ck_assert_uint_ge(workshop.terms.counts.ceiling, most_tokens * 2);
	ck_assert_uint_ge(workshop.terms.slots.ceiling, most_tokens * 8);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(nd_version(), ND_VERSION_STRING);
	ck_assert_str_eq(nd_relation_name(ND_IDENTICAL), "identical");
	ck_assert_str_eq(nd_relation_name(ND_NEAR_DUPLICATE), "near-duplicate");
	ck_assert_str_eq(nd_relation_name(ND_CONTAINED), "contained");
	ck_assert_str_eq(nd_relation_name(ND_SAME_EVENT), "same-event");
	ck_assert_str_eq(nd_relation_name(ND_UNRELATED), "unrelated");
	ck_assert_str_eq(nd_relation_name((enum nd_relation)99), "unrelated");
	ck_assert_str_eq(nd_relation_name((enum nd_relation)-1), "unrelated");
}
END_TEST

Suite *suite_engine_open(void)
{
	Suite *const suite = suite_create("engine/open");
	TCase *const tcase = only_case(suite, "open");

	tcase_add_test(tcase, options_out_of_range_are_named);
	tcase_add_test(tcase, no_options_are_refused);
	tcase_add_test(tcase, the_ends_of_the_ranges_are_taken);
	tcase_add_test(tcase, articles_out_of_range_are_refused);
	tcase_add_test(tcase, a_taken_id_is_refused);
	tcase_add_test(tcase, ids_are_any_bytes);
	tcase_add_test(tcase, what_is_given_is_copied);
	tcase_add_test(tcase, ceilings_hold_the_largest_article);
	tcase_add_test(tcase, names);
	return suite;
}
