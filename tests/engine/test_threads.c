/* test_threads.c - any number of threads says the same, byte for byte; run it under TSan, too */
#include <pthread.h>

#include "engine/pile.h"

START_TEST(threads_agree)
{
	static const uint32_t threads[] = { 2, 4, 8, 0 };
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *engine;
	char *one;

	pile_make(&pile, 600, 31, (enum dates)_i);
	engine = engine_of(&pile, &opt);
	one = everything_of(engine);
	nd_engine_close(engine);
	for (size_t t = 0; t < COUNT(threads); t++) {
		char *many;

		opt.threads = threads[t];
		engine = engine_of(&pile, &opt);
		many = everything_of(engine);
		same_text(one, many);
		free(many);
		nd_engine_close(engine);
	}
	free(one);
	pile_release(&pile);
}
END_TEST

/* No check in a thread: Check's own are not made for it. */
static void *run_engine(void *ctx)
{
	const struct pile *const pile = ctx;
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_engine *engine;
	char *everything;

	opt.threads = 2;
	if (nd_engine_open(&engine, &opt, NULL) != ND_OK)
		return NULL;
	for (size_t i = 0; i < pile->n; i++)
		nd_engine_add(engine, &pile->articles[i], NULL);
	everything = everything_of(engine);
	nd_engine_close(engine);
	return everything;
}

START_TEST(engines_run_side_by_side)
{
	struct pile pile = { NULL, 0, 0 };
	pthread_t thread[4];
	void *said[4];

	pile_make(&pile, 120, 32, DATED);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, run_engine, &pile), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], &said[i]);
	for (int i = 0; i < 4; i++) {
		ck_assert_ptr_nonnull(said[i]);
		same_text(said[0], said[i]);
	}
	for (int i = 0; i < 4; i++)
		free(said[i]);
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_threads(void)
{
	Suite *const suite = suite_create("engine/threads");
	TCase *const tcase = only_case(suite, "threads");

	tcase_add_loop_test(tcase, threads_agree, UNDATED, PART_DATED + 1);
	tcase_add_test(tcase, engines_run_side_by_side);
	return suite;
}
