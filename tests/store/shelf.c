/* shelf.c - see shelf.h */
#include "store/shelf.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

void shelf_open(struct shelf *shelf)
{
	const char *const tmp = getenv("TMPDIR");

	snprintf(shelf->folder, sizeof(shelf->folder), "%s/neardup-store-XXXXXX", tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(shelf->folder));
	snprintf(shelf->path, sizeof(shelf->path), "%s/store", shelf->folder);
}

static int delete_one(const char *path, const struct stat *about, int flag, struct FTW *ftw)
{
	(void)about;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void shelf_close(struct shelf *shelf)
{
	nftw(shelf->folder, delete_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Words of article i from 'from' on: made of syllables, so that they are not in any table. */
static size_t put_words(char *to, unsigned i, unsigned from, unsigned n)
{
	static const char *const syllables[] = {
		"ba", "ke", "lo", "mi", "nu", "ra", "si", "to", "va", "we", "zo", "pi", "gu", "do",
		"fe", "ha",
	};
	size_t len = 0;

	for (unsigned w = from; w < from + n; w++) {
		uint64_t random = i * 1000003u + w;
		uint64_t word = next_random(&random) % (w % 3 ? 400 : 20000);

		for (int s = 0; s < 4; s++, word /= 16)
			len += (size_t)sprintf(to + len, "%s", syllables[word % 16]);
		to[len++] = w % 12 == 11 ? '.' : ' ';
		if (w % 12 == 11)
			to[len++] = ' ';
	}
	to[len] = '\0';
	return len;
}

struct nd_article feed_article(unsigned i)
{
	static char id[32], title[256], text[4096];
	const unsigned words = i % 10 == 9 ? i - 1 : i;	/* a tenth are edited copies */
	size_t len;

	sprintf(id, "feed-%u", i);
	put_words(title, words, 0, 8);
	len = put_words(text, words, 8, 150);
	if (words != i)
		sprintf(text + len, "Edited by the desk at number %u.", i);
	return (struct nd_article){
		.id = { id, strlen(id) }, .title = { title, strlen(title) },
		.text = { text, strlen(text) }, .published = 1700000000 + (int64_t)i * 600,
		.source = { "The Feed", 8 },
	};
}

struct nd_article article_of(const char *id, const char *text)
{
	return (struct nd_article){
		.id = { id, strlen(id) }, .text = { text, strlen(text) }, .published = ND_NO_TIME,
	};
}

int note_answer(void *ctx, const struct nd_answer *answer)
{
	struct said *const said = ctx;

	*said = (struct said){
		.news = answer->news, .size = answer->size, .n_matches = answer->n_matches,
		.n_changes = answer->n_changes,
	};
	snprintf(said->id, sizeof(said->id), "%.*s", (int)answer->id.len, answer->id.at);
	snprintf(said->story, sizeof(said->story), "%s", answer->story);
	snprintf(said->representative, sizeof(said->representative), "%.*s",
		 (int)answer->representative.len, answer->representative.at);
	if (answer->n_matches) {
		said->relation = answer->matches->relation;
		said->score = answer->matches->score;
		snprintf(said->match, sizeof(said->match), "%.*s", (int)answer->matches->a.len,
			 answer->matches->a.at);
	}
	return 0;
}

void create_shelf(const struct shelf *shelf)
{
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_error err;

	ck_assert_msg(nd_store_create(shelf->path, &opt, &err) == ND_OK, "%s", err.message);
}

struct nd_store *open_shelf(const struct shelf *shelf, int write, uint32_t commit_every)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_store *store;
	struct nd_error err;

	how.write = write;
	how.commit_every = commit_every;
	ck_assert_msg(nd_store_open(&store, shelf->path, &how, &err) == ND_OK, "%s", err.message);
	return store;
}

struct said add_one(struct nd_store *store, struct nd_article article)
{
	struct said said = { .size = 0 };
	struct nd_error err;

	nd_store_on_answer(store, note_answer, &said);
	ck_assert_msg(nd_store_add(store, &article, &err) == ND_OK, "%s", err.message);
	ck_assert_msg(nd_store_commit(store, &err) == ND_OK, "%s", err.message);
	return said;
}

struct said ask(struct nd_store *store, struct nd_article article)
{
	struct said said = { .size = 0 };
	struct nd_error err;

	ck_assert_msg(nd_store_query(store, &article, note_answer, &said, &err) == ND_OK, "%s",
		      err.message);
	return said;
}

static void print_damage(void *ctx, const char *sentence)
{
	(void)ctx;
	fprintf(stderr, "%s\n", sentence);
}

int is_sound(const char *path)
{
	return nd_store_check(path, print_damage, NULL, NULL) == ND_OK;
}

int write_answer(void *ctx, const struct nd_answer *answer)
{
	FILE *const out = ctx;

	fprintf(out, "%.*s %d %s %zu %.*s", (int)answer->id.len, answer->id.at, (int)answer->news,
		answer->story, answer->size, (int)answer->representative.len,
		answer->representative.at);
	for (size_t i = 0; i < answer->n_matches; i++)
		fprintf(out, " %.*s %d %a %a %a", (int)answer->matches[i].a.len,
			answer->matches[i].a.at, (int)answer->matches[i].relation,
			answer->matches[i].score, answer->matches[i].jaccard,
			answer->matches[i].event);
	fprintf(out, " %zu\n", answer->n_changes);
	return 0;
}

static int write_pair(void *ctx, const struct nd_pair *pair)
{
	fprintf(ctx, "%.*s %.*s %d %a\n", (int)pair->a.len, pair->a.at, (int)pair->b.len,
		pair->b.at, (int)pair->relation, pair->score);
	return 0;
}

void write_store(FILE *out, struct nd_store *store, size_t n)
{
	ck_assert_int_eq(nd_store_pairs(store, write_pair, out, NULL), ND_OK);
	for (size_t i = 0; i < n; i++) {
		struct nd_article article;

		ck_assert_int_eq(nd_store_article(store, i, &article, NULL), ND_OK);
		fprintf(out, "%.*s %.*s %.*s %.*s %lld\n", (int)article.id.len, article.id.at,
			(int)article.title.len, article.title.at, (int)article.source.len,
			article.source.at, (int)article.url.len, article.url.at,
			(long long)article.published);
	}
}

void minutes_begin(struct minutes *minutes, uint32_t commit_every)
{
	minutes->out = open_memstream(&minutes->text, &minutes->len);
	REQUIRE(minutes->out != NULL);
	shelf_open(&minutes->shelf);
	create_shelf(&minutes->shelf);
	minutes->store = open_shelf(&minutes->shelf, 1, commit_every);
	nd_store_on_answer(minutes->store, write_answer, minutes->out);
}

char *minutes_end(struct minutes *minutes, size_t n)
{
	ck_assert_int_eq(nd_store_commit(minutes->store, NULL), ND_OK);
	write_store(minutes->out, minutes->store, n);
	nd_store_close(minutes->store);
	ck_assert(is_sound(minutes->shelf.path));
	shelf_close(&minutes->shelf);
	fclose(minutes->out);
	return minutes->text;
}
