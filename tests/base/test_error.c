/* test_error.c - error sentences, names of codes */
#include "base/error.h"
#include "testing.h"

START_TEST(writes_status_and_sentence)
{
	struct nd_error err = { ND_OK, "" };

	ck_assert_int_eq(nd_fail(&err, ND_EIO, "cannot open '%s': %s", "a", "no such file"),
			 ND_EIO);
	ck_assert_int_eq(err.status, ND_EIO);
	ck_assert_str_eq(err.message, "cannot open 'a': no such file");
	ck_assert_int_eq(nd_fail_memory(&err), ND_ENOMEM);
	ck_assert_int_eq(err.status, ND_ENOMEM);
	ck_assert_str_eq(err.message, "out of memory");
}
END_TEST

START_TEST(nobody_need_listen)
{
	ck_assert_int_eq(nd_fail(NULL, ND_EINVAL, "%d", 1), ND_EINVAL);
	ck_assert_int_eq(nd_fail_memory(NULL), ND_ENOMEM);
}
END_TEST

START_TEST(cuts_what_is_too_long)
{
	struct nd_error err;
	char *const longer = take(5001, 1);

	memset(longer, 'x', 5000);
	nd_fail(&err, ND_EINVAL, "%s", longer);
	ck_assert_uint_eq(strlen(err.message), sizeof(err.message) - 1);
	free(longer);
}
END_TEST

START_TEST(every_code_has_a_name)
{
	for (int status = ND_ESTOPPED; status <= ND_OK; status++) {
		const char *const name = nd_status_text((enum nd_status)status);

		ck_assert_ptr_nonnull(name);
		ck_assert_str_ne(name, "unknown status");
		for (int other = status + 1; other <= ND_OK; other++)
			ck_assert_str_ne(name, nd_status_text((enum nd_status)other));
	}
	ck_assert_str_eq(nd_status_text((enum nd_status)1), "unknown status");
	ck_assert_str_eq(nd_status_text((enum nd_status)-100), "unknown status");
}
END_TEST

Suite *suite_base_error(void)
{
	Suite *const suite = suite_create("base/error");
	TCase *const tcase = only_case(suite, "error");

	tcase_add_test(tcase, writes_status_and_sentence);
	tcase_add_test(tcase, nobody_need_listen);
	tcase_add_test(tcase, cuts_what_is_too_long);
	tcase_add_test(tcase, every_code_has_a_name);
	return suite;
}
