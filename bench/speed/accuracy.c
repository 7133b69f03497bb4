/*
 * accuracy.c - the error of the sketch against theory
 *
 *	accuracy [--trials N]
 *
 * The estimate of plain MinHash has the standard error sqrt(J (1 - J) / k).
 * For sets of many sizes and sketches of many slots: the root of the mean
 * squared error over it, at J near .3, .5 and .8 together, and the bias.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "speed/pipeline.h"
#include "speed/random.h"

#define LARGEST 5000

static const size_t sizes[] = { 5, 10, 20, 50, 100, 200, 500, 1000, 2000, LARGEST };
static const uint32_t slots[] = { 16, 32, 64, 128, 256, 512, 1024 };
static const double jaccards[] = { 0.3, 0.5, 0.8 };

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

struct result {
	double error;		/* over that of theory */
	double bias;
};

/* Two sets of n numbers with 'common' in both. */
static void draw(struct random *random, uint64_t *a, uint64_t *b, size_t n, size_t common)
{
	for (size_t i = 0; i < n; i++) {
		a[i] = random_next(random);
		b[i] = i < common ? a[i] : random_next(random);
	}
}

static struct result measure(size_t n, uint32_t num_perm, unsigned trials)
{
	static uint64_t a[LARGEST], b[LARGEST];
	struct random random = random_at(n, num_perm, 0);
	double squares = 0, bias = 0;

	for (size_t i = 0; i < COUNT(jaccards); i++) {
		const double wanted = jaccards[i];
		const size_t common = (size_t)(2 * (double)n * wanted / (1 + wanted) + 0.5);
		const double jaccard = (double)common / (double)(2 * n - common);
		const double theory = jaccard * (1 - jaccard) / num_perm;

		for (unsigned trial = 0; trial < trials; trial++) {
			double error;

			draw(&random, a, b, n, common);
			error = pipeline_estimate(a, b, n, num_perm, trial + 1) - jaccard;
			squares += error * error / theory;
			bias += error;
		}
	}
	return (struct result){
		sqrt(squares / (trials * COUNT(jaccards))), bias / (trials * COUNT(jaccards)),
	};
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "trials", required_argument, NULL, 't' }, { NULL, 0, NULL, 0 },
	};
	unsigned trials = 1000;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 't' || atoi(optarg) < 1) {
			fprintf(stderr, "usage: accuracy [--trials N]\n");
			return 2;
		}
		trials = (unsigned)atoi(optarg);
	}
	printf("{\"trials\": %u, \"accuracy\": [", trials);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		for (size_t k = 0; k < COUNT(slots); k++) {
			const struct result result = measure(sizes[i], slots[k], trials);

			printf("%s\n {\"n\": %zu, \"k\": %u, \"error\": %.4f, \"bias\": %.5f}",
			       i + k ? "," : "", sizes[i], slots[k], result.error, result.bias);
		}
	}
	printf("]}\n");
	return 0;
}
