/* test_vocabulary.c - numbers and weights of terms against plain counting */
#include "text/vocabulary.h"

#include <math.h>

#include "model/model.h"
#include "testing.h"

#define MOST 30

/* Random lists of terms, sorted by key. */
struct pile {
	struct nd_term terms[MOST][60];
	const struct nd_term *list[MOST];
	size_t n_terms[MOST];
	struct nd_term_source sources[MOST];
	size_t articles;
};

static void make_pile(struct pile *pile, uint64_t *random)
{
	pile->articles = random_below(random, MOST + 1);
	for (size_t i = 0; i < pile->articles; i++) {
		size_t n = 0;

		for (uint64_t key = 0; key < 60; key++)
			if (random_below(random, 1 + key / 4) == 0)
				pile->terms[i][n++] = (struct nd_term){
					.key = key << 58 | key << 30 | key, .tf = 1,
					.level = (uint16_t)(key * 3),
				};
		qsort(pile->terms[i], n, sizeof(struct nd_term), by_u64); /* the key comes first */
		pile->list[i] = pile->terms[i];
		pile->n_terms[i] = n;
		pile->sources[i] = (struct nd_term_source){
			pile->terms[i], (uint32_t)n, (float)random_below(random, 5) / 4,
		};
	}
}

static void is_counted_right(const struct pile *pile, const struct nd_vocabulary *v)
{
	for (size_t i = 0; i < pile->articles; i++) {
		for (size_t k = 0; k < pile->n_terms[i]; k++) {
			const uint64_t key = pile->terms[i][k].key;
			const uint32_t number = v->number[v->from[i] + k];
			const size_t in = model_document_count(pile->list, pile->n_terms,
							       pile->articles, key);

			REQUIRE((number == ND_NO_TERM) == (in == 1));
			if (number == ND_NO_TERM)
				continue;
			REQUIRE(number < v->n);
			/* one number for one key, in order */
			for (size_t j = 0; j < pile->articles; j++)
				for (size_t m = 0; m < pile->n_terms[j]; m++) {
					const uint32_t other = v->number[v->from[j] + m];
					const uint64_t other_key = pile->terms[j][m].key;

					REQUIRE((other == number) == (other_key == key));
					REQUIRE(other == ND_NO_TERM || other_key <= key ||
						other > number);
				}
		}
	}
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
		nd_vocabulary_close(&v);
	}
	free(pile);
}
END_TEST

START_TEST(threads_agree)
{
	struct pile *const pile = take(1, sizeof(*pile));
	uint64_t random = 9;

	for (int round = 0; round < 20; round++) {
		struct nd_vocabulary one, many;

		make_pile(pile, &random);
		nd_vocabulary_open(&one, pile->sources, pile->articles, 1);
		nd_vocabulary_open(&many, pile->sources, pile->articles, 8);
		REQUIRE(one.n == many.n);
		REQUIRE(memcmp(one.idf, many.idf, one.n * sizeof(*one.idf)) == 0);
		REQUIRE(memcmp(one.idf_background, many.idf_background, one.n * sizeof(*one.idf)) ==
			0);
		REQUIRE(memcmp(one.number, many.number,
			       one.from[pile->articles] * sizeof(*one.number)) == 0);
		nd_vocabulary_close(&one);
		nd_vocabulary_close(&many);
	}
	free(pile);
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

Suite *suite_text_vocabulary(void)
{
	Suite *const suite = suite_create("text/vocabulary");
	TCase *const tcase = only_case(suite, "vocabulary");

	tcase_add_loop_test(tcase, numbers_are_as_counted, 0, 4);
	tcase_add_test(tcase, threads_agree);
	tcase_add_test(tcase, rarer_is_heavier);
	tcase_add_test(tcase, two_alone_ask_the_table);
	return suite;
}
