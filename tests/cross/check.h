/*
 * check.h - as much of Check as the tests of kernels need
 *
 * To run them as a program of another processor under an emulator, without that
 * processor's libraries.  A test that fails ends the program.
 */
#ifndef ND_TESTS_CROSS_CHECK_H
#define ND_TESTS_CROSS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Suite Suite;
typedef struct TCase TCase;
typedef struct SRunner SRunner;

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);

#define START_TEST(name) static void name(int _i) { (void)_i;
#define END_TEST }

#define tcase_set_timeout(tcase, seconds)	((void)(tcase))
#define suite_add_tcase(suite, tcase)		((void)(suite))
#define tcase_add_test(tcase, test)		tcase_add_loop_test(tcase, test, 0, 1)
#define tcase_add_loop_test(tcase, test, from, to) \
	do { \
		(void)(tcase); \
		for (int _test = (from); _test < (to); _test++) { \
			test(_test); \
			tests_passed++; \
		} \
	} while (0)

extern int tests_passed;

#define ck_abort_msg(...) \
	(fprintf(stderr, "%s:%d: ", __FILE__, __LINE__), fprintf(stderr, __VA_ARGS__), \
	 fputc('\n', stderr), exit(EXIT_FAILURE))
#define ck_assert(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg("%s", #condition); \
	} while (0)
#define ck_assert_int_eq(a, b)	ck_assert((a) == (b))
#define ck_assert_uint_eq(a, b)	ck_assert((a) == (b))
#define ck_assert_ptr_eq(a, b)	ck_assert((a) == (b))
#define ck_assert_str_eq(a, b)	ck_assert(!strcmp(a, b))

#endif
