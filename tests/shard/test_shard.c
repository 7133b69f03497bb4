/* test_shard.c - shards say what their articles say; what is no shard is refused */
#include <stdio.h>
#include <unistd.h>

#include "shard/forged.h"
#include "shard/sketched.h"

#define PILE 240

static struct nd_engine *open_engine(const struct nd_options *opt)
{
	struct nd_engine *engine;

	REQUIRE(nd_engine_open(&engine, opt, NULL) == ND_OK);
	return engine;
}

static void load(struct nd_engine *engine, const struct shard_file *file)
{
	struct nd_error err;

	if (nd_engine_load(engine, file->path, NULL, NULL, &err) != ND_OK)
		ck_abort_msg("%s", err.message);
}

/* A range of articles goes in as a shard, made under other options that do not matter, or as it is. */
static void put_range(struct nd_engine *engine, const struct pile *pile, size_t from, size_t to,
		      const struct nd_options *opt, int as_shard)
{
	struct nd_options made = *opt;
	struct shard_file file;

	if (!as_shard) {
		for (size_t i = from; i < to; i++)
			REQUIRE(nd_engine_add(engine, &pile->articles[i], NULL) == ND_OK);
		return;
	}
	made.threshold = 0.8;
	made.recall = 0.6;
	made.num_perm = 32;
	made.containment = 0.9;
	made.event_threshold = 0.9;
	made.window = 3600;
	made.relations = ND_ALL_RELATIONS;
	made.threads = 3;
	shard_file_open(&file);
	shard_of(&file, pile, from, to, &made);
	load(engine, &file);
	shard_file_close(&file);	/* the engine has it mapped */
}

/* What an engine says of the pile, cut at these places, each part a shard if its bit is set. */
static char *said_in_parts(const struct pile *pile, const size_t *cuts, size_t n, unsigned shards,
			   const struct nd_options *opt)
{
	struct nd_engine *const engine = open_engine(opt);
	char *everything;

	for (size_t i = 0; i <= n; i++)
		put_range(engine, pile, i ? cuts[i - 1] : 0, i < n ? cuts[i] : pile->n, opt,
			  shards >> i & 1);
	everything = everything_of(engine);
	nd_engine_close(engine);
	return everything;
}

static void parts_say_the_same(const struct pile *pile, const struct nd_options *opt)
{
	static const size_t cuts[][3] = { { 0, 0, 0 }, { 1, 2, 3 }, { 60, 61, 200 }, { 100, 100, 120 } };
	struct nd_engine *const engine = engine_of(pile, opt);
	char *const whole = everything_of(engine);

	nd_engine_close(engine);
	ck_assert_uint_gt(strlen(whole), 1000);
	for (size_t c = 0; c < COUNT(cuts); c++) {
		for (unsigned shards = 1; shards < 16; shards += c ? 7 : 14) {
			char *const parts = said_in_parts(pile, cuts[c], 3, shards, opt);

			same_text(whole, parts);
			free(parts);
		}
	}
	free(whole);
}

START_TEST(shards_say_what_articles_say)
{
	static const uint32_t relations[] = {
		ND_ALL_RELATIONS, ND_RELATION_BIT(ND_NEAR_DUPLICATE), ND_RELATION_BIT(ND_SAME_EVENT),
		ND_RELATION_BIT(ND_CONTAINED) | ND_RELATION_BIT(ND_IDENTICAL),
	};
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();

	printed_pile(&pile, PILE, 41);
	for (size_t r = 0; r < COUNT(relations); r++) {
		opt.relations = relations[r];
		opt.threads = 1 + (uint32_t)r;
		parts_say_the_same(&pile, &opt);
	}
	pile_release(&pile);
}
END_TEST

START_TEST(other_shingles_and_seeds)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();

	pile_make(&pile, 210, 43, DATED);
	opt.ngram_size = 2;
	opt.seed = 0xfedcba9876543210u;
	opt.num_perm = 1000;
	opt.threshold = 0.9;
	opt.keep_templates = 1;
	opt.threads = 4;
	parts_say_the_same(&pile, &opt);
	pile_release(&pile);
}
END_TEST

START_TEST(templates_are_found_across_shards)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *one, *many;
	struct nd_stats stats, also;
	char *whole, *parts;

	printed_pile(&pile, 400, 47);
	one = engine_of(&pile, &opt);
	whole = everything_of(one);
	nd_engine_stats(one, &stats);
	ck_assert_uint_ge(stats.templates, 5);
	many = open_engine(&opt);
	for (size_t i = 0; i < pile.n; i += 3)	/* no shard shows any of them */
		put_range(many, &pile, i, i + 3 < pile.n ? i + 3 : pile.n, &opt, 1);
	parts = everything_of(many);
	same_text(whole, parts);
	nd_engine_stats(many, &also);
	ck_assert_mem_eq(&stats, &also, sizeof(stats));
	nd_engine_close(one);
	nd_engine_close(many);
	free(whole);
	free(parts);
	pile_release(&pile);
}
END_TEST

START_TEST(more_may_come_after_pairs_were_told)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *const one = open_engine(&opt), *const many = open_engine(&opt);

	printed_pile(&pile, 300, 53);
	for (size_t from = 0; from < pile.n; from += 100) {
		char *whole, *parts;

		put_range(one, &pile, from, from + 100, &opt, 0);
		put_range(many, &pile, from, from + 100, &opt, 1);
		whole = everything_of(one);
		parts = everything_of(many);
		same_text(whole, parts);
		free(whole);
		free(parts);
	}
	nd_engine_close(one);
	nd_engine_close(many);
	pile_release(&pile);
}
END_TEST

START_TEST(batches_do_not_matter)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct shard_file file;
	char *first = NULL;

	pile_make(&pile, 100, 59, DATED);
	shard_file_open(&file);
	for (size_t a_batch = 1; a_batch < 200; a_batch *= 5) {
		struct nd_array bytes = shard_bytes(&pile, 0, pile.n, a_batch, &opt);
		struct nd_engine *const engine = open_engine(&opt);
		char *everything;

		shard_file_put(&file, bytes.items, bytes.n);
		load(engine, &file);
		everything = everything_of(engine);
		if (!first)
			first = everything;
		same_text(first, everything);
		if (first != everything)
			free(everything);
		nd_engine_close(engine);
		nd_array_release(&bytes);
	}
	free(first);
	shard_file_close(&file);
	pile_release(&pile);
}
END_TEST

/* What was told of the articles of shards. */
struct told {
	size_t n, refused, stop_at;
	struct nd_article last;
	char begins[300];
};

static int tell(void *ctx, const struct nd_article *article, const struct nd_error *refused)
{
	struct told *const told = ctx;

	told->refused += refused != NULL;
	if (refused)
		REQUIRE(refused->status == ND_EEXIST);
	told->last = *article;
	snprintf(told->begins, sizeof(told->begins), "%.*s", (int)article->text.len,
		 article->text.at);
	return ++told->n == told->stop_at;
}

START_TEST(an_id_that_comes_twice)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *const engine = open_engine(&opt);
	struct told told = { 0 };
	struct shard_file file;
	struct nd_stats stats;

	pile_make(&pile, 60, 61, DATED);
	shard_file_open(&file);
	shard_of(&file, &pile, 0, 40, &opt);
	ck_assert_int_eq(nd_engine_load(engine, file.path, tell, &told, NULL), ND_OK);
	ck_assert_uint_eq(told.n, 40);
	ck_assert_uint_eq(told.refused, 0);
	shard_of(&file, &pile, 20, 60, &opt);
	ck_assert_int_eq(nd_engine_load(engine, file.path, tell, &told, NULL), ND_OK);
	ck_assert_uint_eq(told.n, 80);
	ck_assert_uint_eq(told.refused, 20);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 60);
	told = (struct told){ .stop_at = 3 };
	ck_assert_int_eq(nd_engine_load(engine, file.path, tell, &told, NULL), ND_ESTOPPED);
	ck_assert_uint_eq(told.n, 3);
	shard_file_close(&file);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(what_is_told_of_articles)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *const engine = open_engine(&opt);
	char text[600] = "abc ", url[5000], begin[300] = "";
	struct told told = { 0 };
	struct shard_file file;

	while (strlen(text) < 500)
		strcat(text, "g\xc3\xbcg ");
	memset(url, 'u', sizeof(url) - 1);
	url[sizeof(url) - 1] = '\0';
	memcpy(begin, text, 255);	/* the umlaut would be cut in two */
	pile_add(&pile, "no title", NULL, text, 77);
	pile.articles[0].source = text_of("S");
	pile.articles[0].url = text_of(url);
	pile_add(&pile, "title", "Only a title", NULL, ND_NO_TIME);
	shard_file_open(&file);
	shard_of(&file, &pile, 0, 1, &opt);
	ck_assert_int_eq(nd_engine_load(engine, file.path, tell, &told, NULL), ND_OK);
	ck_assert(told.last.published == 77 && told.last.title.len == 0);
	ck_assert_str_eq(told.begins, begin);
	shard_of(&file, &pile, 1, 2, &opt);
	ck_assert_int_eq(nd_engine_load(engine, file.path, tell, &told, NULL), ND_OK);
	ck_assert(told.last.published == ND_NO_TIME && told.last.title.len == 12);
	ck_assert_str_eq(told.begins, "");
	shard_file_close(&file);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(an_empty_shard)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *const engine = open_engine(&opt);
	struct shard_file file;
	struct told told = { 0 };
	char *everything;

	shard_file_open(&file);
	ck_assert(!nd_is_shard(file.path));
	shard_of(&file, &pile, 0, 0, &opt);
	ck_assert(nd_is_shard(file.path));
	ck_assert_int_eq(nd_engine_load(engine, file.path, tell, &told, NULL), ND_OK);
	ck_assert_uint_eq(told.n, 0);
	everything = everything_of(engine);
	ck_assert_str_eq(everything, "");
	free(everything);
	shard_file_close(&file);
	ck_assert(!nd_is_shard(file.path));
	ck_assert(!nd_is_shard("/"));
	nd_engine_close(engine);
}
END_TEST

/* The shard is refused, with this status and these words, and the engine is as it was. */
static void refused(const struct shard_file *file, const struct nd_options *opt,
		    enum nd_status status, const char *words)
{
	struct nd_engine *const engine = open_engine(opt);
	struct nd_error err = { 0 };
	struct nd_stats stats;

	ck_assert_int_eq(nd_engine_load(engine, file->path, NULL, NULL, &err), status);
	ck_assert_int_eq(err.status, status);
	if (!strstr(err.message, file->path) || !strstr(err.message, words))
		ck_abort_msg("'%s' does not say '%s'", err.message, words);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 0);
	nd_engine_close(engine);
}

START_TEST(other_parameters_are_refused)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual(), made = usual();
	struct nd_background *background;
	struct shard_file file, table;

	pile_make(&pile, 20, 67, DATED);
	shard_file_open(&file);
	made.ngram_size = 4;
	shard_of(&file, &pile, 0, 20, &made);
	refused(&file, &opt, ND_EINVAL, "ngram size 4, not 0");
	made = usual();
	made.seed = 2;
	shard_of(&file, &pile, 0, 20, &made);
	refused(&file, &opt, ND_EINVAL, "seed 2, not 1");
	made = usual();
	made.relations &= ~ND_RELATION_BIT(ND_SAME_EVENT);
	shard_of(&file, &pile, 0, 20, &made);
	refused(&file, &opt, ND_EINVAL, "same-event");
	opt.relations = ND_RELATION_BIT(ND_NEAR_DUPLICATE);
	nd_engine_close(engine_of(&pile, &opt));
	made.relations = ND_RELATION_BIT(ND_SAME_EVENT);
	shard_of(&file, &pile, 0, 20, &made);
	opt = usual();
	refused(&file, &opt, ND_EINVAL, "contained");
	made = usual();
	made.keep_templates = 1;
	shard_of(&file, &pile, 0, 20, &made);
	refused(&file, &opt, ND_EINVAL, "templates off");
	opt.keep_text = 1;
	refused(&file, &opt, ND_EINVAL, "not the texts");
	shard_file_open(&table);
	shard_file_put(&table, "#articles\t100\nfoo\t7\n", 20);
	ck_assert_int_eq(nd_background_read(&background, table.path, NULL), ND_OK);
	opt = made = usual();
	made.background = background;
	shard_of(&file, &pile, 0, 20, &made);
	refused(&file, &opt, ND_EINVAL, "background");
	nd_background_close(background);
	shard_file_close(&table);
	shard_file_close(&file);
	pile_release(&pile);
}
END_TEST

START_TEST(another_version_is_refused)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_array bytes;
	struct nd_shard_header *header;
	struct shard_file file;

	pile_make(&pile, 20, 71, DATED);
	bytes = shard_bytes(&pile, 0, 20, 7, &opt);
	header = bytes.items;
	shard_file_open(&file);
	header->version++;
	shard_file_put(&file, bytes.items, bytes.n);
	refused(&file, &opt, ND_EVERSION, "format 2, this program reads 1");
	header->version--;
	header->magic[0]++;
	shard_file_put(&file, bytes.items, bytes.n);
	refused(&file, &opt, ND_EFORMAT, "no file of sketches");
	shard_file_close(&file);
	refused(&file, &opt, ND_ENOENT, "cannot open");
	nd_array_release(&bytes);
	pile_release(&pile);
}
END_TEST

START_TEST(cut_off_anywhere)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct shard_file file;
	struct nd_array bytes;

	pile_make(&pile, 12, 73, DATED);
	bytes = shard_bytes(&pile, 0, 12, 3, &opt);
	shard_file_open(&file);
	for (size_t n = 0; n < bytes.n; n += n < 200 || n + 200 > bytes.n ? 1 : 97) {
		shard_file_put(&file, bytes.items, n);
		refused(&file, &opt, ND_EFORMAT, n < 64 ? "no file of sketches" : "cut off");
	}
	nd_array_append(&bytes, "more", 5);
	shard_file_put(&file, bytes.items, bytes.n);
	refused(&file, &opt, ND_EFORMAT, "damaged");
	shard_file_close(&file);
	nd_array_release(&bytes);
	pile_release(&pile);
}
END_TEST

START_TEST(a_flipped_bit_anywhere)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *const engine = open_engine(&opt);
	struct shard_file file;
	struct nd_array bytes;

	pile_make(&pile, 12, 79, DATED);
	bytes = shard_bytes(&pile, 0, 12, 3, &opt);
	shard_file_open(&file);
	for (size_t i = 0; i < bytes.n; i += i < 200 || i + 200 > bytes.n ? 1 : 37) {
		uint8_t *const byte = (uint8_t *)bytes.items + i;
		struct nd_error err;

		*byte ^= (uint8_t)(1 << i % 8);
		shard_file_put(&file, bytes.items, bytes.n);
		REQUIRE(nd_engine_load(engine, file.path, NULL, NULL, &err) != ND_OK);
		REQUIRE(strstr(err.message, file.path));
		*byte ^= (uint8_t)(1 << i % 8);
	}
	shard_file_put(&file, bytes.items, bytes.n);
	load(engine, &file);
	shard_file_close(&file);
	nd_engine_close(engine);
	nd_array_release(&bytes);
	pile_release(&pile);
}
END_TEST

START_TEST(two_blocks_changed_places)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct shard_file file;
	struct nd_array bytes;
	struct nd_shard_block *block;
	uint8_t *copy;
	size_t first;

	pile_make(&pile, 1, 83, DATED);
	pile_add(&pile, "b", "Once more", "These are words enough for a shingle or two of them.", 0);
	bytes = shard_bytes(&pile, 0, 2, 1, &opt);
	block = (struct nd_shard_block *)((uint8_t *)bytes.items + 64);
	first = block->bytes;
	copy = take(first, 1);
	memcpy(copy, block, first);
	block->first = 0;
	memmove(block, (uint8_t *)block + first, ((struct nd_shard_block *)((uint8_t *)block + first))->bytes);
	memcpy((uint8_t *)block + block->bytes, copy, first);
	block->first = 0;
	((struct nd_shard_block *)((uint8_t *)block + block->bytes))->first = 1;
	shard_file_open(&file);
	shard_file_put(&file, bytes.items, bytes.n);
	refused(&file, &opt, ND_EFORMAT, "damaged");
	shard_file_close(&file);
	free(copy);
	nd_array_release(&bytes);
	pile_release(&pile);
}
END_TEST

/* Whoever forges a shard gets an error or nonsense, nothing else.  Run it under the sanitizers. */
START_TEST(a_forged_shard_breaks_nothing)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct shard_file file;
	struct nd_array bytes;
	uint8_t *sound;
	uint64_t random = 89;
	size_t loaded = 0;

	printed_pile(&pile, 8, 97);
	bytes = shard_bytes(&pile, 0, 8, 4, &opt);
	sound = take(bytes.n, 1);
	memcpy(sound, bytes.items, bytes.n);
	shard_file_open(&file);
	for (int turn = 0; turn < 600; turn++) {
		struct nd_engine *const engine = open_engine(&opt);
		const size_t changes = 1 + random_below(&random, 3);

		memcpy(bytes.items, sound, bytes.n);
		for (size_t i = 0; i < changes; i++) {
			/* heads and lengths are what is most worth forging */
			const size_t most = random_below(&random, 2) ? 600 : bytes.n - 64;
			uint8_t *const byte = (uint8_t *)bytes.items + 64 + random_below(&random, most);

			*byte = random_below(&random, 3) ? (uint8_t)next_random(&random) : 0xff;
		}
		shard_forge(bytes.items, bytes.n);
		shard_file_put(&file, bytes.items, bytes.n);
		if (nd_engine_load(engine, file.path, NULL, NULL, NULL) == ND_OK) {
			free(everything_of(engine));
			loaded++;
		}
		nd_engine_close(engine);
	}
	ck_assert_uint_gt(loaded, 20);	/* else the forging is no good */
	ck_assert_uint_lt(loaded, 580);
	shard_file_close(&file);
	free(sound);
	nd_array_release(&bytes);
	pile_release(&pile);
}
END_TEST

static int refuse_bytes(void *ctx, const void *bytes, size_t n)
{
	size_t *const left = ctx;

	(void)bytes;
	(void)n;
	return (*left)-- == 0;
}

START_TEST(a_full_disk_is_told)
{
	struct nd_options opt = usual();
	struct nd_shard_writer *writer;
	struct nd_shard_batch *batch;
	struct nd_article article = { .id = text_of("a"), .text = text_of("Some words of a text"),
				      .published = ND_NO_TIME };
	size_t left = 0;

	ck_assert_int_eq(nd_shard_create(&writer, &opt, refuse_bytes, &left, NULL), ND_ESTOPPED);
	ck_assert_ptr_null(writer);
	left = 1;
	ck_assert_int_eq(nd_shard_create(&writer, &opt, refuse_bytes, &left, NULL), ND_OK);
	ck_assert_int_eq(nd_shard_batch_open(&batch, writer, NULL), ND_OK);
	ck_assert_int_eq(nd_shard_batch_add(batch, &article, NULL), ND_OK);
	ck_assert_int_eq(nd_shard_write(writer, batch, NULL), ND_ESTOPPED);
	article.id.len = 0;
	ck_assert_int_eq(nd_shard_batch_add(batch, &article, NULL), ND_EINVAL);
	nd_shard_batch_close(batch);
	nd_shard_close(writer);
	opt.num_perm = 1;
	ck_assert_int_eq(nd_shard_create(&writer, &opt, refuse_bytes, &left, NULL), ND_EINVAL);
	nd_shard_close(NULL);
	nd_shard_batch_close(NULL);
}
END_TEST

Suite *suite_shard_shard(void)
{
	Suite *const suite = suite_create("shard/shard");
	TCase *const tcase = only_case(suite, "shard/shard");

	tcase_add_test(tcase, shards_say_what_articles_say);
	tcase_add_test(tcase, other_shingles_and_seeds);
	tcase_add_test(tcase, templates_are_found_across_shards);
	tcase_add_test(tcase, more_may_come_after_pairs_were_told);
	tcase_add_test(tcase, batches_do_not_matter);
	tcase_add_test(tcase, an_id_that_comes_twice);
	tcase_add_test(tcase, what_is_told_of_articles);
	tcase_add_test(tcase, an_empty_shard);
	tcase_add_test(tcase, other_parameters_are_refused);
	tcase_add_test(tcase, another_version_is_refused);
	tcase_add_test(tcase, cut_off_anywhere);
	tcase_add_test(tcase, a_flipped_bit_anywhere);
	tcase_add_test(tcase, two_blocks_changed_places);
	tcase_add_test(tcase, a_forged_shard_breaks_nothing);
	tcase_add_test(tcase, a_full_disk_is_told);
	return suite;
}
