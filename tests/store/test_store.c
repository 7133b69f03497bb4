/* test_store.c - what is said of articles, and that it stays said */
#include <stdio.h>
#include <time.h>

#include "store/shelf.h"
#include "store/finding.h"

#define TEXT_A "The harbour of Oldhaven was closed on Monday after a crane fell onto the quay, " \
	"the port authority said. Nobody was hurt. Forty ships wait outside the bay, and the " \
	"first of them may enter on Thursday, according to the harbour master Ida Quist."
#define TEXT_B "A new species of moth was found in the valley of the river Orr by two pupils who " \
	"counted insects for a school project. Scientists of the museum confirmed the find and " \
	"named the moth after the village where it flew into a lamp."

START_TEST(news_is_told_from_copies)
{
	struct nd_store *store;
	struct shelf shelf;
	struct said said;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	said = add_one(store, article_of("a", TEXT_A));
	ck_assert_int_eq(said.news, ND_NEW);
	ck_assert_uint_eq(said.size, 1);
	ck_assert_uint_eq(said.n_matches, 0);
	ck_assert_uint_eq(strlen(said.story), 16);
	said = add_one(store, article_of("b", TEXT_B));
	ck_assert_int_eq(said.news, ND_NEW);
	said = add_one(store, article_of("a2", TEXT_A));
	ck_assert_int_eq(said.news, ND_COPY);
	ck_assert_int_eq(said.relation, ND_IDENTICAL);
	ck_assert_str_eq(said.match, "a");
	ck_assert_uint_eq(said.size, 2);
	ck_assert_str_eq(said.representative, "a");
	said = add_one(store, article_of("a3", TEXT_A " Traffic on land was not affected."));
	ck_assert_int_eq(said.news, ND_COPY);
	ck_assert_int_eq(said.relation, ND_NEAR_DUPLICATE);
	ck_assert_str_eq(said.match, "a");
	ck_assert(said.score > .8 && said.score < 1);
	ck_assert_uint_eq(said.size, 3);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

START_TEST(an_id_that_is_there)
{
	struct nd_store *store;
	struct nd_store_info info;
	struct shelf shelf;
	struct said first, said;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	first = add_one(store, article_of("a", TEXT_A));
	said = add_one(store, article_of("a", TEXT_A));
	ck_assert_int_eq(said.news, ND_KNOWN);
	ck_assert_str_eq(said.story, first.story);
	said = add_one(store, article_of("a", TEXT_A " The crane was built in 1961."));
	ck_assert_int_eq(said.news, ND_UPDATE);
	ck_assert_str_eq(said.story, first.story);	/* the story keeps its name */
	ck_assert_uint_eq(said.size, 1);
	ck_assert_uint_eq(said.n_matches, 0);		/* not a copy of what it replaces */
	said = add_one(store, article_of("a", TEXT_B));	/* even if nothing of it is left */
	ck_assert_int_eq(said.news, ND_UPDATE);
	ck_assert_str_eq(said.story, first.story);
	ck_assert_int_eq(nd_store_info(store, &info, NULL), ND_OK);
	ck_assert_uint_eq(info.articles, 1);
	ck_assert_uint_eq(info.removed, 2);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

START_TEST(asking_changes_nothing)
{
	struct nd_store *store, *reader;
	struct nd_store_info info;
	struct shelf shelf;
	struct said said;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	reader = open_shelf(&shelf, 0, 0);
	said = ask(reader, article_of("x", TEXT_A));
	ck_assert_int_eq(said.news, ND_NEW);
	ck_assert_str_eq(said.story, "");
	add_one(store, article_of("a", TEXT_A));
	said = ask(reader, article_of("x", TEXT_A));	/* it sees what was committed meanwhile */
	ck_assert_int_eq(said.news, ND_COPY);
	ck_assert_str_eq(said.match, "a");
	ck_assert_uint_eq(said.size, 2);
	said = ask(reader, article_of("a", TEXT_A));
	ck_assert_int_eq(said.news, ND_KNOWN);
	said = ask(reader, article_of("a", TEXT_B));
	ck_assert_int_eq(said.news, ND_UPDATE);
	ck_assert_int_eq(nd_store_info(reader, &info, NULL), ND_OK);
	ck_assert_uint_eq(info.articles, 1);
	nd_store_close(reader);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

START_TEST(never_are_all_copies_forgotten)
{
	struct nd_store *store;
	struct shelf shelf;
	struct said said;
	struct nd_error err;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	add_one(store, article_of("a", TEXT_A));
	add_one(store, article_of("b", TEXT_A));
	add_one(store, article_of("c", TEXT_A));
	ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ "a", 1 }, &err), ND_OK);
	said = ask(store, article_of("x", TEXT_A));
	ck_assert_str_eq(said.match, "b");
	ck_assert_uint_eq(said.size, 3);
	ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ "b", 1 }, &err), ND_OK);
	said = ask(store, article_of("x", TEXT_A " And more to come."));
	ck_assert_str_eq(said.match, "c");
	ck_assert_int_eq(nd_store_compact(store, &err), ND_OK);
	said = ask(store, article_of("x", TEXT_A));
	ck_assert_str_eq(said.match, "c");
	ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ "c", 1 }, &err), ND_OK);
	said = ask(store, article_of("x", TEXT_A));
	ck_assert_int_eq(said.news, ND_NEW);
	ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ "c", 1 }, &err), ND_ENOENT);
	ck_assert_int_eq(nd_store_commit(store, &err), ND_OK);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

START_TEST(old_articles_expire)
{
	struct nd_article article = article_of("late", TEXT_B);
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;
	uint64_t removed;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	for (unsigned i = 0; i < 40; i++)
		add_one(store, feed_article(i));
	add_one(store, article_of("undated", TEXT_A));
	article.published = (int64_t)time(NULL) + 1000000;	/* a date to come is no date */
	add_one(store, article);
	ck_assert_int_eq(nd_store_expire(store, 1700000000 + 20 * 600, &removed, &err), ND_OK);
	ck_assert_uint_eq(removed, 20);
	ck_assert_int_eq(ask(store, feed_article(19)).news, ND_NEW);
	ck_assert_int_eq(ask(store, feed_article(20)).news, ND_KNOWN);
	ck_assert_int_eq(nd_store_expire(store, (int64_t)time(NULL) + 100, &removed, &err), ND_OK);
	ck_assert_uint_eq(removed, 22);
	ck_assert_int_eq(ask(store, article_of("undated", TEXT_A)).news, ND_NEW);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

static int same(const struct said *x, const struct said *y)
{
	return x->news == y->news && x->n_matches == y->n_matches && !strcmp(x->story, y->story) &&
	       !strcmp(x->match, y->match) && x->relation == y->relation && x->score == y->score &&
	       x->size == y->size && !strcmp(x->representative, y->representative);
}

START_TEST(files_and_merges_change_no_answer)
{
	enum { ARTICLES = 700 };
	static struct said plain[ARTICLES], later[ARTICLES];
	struct nd_store *store;
	struct nd_store_info info;
	struct shelf shelf;
	struct nd_error err;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	for (unsigned i = 0; i < ARTICLES; i++)
		plain[i] = add_one(store, feed_article(i));
	for (unsigned i = 0; i < ARTICLES; i++)
		later[i] = ask(store, feed_article(i));
	nd_store_close(store);
	shelf_close(&shelf);

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	store->fresh_most = 13;		/* so that there are segments of three sizes at the end */
	for (unsigned i = 0; i < ARTICLES; i++) {
		const struct said said = add_one(store, feed_article(i));

		REQUIRE(same(&said, &plain[i]));
		if (i % 211 == 210) {	/* what is on the disk is all there is */
			nd_store_close(store);
			store = open_shelf(&shelf, 1, 0);
			store->fresh_most = 13;
		}
	}
	nd_store_close(store);		/* which ends a merge that is under way */
	store = open_shelf(&shelf, 1, 0);
	ck_assert_int_eq(nd_store_info(store, &info, &err), ND_OK);
	ck_assert_uint_ge(info.segments, 3);
	ck_assert_uint_le(info.segments, 4);
	ck_assert_int_eq(nd_store_compact(store, &err), ND_OK);
	for (unsigned i = 0; i < ARTICLES; i += 7) {
		struct said said = ask(store, feed_article(i));

		REQUIRE(said.news == ND_KNOWN && same(&said, &later[i]));
	}
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

/* Of two handles on one store: the same ties, of articles that are there. */
static void check_same_ties(struct nd_store *x, struct nd_store *y)
{
	ck_assert_uint_eq(nd_links_end(&x->links), x->state.next);
	ck_assert_uint_eq(nd_links_end(&y->links), x->state.next);
	for (uint32_t number = x->state.floor; number < x->state.next; number++) {
		struct nd_tie of_x[ND_LATER_MOST], of_y[ND_LATER_MOST];
		const size_t n = nd_later_ties(x, number, of_x);
		size_t n_x, n_y;

		if (nd_gone(x, number) == ND_REMOVED)
			continue;
		REQUIRE(nd_later_ties(y, number, of_y) == n);
		for (size_t i = 0; i < n; i++)
			REQUIRE(of_x[i].later == of_y[i].later && of_x[i].first == of_y[i].first &&
				of_x[i].score == of_y[i].score);
		nd_links_earlier(&x->links, number, &n_x);
		nd_links_earlier(&y->links, number, &n_y);
		REQUIRE(n_x == n_y);
	}
}

/* Every text that has copies is known to have some, and some are known to have none. */
static void check_copies(struct nd_store *store)
{
	struct nd_array copies = ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	size_t with = 0, without = 0;

	ck_assert_int_eq(nd_ledger_refresh(&store->ledger), ND_OK);
	for (uint32_t number = store->state.floor; number < store->state.next; number++) {
		const int may = nd_links_may_have_copies(&store->links, number);

		copies.n = 0;
		ck_assert_int_eq(nd_ledger_list(&store->ledger, ND_TABLE_COPIES, number, &copies),
				 ND_OK);
		REQUIRE(may || !copies.n);
		with += copies.n > 0;
		without += !may;
	}
	ck_assert_uint_gt(with, 5);
	ck_assert_uint_gt(without, 50);
	nd_ledger_let_go(&store->ledger);
	nd_array_release(&copies);
}

/* Article i once more, under another id. */
static struct nd_article printed_again(unsigned i)
{
	struct nd_article article = feed_article(i);
	static char id[32];

	article.id = (struct nd_text){ id, (size_t)sprintf(id, "again-%u", i) };
	return article;
}

START_TEST(memory_has_the_pairs_of_the_tables)
{
	struct nd_store *store, *reader, *again;
	struct shelf shelf;
	struct nd_error err;
	uint64_t removed;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	reader = open_shelf(&shelf, 0, 0);
	for (unsigned i = 0; i < 300; i++) {
		const struct nd_article article = feed_article(i);

		add_one(store, article);
		if (i % 30 == 1)
			ck_assert_int_eq(nd_store_remove(store, article.id, &err), ND_OK);
		if (i == 200)
			ck_assert_int_eq(nd_store_expire(store, 1700000000 + 50 * 600, &removed,
							 &err), ND_OK);
		if (i % 70 == 0)
			ask(reader, article);
		if (i % 8 == 3)	/* of one that is there for long, and not always at once */
			add_one(store, printed_again(i - i / 8 % 2 * 3));
	}
	ck_assert_int_eq(nd_store_commit(store, &err), ND_OK);
	ask(reader, feed_article(1));
	again = open_shelf(&shelf, 0, 0);
	ck_assert_uint_gt(store->links.ties.n, 20);
	check_same_ties(store, reader);
	check_same_ties(store, again);
	check_copies(store);
	check_copies(reader);
	check_copies(again);
	nd_store_close(again);
	nd_store_close(reader);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

/* Pairs of copies, as "a b relation jaccard" lines, in order. */
struct lines {
	char *at[4000];
	size_t n;
};

static int note_pair(void *ctx, const struct nd_pair *pair)
{
	struct lines *const lines = ctx;

	if (pair->relation < ND_SAME_EVENT)
		ck_assert_int_gt(asprintf(&lines->at[lines->n++], "%.*s %.*s %s %.5f", (int)pair->a.len,
					  pair->a.at, (int)pair->b.len, pair->b.at,
					  nd_relation_name(pair->relation), pair->jaccard), 0);
	return 0;
}

static int in_order(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

START_TEST(copies_are_those_of_a_pile)
{
	enum { ARTICLES = 400 };
	static struct lines pile, kept;
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_engine *engine;
	struct nd_store *store;
	struct shelf shelf;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	store->fresh_most = 64;
	ck_assert_int_eq(nd_engine_open(&engine, &opt, NULL), ND_OK);
	for (unsigned i = 0; i < ARTICLES; i++) {
		struct nd_article article = feed_article(i % 50 == 7 ? i - 7 : i);

		if (i % 50 == 7) {	/* word for word under another id */
			article.id = (struct nd_text){ "again-xxx", 9 };
			sprintf((char *)article.title.at + 200, "again-%03u", i);
			article.id.at = article.title.at + 200;
		}
		add_one(store, article);
		ck_assert_int_eq(nd_engine_add(engine, &article, NULL), ND_OK);
	}
	ck_assert_int_eq(nd_engine_pairs(engine, note_pair, &pile, NULL), ND_OK);
	ck_assert_int_eq(nd_store_pairs(store, note_pair, &kept, NULL), ND_OK);
	qsort(pile.at, pile.n, sizeof(char *), in_order);
	qsort(kept.at, kept.n, sizeof(char *), in_order);
	ck_assert_uint_gt(pile.n, 45);
	ck_assert_uint_eq(pile.n, kept.n);
	for (size_t i = 0; i < pile.n; i++) {
		ck_assert_str_eq(pile.at[i], kept.at[i]);
		free(pile.at[i]);
		free(kept.at[i]);
	}
	nd_engine_close(engine);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

/* What the stories of articles are, by what was said and what the log says since. */
struct believed {
	char id[64], story[17];
};
struct belief {
	struct believed at[600];
	size_t n;
};

static int believe_change(void *ctx, const struct nd_change *change)
{
	struct belief *const belief = ctx;

	for (size_t i = 0; i < belief->n; i++) {
		struct believed *const one = &belief->at[i];

		if (change->kind == ND_MERGED ? !strcmp(one->story, change->from) :
		    strlen(one->id) == change->article.len &&
		    !memcmp(one->id, change->article.at, change->article.len))
			snprintf(one->story, sizeof(one->story), "%s", change->to);
	}
	return 0;
}

static int compare_story(void *ctx, const struct nd_cluster *cluster)
{
	struct belief *const belief = ctx;

	for (size_t m = 0; m < cluster->size; m++)
		for (size_t i = 0; i < belief->n; i++)
			if (strlen(belief->at[i].id) == cluster->members[m].id.len &&
			    !memcmp(belief->at[i].id, cluster->members[m].id.at,
				    cluster->members[m].id.len))
				ck_assert_str_eq(belief->at[i].story, cluster->id);
	return 0;
}

static int believe_answer(void *ctx, const struct nd_answer *answer)
{
	struct belief *const belief = ctx;
	struct believed *const one = &belief->at[belief->n++];

	for (size_t i = 0; i < answer->n_changes; i++)
		believe_change(ctx, &answer->changes[i]);
	snprintf(one->id, sizeof(one->id), "%.*s", (int)answer->id.len, answer->id.at);
	snprintf(one->story, sizeof(one->story), "%s", answer->story);
	return 0;
}

/* A report of event e: its names always, the other words its own. */
static struct nd_article report_of(unsigned e, unsigned i)
{
	static char id[32], text[2048];
	uint64_t random = e, own = i * 77 + 1;
	size_t len = 0;

	sprintf(id, "event%u-%u", e, i);
	for (int w = 0; w < 90; w++) {
		if (w % 3 == 0)
			len += (size_t)sprintf(text + len, "Zq%llux%u ",
					       (unsigned long long)(next_random(&random) % 97), e);
		else
			len += (size_t)sprintf(text + len, "word%llu ",
					       (unsigned long long)(next_random(&own) % 900));
	}
	return (struct nd_article){
		.id = { id, strlen(id) }, .text = { text, len },
		.published = 1700000000 + (int64_t)i * 60,
	};
}

START_TEST(what_was_said_and_the_log_tell_the_stories)
{
	static struct belief belief;
	struct nd_store *store;
	struct shelf shelf;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 7);
	store->fresh_most = 32;
	nd_store_on_answer(store, believe_answer, &belief);
	for (unsigned i = 0; i < 300; i++) {
		const unsigned of = i % 4 == 3 ? i - 3 : i;	/* a fourth are word for word the same */
		struct nd_article article = report_of(of * 7 % 23, of);
		char id[32];

		article.id = (struct nd_text){ id, (size_t)sprintf(id, "report-%u", i) };
		ck_assert_int_eq(nd_store_add(store, &article, NULL), ND_OK);
	}
	ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
	ck_assert_uint_eq(belief.n, 300);
	ck_assert_int_eq(nd_store_clusters(store, compare_story, &belief, NULL), ND_OK);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

START_TEST(no_two_stories_have_one_name)
{
	enum { ARTICLES = 58 };
	static char names[ARTICLES][17];
	struct nd_store *store;
	struct shelf shelf;
	unsigned n = 0;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	for (unsigned i = 0; i < ARTICLES; i++) {
		struct nd_article article = feed_article(i * 10);
		struct said said;
		char id[16];

		/* id and number, which the name is made from, count up together: XXH3 of seven
		 * bytes under a plain seed has one value for "23_a..." and "23_b..." */
		sprintf(id, "23_%cecb", 'A' + (int)i);
		article.id = (struct nd_text){ id, strlen(id) };
		said = add_one(store, article);
		if (said.size != 1)
			continue;
		strcpy(names[n++], said.story);
		for (unsigned k = 0; k + 1 < n; k++)
			REQUIRE(strcmp(names[k], said.story) != 0);
	}
	ck_assert_uint_gt(n, ARTICLES / 2);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

START_TEST(parameters_are_kept)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_store *store;
	struct shelf shelf;
	struct nd_error err;

	shelf_open(&shelf);
	opt.threshold = .5;
	opt.relations = ND_RELATION_BIT(ND_NEAR_DUPLICATE) | ND_RELATION_BIT(ND_IDENTICAL);
	ck_assert_int_eq(nd_store_create(shelf.path, &opt, &err), ND_OK);
	ck_assert_int_eq(nd_store_create(shelf.path, &opt, &err), ND_EEXIST);
	store = open_shelf(&shelf, 1, 0);
	ck_assert_int_eq(nd_store_expect(store, &opt, &err), ND_OK);
	opt.threshold = .3;
	ck_assert_int_eq(nd_store_expect(store, &opt, &err), ND_EVERSION);
	ck_assert_ptr_nonnull(strstr(err.message, "threshold 0.5, not 0.3"));
	add_one(store, article_of("a", TEXT_A));	/* and without the event channel, too */
	ck_assert_int_eq(add_one(store, article_of("b", TEXT_A " More.")).relation, ND_NEAR_DUPLICATE);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	opt.threshold = 7;
	ck_assert_int_eq(nd_store_create("/nowhere", &opt, &err), ND_EINVAL);
	shelf_close(&shelf);
}
END_TEST

START_TEST(articles_that_are_refused)
{
	static char long_id[ND_ID_MAX + 2];
	struct nd_article article = article_of("", "text");
	struct nd_store *store;
	struct shelf shelf;
	struct nd_error err;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	ck_assert_int_eq(nd_store_add(store, &article, &err), ND_EINVAL);
	memset(long_id, 'x', sizeof(long_id) - 1);
	article = article_of(long_id, "text");
	ck_assert_int_eq(nd_store_add(store, &article, &err), ND_EINVAL);
	article = article_of("empty", "");
	ck_assert_int_eq(nd_store_add(store, &article, &err), ND_EINVAL);
	ck_assert_int_eq(add_one(store, article_of("a", TEXT_A)).news, ND_NEW);	/* it goes on */
	/* short articles never match for being short */
	ck_assert_int_eq(add_one(store, article_of("s1", "Photos of the day")).n_matches, 0);
	ck_assert_int_eq(add_one(store, article_of("s2", "Photos of the day")).n_matches, 0);
	ck_assert_int_eq(add_one(store, article_of("d1", "...")).n_matches, 0);
	ck_assert_int_eq(add_one(store, article_of("d2", "...")).n_matches, 0);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

Suite *suite_store_store(void)
{
	Suite *const suite = suite_create("store/store");
	TCase *const tcase = only_case(suite, "store/store");

	tcase_add_test(tcase, news_is_told_from_copies);
	tcase_add_test(tcase, an_id_that_is_there);
	tcase_add_test(tcase, asking_changes_nothing);
	tcase_add_test(tcase, never_are_all_copies_forgotten);
	tcase_add_test(tcase, old_articles_expire);
	tcase_add_test(tcase, files_and_merges_change_no_answer);
	tcase_add_test(tcase, memory_has_the_pairs_of_the_tables);
	tcase_add_test(tcase, copies_are_those_of_a_pile);
	tcase_add_test(tcase, what_was_said_and_the_log_tell_the_stories);
	tcase_add_test(tcase, no_two_stories_have_one_name);
	tcase_add_test(tcase, parameters_are_kept);
	tcase_add_test(tcase, articles_that_are_refused);
	return suite;
}
