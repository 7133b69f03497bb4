/* test_parallel.c - every item is done once, and errors come back */
#include "base/parallel.h"

#include <stdatomic.h>
#include <string.h>

#include "testing.h"

#define MOST 5000

struct job {
	_Atomic unsigned done[MOST];
	_Atomic size_t items;
	size_t chunk, n, fail_at;	/* MOST: never */
	unsigned threads;
	int fair; /* was the worker's number below threads, the chunk in bounds? */
};

static enum nd_status work(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct job *const job = ctx;

	if (worker >= (job->threads ? job->threads : 1) || from >= to || to > job->n ||
	    to - from > job->chunk || from % job->chunk)
		job->fair = 0;
	for (size_t i = from; i < to; i++) {
		atomic_fetch_add(&job->done[i], 1);
		atomic_fetch_add(&job->items, 1);
		if (i == job->fail_at)
			return ND_EFORMAT;
	}
	return ND_OK;
}

START_TEST(does_every_item_once)
{
	static const size_t sizes[] = { 0, 1, 2, 15, 16, 17, 255, 1000, MOST };
	static const size_t chunks[] = { 1, 2, 16, 300, MOST, 10 * MOST };
	static const unsigned threads[] = { 0, 1, 2, 7, 64, 1000 };

	for (size_t s = 0; s < COUNT(sizes); s++) {
		for (size_t c = 0; c < COUNT(chunks); c++) {
			for (size_t t = 0; t < COUNT(threads); t++) {
				struct job *const job = take(1, sizeof(*job));

				job->chunk = chunks[c];
				job->n = sizes[s];
				job->fail_at = MOST;
				job->threads =
					threads[t] < ND_MAX_THREADS ? threads[t] : ND_MAX_THREADS;
				job->fair = 1;
				REQUIRE(nd_parallel(threads[t], job->n, job->chunk, work, job) ==
					ND_OK);
				REQUIRE(job->fair);
				REQUIRE(job->items == job->n);
				for (size_t i = 0; i < job->n; i++)
					REQUIRE(job->done[i] == 1);
				free(job);
			}
		}
	}
}
END_TEST

START_TEST(an_error_ends_the_loop)
{
	for (unsigned threads = 1; threads <= 4; threads++) {
		for (size_t at = 0; at < 1000; at += 111) {
			struct job *const job = take(1, sizeof(*job));

			job->chunk = 10;
			job->n = MOST;
			job->fail_at = at;
			job->threads = threads;
			job->fair = 1;
			REQUIRE(nd_parallel(threads, MOST, 10, work, job) == ND_EFORMAT);
			REQUIRE(job->fair && job->items > 0 && job->done[at] == 1);
			REQUIRE(threads > 1 || job->items == at + 1);
			free(job);
		}
	}
}
END_TEST

START_TEST(a_team_does_one_loop_after_the_other)
{
	static const unsigned threads[] = { 0, 1, 2, 7, 64 };

	for (size_t t = 0; t < COUNT(threads); t++) {
		struct nd_team *const team = nd_team_open(threads[t]);
		struct job *const job = take(1, sizeof(*job));

		REQUIRE(team);
		for (size_t round = 0; round < 500; round++) {
			memset(job, 0, sizeof(*job));
			job->n = round % 9 ? round : 0;
			job->chunk = 1 + round % 4;
			job->fail_at = round % 5 ? MOST : round / 2;
			job->threads = threads[t];
			job->fair = 1;
			REQUIRE(nd_team_run(team, job->n, job->chunk, work, job) ==
				(job->fail_at < job->n ? ND_EFORMAT : ND_OK));
			REQUIRE(job->fair && (job->fail_at < job->n || job->items == job->n));
			for (size_t i = 0; i < job->n; i++)
				REQUIRE(job->done[i] == 1 || (job->fail_at < job->n && !job->done[i]));
		}
		nd_team_close(team);
		free(job);
	}
	nd_team_close(NULL);
}
END_TEST

START_TEST(there_is_a_processor)
{
	ck_assert_uint_ge(nd_processors(), 1);
	ck_assert_uint_le(nd_processors(), ND_MAX_THREADS);
}
END_TEST

Suite *suite_base_parallel(void)
{
	Suite *const suite = suite_create("base/parallel");
	TCase *const tcase = only_case(suite, "parallel");

	tcase_add_test(tcase, does_every_item_once);
	tcase_add_test(tcase, an_error_ends_the_loop);
	tcase_add_test(tcase, a_team_does_one_loop_after_the_other);
	tcase_add_test(tcase, there_is_a_processor);
	return suite;
}
