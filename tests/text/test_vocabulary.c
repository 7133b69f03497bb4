/* test_vocabulary.c - numbers and weights of terms against plain counting */
#include "text/vocabulary.h"

#include <math.h>

#include "model/model.h"
#include "testing.h"

#define MOST 30

/* Flags that a packed term keeps: see packed_terms.h. */
static const uint8_t kept_flags[] = {
	0, ND_TERM_NAME, ND_TERM_PAIR, ND_TERM_CASELESS, ND_TERM_NAME | ND_TERM_NUMBER,
	ND_TERM_PAIR | ND_TERM_LEAD, ND_TERM_TITLE | ND_TERM_LEAD, ND_TERM_NUMBER | ND_TERM_CASELESS,
};

#define LIST	512	/* bytes */

/* Random lists of terms, sorted by key. */
struct pile {
	char terms[MOST][ND_TERMS_BYTES(60)];
	struct nd_terms before[MOST];	/* in 'terms': as they are made */
	_Alignas(8) uint8_t lists[MOST][LIST]; /* packed: those that are borrowed */
	uint8_t copies[MOST][LIST]; /* of 'lists' */
	struct nd_term_source sources[MOST];
	size_t articles;
};

static void make_pile(struct pile *pile, uint64_t *random)
{
	memset(pile->lists, 0, sizeof(pile->lists));
	pile->articles = random_below(random, MOST + 1);
	for (size_t i = 0; i < pile->articles; i++) {
		uint32_t keys[60], n = 0;

		for (uint32_t key = 0; key < 60; key++)
			if (random_below(random, 1 + key / 4) == 0)
				keys[n++] = key << 26 | key;
		pile->before[i] = nd_terms_in(pile->terms[i], n);
		for (uint32_t k = 0; k < n; k++) {
			pile->before[i].key[k] = keys[k];
			pile->before[i].level[k] = (uint8_t)(keys[k] % 64 * 3);
			pile->before[i].tf[k] = (uint8_t)(1 + random_below(random, 9));
			pile->before[i].flags[k] = kept_flags[random_below(random, COUNT(kept_flags))];
		}
		REQUIRE(nd_packed_terms_bytes(&pile->before[i]) <= sizeof(*pile->lists));
		pile->sources[i] = (struct nd_term_source){
			.terms = nd_terms_pack(pile->lists[i], &pile->before[i]),
			.confidence = (float)random_below(random, 5) / 4,
		};
	}
	memcpy(pile->copies, pile->lists, sizeof(pile->lists));
}

/* The term of this key before the vocabulary was opened. */
static uint32_t place_before(const struct nd_terms *terms, uint32_t key)
{
	uint32_t k = 0;

	while (k < terms->n && terms->key[k] != key)
		k++;
	REQUIRE(k < terms->n);
	return k;
}

static void is_counted_right(const struct pile *pile, const struct nd_vocabulary *v)
{
	struct nd_array room = ND_ARRAY_INIT(char, SIZE_MAX);

	for (uint32_t number = 1; number < v->n; number++)
		REQUIRE(v->key[number - 1] < v->key[number]);
	for (size_t i = 0; i < pile->articles; i++) {
		const struct nd_terms *const before = &pile->before[i];
		struct nd_terms now;

		REQUIRE(nd_vocabulary_read(v, i, &room, &now) == ND_OK);
		REQUIRE(now.n == before->n);
		for (uint32_t k = 0; k < now.n; k++) {
			const int shared = k < v->shared[i];
			const uint32_t key = shared ? v->key[now.key[k]] : now.key[k];
			const uint32_t at = place_before(before, key);
			const size_t in = model_document_count(pile->before, pile->articles, key);

			REQUIRE(shared == (in > 1));
			REQUIRE(!shared || now.key[k] < v->n);
			REQUIRE(k == 0 || k == v->shared[i] || now.key[k - 1] < now.key[k]);
			REQUIRE(now.level[k] == before->level[at] && now.tf[k] == before->tf[at] &&
				now.flags[k] == before->flags[at]);
		}
	}
	nd_array_release(&room);
}

START_TEST(numbers_are_as_counted)
{
	struct pile *const pile = take(1, sizeof(*pile));
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 25; round++) {
		struct nd_vocabulary v;

		make_pile(pile, &random);
		ck_assert_int_eq(nd_vocabulary_open(&v, pile->sources, pile->articles, 1 + _i),
				 ND_OK);
		is_counted_right(pile, &v);
		nd_vocabulary_return(&v);
		REQUIRE(!memcmp(pile->lists, pile->copies, sizeof(pile->lists)));
		nd_vocabulary_close(&v);
	}
	free(pile);
}
END_TEST

START_TEST(weights_stay_without_the_lists)
{
	struct pile *const pile = take(1, sizeof(*pile));
	uint64_t random = 77;
	struct nd_vocabulary v;
	struct nd_idf *before;

	make_pile(pile, &random);
	ck_assert_int_eq(nd_vocabulary_open(&v, pile->sources, pile->articles, 1), ND_OK);
	ck_assert_uint_gt(v.n, 5);
	before = take(v.n, sizeof(*before));
	memcpy(before, v.idf, v.n * sizeof(*before));
	nd_vocabulary_lose_lists(&v);
	ck_assert(memcmp(before, v.idf, v.n * sizeof(*before)) == 0);
	nd_vocabulary_return(&v);	/* there is none */
	nd_vocabulary_close(&v);
	free(before);
	free(pile);
}
END_TEST

START_TEST(threads_agree)
{
	struct pile *const one_pile = take(1, sizeof(*one_pile));
	struct pile *const many_pile = take(1, sizeof(*many_pile));
	uint64_t random = 9;

	for (int round = 0; round < 20; round++) {
		struct nd_vocabulary one, many;
		uint64_t same = random;

		make_pile(one_pile, &random);
		make_pile(many_pile, &same);
		nd_vocabulary_open(&one, one_pile->sources, one_pile->articles, 1);
		nd_vocabulary_open(&many, many_pile->sources, many_pile->articles, 8);
		REQUIRE(one.n == many.n);
		REQUIRE(memcmp(one.idf, many.idf, one.n * sizeof(*one.idf)) == 0);
		REQUIRE(!memcmp(one_pile->lists, many_pile->lists, sizeof(one_pile->lists)));
		nd_vocabulary_close(&one);
		nd_vocabulary_close(&many);
	}
	free(one_pile);
	free(many_pile);
}
END_TEST

/* Twelve articles: key 1 is in the first six, key 2 in the others; the first have so many terms more. */
static void weigh_two(uint32_t more, struct nd_idf *first, struct nd_idf *second)
{
	enum { N = 12, ROOM = 500 };
	uint8_t (*const lists)[ND_TERMS_BYTES(ROOM)] = take(N, sizeof(*lists));
	struct nd_term_source sources[N];
	struct nd_vocabulary v;

	for (uint32_t i = 0; i < N; i++) {
		char block[ND_TERMS_BYTES(ROOM)];
		const uint32_t n = i < N / 2 ? 1 + more : 1;
		const struct nd_terms terms = nd_terms_in(block, n);

		for (uint32_t k = 0; k < n; k++) {
			terms.key[k] = k ? 10 + i * ROOM + k : i < N / 2 ? 1 : 2;
			terms.level[k] = 60;
			terms.tf[k] = 1;
			terms.flags[k] = 0;
		}
		sources[i] = (struct nd_term_source){
			.terms = nd_terms_pack(lists[i], &terms), .confidence = 1,
		};
	}
	ck_assert_int_eq(nd_vocabulary_open(&v, sources, N, 1), ND_OK);
	ck_assert_uint_eq(v.n, 2);
	*first = v.idf[0];
	*second = v.idf[1];
	nd_vocabulary_return(&v);
	nd_vocabulary_close(&v);
	free(lists);
}

START_TEST(long_articles_count_for_less)
{
	struct nd_idf first, second;

	weigh_two(0, &first, &second);
	ck_assert(fabsf(first.mixed - second.mixed) < 1e-6f);
	ck_assert(fabsf(first.mixed - nd_idf(6, 6, 60, 1).mixed) < 1e-6f);
	weigh_two(400, &first, &second);	/* for 1 / 601 and 1 / 201 */
	ck_assert(first.mixed > second.mixed + .001f);
	ck_assert(fabsf(second.mixed - nd_idf(2 + 4 * 1.4988, 9, 60, 1).mixed) < 1e-3f);
}
END_TEST

/* The rarer in the pile, and the rarer in the background, the heavier. */
START_TEST(rarer_is_heavier)
{
	for (unsigned level = 0; level < 200; level += 10) {
		for (double confidence = 0; confidence <= 1; confidence += .25) {
			double before = INFINITY, before_bg = INFINITY;

			for (size_t in = 2; in <= 1000; in++) {
				const struct nd_idf idf = nd_idf(in, 1000, level, confidence);

				REQUIRE(idf.mixed > 0 && isfinite(idf.mixed));
				REQUIRE(idf.background > 0 && isfinite(idf.background));
				REQUIRE(idf.mixed <= before && idf.background <= before_bg);
				REQUIRE(nd_idf(in, 1000, level + 10, confidence).mixed >=
					idf.mixed);
				before = idf.mixed;
				before_bg = idf.background;
			}
		}
	}
}
END_TEST

/* Two articles alone: the table decides, and what they share is not common for it. */
START_TEST(two_alone_ask_the_table)
{
	ck_assert(nd_idf(2, 2, 150, 1).mixed > 2 * nd_idf(2, 2, 20, 1).mixed);
	ck_assert(nd_idf(2, 2, 150, 1).mixed == nd_idf(1, 2, 150, 1).mixed);
}
END_TEST

START_TEST(all_at_once_are_as_one_by_one)
{
	enum { N = 500 };
	uint64_t random = 4;
	uint32_t in[N];
	uint8_t level[N];
	double scratch[2 * N];
	struct nd_idf all[N];

	for (int round = 0; round < 100; round++) {
		const double kin = 1 + random_share(&random) * 1e6, sure = random_share(&random);
		const size_t n = random_below(&random, N + 1);

		for (size_t i = 0; i < n; i++) {
			in[i] = 1 + (uint32_t)random_below(&random, i % 2 ? 5 : 1000000);
			level[i] = (uint8_t)random_below(&random, 256);
		}
		nd_idf_of_all(in, level, n, kin, sure, scratch, all);
		for (size_t i = 0; i < n; i++) {
			const struct nd_idf one = nd_idf(in[i], kin, level[i], sure);

			REQUIRE(one.mixed == all[i].mixed && one.background == all[i].background);
		}
	}
}
END_TEST

Suite *suite_text_vocabulary(void)
{
	Suite *const suite = suite_create("text/vocabulary");
	TCase *const tcase = only_case(suite, "vocabulary");

	tcase_add_loop_test(tcase, numbers_are_as_counted, 0, 4);
	tcase_add_test(tcase, weights_stay_without_the_lists);
	tcase_add_test(tcase, threads_agree);
	tcase_add_test(tcase, long_articles_count_for_less);
	tcase_add_test(tcase, rarer_is_heavier);
	tcase_add_test(tcase, two_alone_ask_the_table);
	tcase_add_test(tcase, all_at_once_are_as_one_by_one);
	return suite;
}
