/* test_postings.c - fresh keys, segments and merges against a plain list */
#include "store/postings.h"
#include "store/shelf.h"

enum { KEYS = 300, ARTICLES = 900, PARTS = 3 };

/* What every article has: 20 keys of few, so that some are crowded. */
static struct nd_key key_at(uint32_t article, unsigned k)
{
	uint64_t random = article * 31u + k;
	const uint64_t kind = next_random(&random) % KEYS;

	return (struct nd_key){
		.key = nd_key_of(ND_KEY_TERM, k % 4 ? kind : kind % 3), .weight = (uint8_t)(k + 1),
	};
}

static int everybody(const void *ctx, uint32_t number)
{
	(void)ctx;
	(void)number;
	return 1;
}

static int not_the_third(const void *ctx, uint32_t number)
{
	(void)ctx;
	return number % 3 != 0;
}

/* Check the hits of one key against the articles [0, ARTICLES) that have it, newest first. */
static void check_hits(const struct nd_array *hits, size_t *at, uint16_t index, uint64_t key,
		       uint32_t most, int (*there)(const void *, uint32_t))
{
	const struct nd_hit *const hit = hits->items;
	uint32_t found = 0;

	for (uint32_t a = ARTICLES; a-- > 0;)
		for (unsigned k = 20; k-- > 0;) {
			const struct nd_key one = key_at(a, k);

			if (one.key != key || !there(NULL, a) || found == most)
				continue;
			REQUIRE(*at < hits->n && hit[*at].number == a && hit[*at].key == index &&
				hit[*at].weight == one.weight);
			found++;
			++*at;
		}
}

static int by_key_then_newest(const void *x, const void *y)
{
	const struct nd_hit *const a = x, *const b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->number < b->number) - (a->number > b->number);
}

/* Look for all keys in the sources and compare with the plain list. */
static void check_all(const struct nd_fresh *fresh, const struct nd_sheet *segments, size_t n,
		      uint32_t most, int (*there)(const void *, uint32_t))
{
	struct nd_array hits = ND_ARRAY_INIT(struct nd_hit, 1 << 24);
	struct nd_key keys[KEYS];
	uint32_t left[KEYS];
	size_t at = 0;

	for (uint64_t k = 0; k < KEYS; k++) {
		keys[k] = (struct nd_key){ .key = nd_key_of(ND_KEY_TERM, k), .weight = 1 };
		left[k] = most;
	}
	if (fresh)
		ck_assert_int_eq(nd_fresh_find(fresh, keys, KEYS, left, &hits), ND_OK);
	for (size_t s = n; s-- > 0;)
		ck_assert_int_eq(nd_segment_find(&segments[s], keys, KEYS, left, &hits), ND_OK);
	qsort(hits.items, hits.n, sizeof(struct nd_hit), by_key_then_newest);
	for (uint16_t k = 0; k < KEYS; k++)
		check_hits(&hits, &at, k, keys[k].key, most, there);
	ck_assert_uint_eq(at, hits.n);
	nd_array_release(&hits);
}

static void fill(struct nd_fresh *fresh, uint32_t from, uint32_t to)
{
	for (uint32_t a = from; a < to; a++) {
		struct nd_key keys[20];

		for (unsigned k = 0; k < 20; k++)
			keys[k] = key_at(a, k);
		ck_assert_int_eq(nd_fresh_add(fresh, a, keys, 20), ND_OK);
	}
}

static void write_part(const struct shelf *shelf, uint32_t part, struct nd_sheet *segment)
{
	const uint32_t from = part * (ARTICLES / PARTS);
	const struct nd_sheet_about about = { .first = from, .count = ARTICLES / PARTS,
					      .earliest = 3600 * (int64_t)(5 - part), .latest = 36000 };
	struct nd_fresh fresh;
	struct nd_error err;

	ck_assert_int_eq(nd_fresh_open(&fresh), ND_OK);
	fill(&fresh, from, from + ARTICLES / PARTS);
	ck_assert_msg(nd_segment_write(&fresh, shelf->folder, part, &about, &err) == ND_OK, "%s",
		      err.message);
	nd_fresh_close(&fresh);
	ck_assert_int_eq(nd_sheet_open(segment, shelf->folder, ND_SHEET_POSTINGS, part, &err), ND_OK);
	ck_assert(nd_segment_is_sound(segment));
}

START_TEST(fresh_keys_are_found)
{
	struct nd_fresh fresh;

	ck_assert_int_eq(nd_fresh_open(&fresh), ND_OK);
	fill(&fresh, 0, ARTICLES);
	check_all(&fresh, NULL, 0, UINT32_MAX, everybody);
	check_all(&fresh, NULL, 0, 7, everybody);
	nd_fresh_clear(&fresh);
	fill(&fresh, 0, ARTICLES);
	check_all(&fresh, NULL, 0, UINT32_MAX, everybody);
	nd_fresh_close(&fresh);
}
END_TEST

START_TEST(segments_and_merges_say_the_same)
{
	struct nd_sheet parts[PARTS], merged;
	const struct nd_sheet *const list[PARTS] = { &parts[0], &parts[1], &parts[2] };
	struct shelf shelf;
	struct nd_error err;

	shelf_open(&shelf);
	for (uint32_t part = 0; part < PARTS; part++)
		write_part(&shelf, part, &parts[part]);
	check_all(NULL, parts, PARTS, UINT32_MAX, everybody);
	check_all(NULL, parts, PARTS, 11, everybody);
	ck_assert_int_eq(nd_segment_merge(list, PARTS, shelf.folder, 90, everybody, NULL, &err), ND_OK);
	ck_assert_int_eq(nd_sheet_open(&merged, shelf.folder, ND_SHEET_POSTINGS, 90, &err), ND_OK);
	ck_assert(nd_segment_is_sound(&merged));
	ck_assert_uint_eq(merged.about.count, ARTICLES);
	ck_assert_int_eq(merged.about.earliest, 3 * 3600);
	check_all(NULL, &merged, 1, UINT32_MAX, everybody);
	check_all(NULL, &merged, 1, 11, everybody);
	nd_sheet_close(&merged);
	ck_assert_int_eq(nd_segment_merge(list, PARTS, shelf.folder, 91, not_the_third, NULL, &err),
			 ND_OK);
	ck_assert_int_eq(nd_sheet_open(&merged, shelf.folder, ND_SHEET_POSTINGS, 91, &err), ND_OK);
	ck_assert_uint_eq(merged.about.articles, ARTICLES / 3 * 2);
	check_all(NULL, &merged, 1, UINT32_MAX, not_the_third);
	nd_sheet_close(&merged);
	for (int part = 0; part < PARTS; part++)
		nd_sheet_close(&parts[part]);
	shelf_close(&shelf);
}
END_TEST

Suite *suite_store_postings(void)
{
	Suite *const suite = suite_create("store/postings");
	TCase *const tcase = only_case(suite, "store/postings");

	tcase_add_test(tcase, fresh_keys_are_found);
	tcase_add_test(tcase, segments_and_merges_say_the_same);
	return suite;
}
