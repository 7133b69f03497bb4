/* test_packed_terms.c - packed terms are what was packed */
#include "text/packed_terms.h"

#include "testing.h"

#define MOST	3000

/* What a packed term says of its flags. */
static uint8_t kept(uint8_t flags)
{
	const uint8_t anywhere = flags & (ND_TERM_NUMBER | ND_TERM_TITLE | ND_TERM_LEAD);

	if (flags & ND_TERM_PAIR)
		return anywhere | ND_TERM_PAIR;
	if (flags & ND_TERM_CASELESS)
		return anywhere | ND_TERM_CASELESS;
	return anywhere | (flags & ND_TERM_NAME);
}

/* A block that ends where the bytes end, so that a sanitizer sees what is read behind it. */
static struct nd_packed_terms pack(const struct nd_terms *terms)
{
	return nd_terms_pack(take(nd_packed_terms_bytes(terms), 1), terms);
}

static void is_the_same(const struct nd_packed_terms *packed, const struct nd_terms *terms)
{
	static uint32_t keys[MOST];
	struct nd_packed_tf more = nd_packed_tf_of(packed);

	REQUIRE(packed->n == terms->n);
	nd_packed_keys(packed, 0, packed->n, 0, keys);
	for (uint32_t i = 0; i < terms->n; i++) {
		const uint8_t mark = nd_packed_mark(packed, i);

		REQUIRE(keys[i] == terms->key[i]);
		REQUIRE(nd_packed_low(packed, i) == (terms->key[i] & 0xffffff));
		REQUIRE(nd_packed_levels(packed)[i] == terms->level[i]);
		REQUIRE(nd_packed_next_tf(&more, mark) == terms->tf[i]);
		REQUIRE(nd_mark_flags(mark) == kept(terms->flags[i]) && !(mark & ND_TERM_NUMBERED));
	}
}

/* Each part of the list, by the upper bits of its keys, read alone. */
static void parts_are_the_same(const struct nd_packed_terms *packed, const struct nd_terms *terms)
{
	static uint32_t keys[MOST];
	uint32_t bounds[ND_TOPS + 1];

	for (unsigned bits = 1; bits <= 8; bits++) {
		const unsigned parts = 1u << bits;
		uint32_t k = 0;

		nd_packed_bounds(packed, bits, bounds);
		REQUIRE(bounds[0] == 0 && bounds[parts] == terms->n);
		for (unsigned part = 0; part < parts; part++) {
			const uint32_t from = bounds[part], to = bounds[part + 1];

			nd_packed_keys(packed, from, to, part * (ND_TOPS / parts), keys);
			for (; k < to; k++)
				REQUIRE(terms->key[k] >> (32 - bits) == part &&
					keys[k - from] == terms->key[k]);
		}
	}
}

static void check(const struct nd_terms *terms)
{
	const struct nd_packed_terms packed = pack(terms);

	is_the_same(&packed, terms);
	parts_are_the_same(&packed, terms);
	free(packed.at);
}

/* n terms whose keys are about so far apart. */
static void make_terms(const struct nd_terms *terms, uint32_t first, uint64_t apart, uint64_t *random)
{
	uint64_t key = first;

	for (uint32_t i = 0; i < terms->n; i++) {
		terms->key[i] = (uint32_t)key;
		terms->level[i] = (uint8_t)random_below(random, 256);
		terms->tf[i] = (uint8_t)(1 + random_below(random, random_below(random, 4) ? 5 : 255));
		terms->flags[i] = (uint8_t)random_below(random, 128);
		key += 1 + random_below(random, apart);
		REQUIRE(key <= UINT32_MAX);
	}
}

START_TEST(terms_are_what_was_packed)
{
	char *const block = take(1, ND_TERMS_BYTES(MOST));
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 100; round++) {
		const uint32_t n = (uint32_t)random_below(&random, round % 2 ? 5 : MOST + 1);
		const struct nd_terms terms = nd_terms_in(block, n);

		make_terms(&terms, 0, UINT32_MAX / (n + 1), &random);
		check(&terms);
		make_terms(&terms, UINT32_MAX - 2 * MOST, 2, &random);	/* all of one top */
		check(&terms);
	}
	free(block);
}
END_TEST

START_TEST(the_first_and_the_last_key)
{
	char block[ND_TERMS_BYTES(2)];

	for (uint32_t n = 0; n <= 2; n++) {
		const struct nd_terms terms = nd_terms_in(block, n);

		for (uint32_t i = 0; i < n; i++) {
			terms.key[i] = i ? UINT32_MAX : 0;
			terms.level[i] = terms.tf[i] = UINT8_MAX;
			terms.flags[i] = 127;
		}
		check(&terms);
	}
}
END_TEST

/* A number takes the place of the lower part of a key, and leaves all else alone. */
START_TEST(numbers_take_the_place_of_keys)
{
	char *const block = take(1, ND_TERMS_BYTES(MOST));
	const struct nd_terms terms = nd_terms_in(block, MOST);
	static uint32_t keys[MOST];
	struct nd_packed_terms packed;
	uint64_t random = 5;

	make_terms(&terms, 7, UINT32_MAX / MOST, &random);
	packed = pack(&terms);
	for (uint32_t i = 0; i < MOST; i += 2)
		nd_packed_put(&packed, i, UINT32_MAX - i, ND_TERM_NUMBERED);
	nd_packed_keys(&packed, 0, MOST, 0, keys);
	for (uint32_t i = 0; i < MOST; i++)
		REQUIRE((nd_packed_mark(&packed, i) >= ND_TERM_NUMBERED) == !(i % 2) &&
			keys[i] == (i % 2 ? terms.key[i] :
				    (terms.key[i] & 0xff000000) | ((UINT32_MAX - i) & 0xffffff)));
	for (uint32_t i = 0; i < MOST; i += 2)
		nd_packed_put(&packed, i, terms.key[i], 0);
	is_the_same(&packed, &terms);
	free(packed.at);
	free(block);
}
END_TEST

Suite *suite_text_packed_terms(void)
{
	Suite *const suite = suite_create("text/packed_terms");
	TCase *const tcase = only_case(suite, "packed_terms");

	tcase_add_loop_test(tcase, terms_are_what_was_packed, 0, 4);
	tcase_add_test(tcase, the_first_and_the_last_key);
	tcase_add_test(tcase, numbers_take_the_place_of_keys);
	return suite;
}
