/*
 * main.c - run all suites, or those that are named
 *
 *	tests				all
 *	tests text/tokens		one suite
 *	tests text/tokens random	one case of it
 *
 * Check's own variables work too: CK_RUN_SUITE, CK_RUN_CASE, CK_FORK=no (for
 * sanitizers and debuggers), CK_VERBOSITY, CK_DEFAULT_TIMEOUT (60 seconds here).
 */
#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

/* Sanitizers ask here: some tests ask for more memory than there is, and malloc() may say so. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static SRunner *all_suites(void)
{
	SRunner *const runner = srunner_create(NULL);

#define ADD(name) srunner_add_suite(runner, suite_##name());
	SUITES(ADD)
#undef ADD
	return runner;
}

int main(int argc, char **argv)
{
	SRunner *runner;
	int run, failed;

	/* Check's 4 seconds are for a machine that has nothing else to do */
	if (setenv("CK_DEFAULT_TIMEOUT", "60", 0))
		perror("setenv");
	runner = all_suites();
	srunner_run(runner, argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	printf("%d passed, %d failed\n", run - failed, failed);
	if (run == 0)
		fprintf(stderr, "no suite of that name\n");
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
