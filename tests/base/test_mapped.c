/* test_mapped.c - a file as memory, an empty one, one that is not there, a folder */
#include <stdio.h>
#include <unistd.h>

#include "base/mapped.h"
#include "testing.h"

START_TEST(files_are_mapped)
{
	char path[] = "/tmp/neardup-mapped-XXXXXX";
	struct nd_mapped mapped;
	struct nd_error err;
	const int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(nd_map(&mapped, path, &err), ND_OK);
	ck_assert_ptr_null(mapped.at);
	ck_assert_uint_eq(mapped.n, 0);
	nd_unmap(&mapped);
	ck_assert_int_eq(write(fd, "ferry", 5), 5);
	close(fd);
	ck_assert_int_eq(nd_map(&mapped, path, &err), ND_OK);
	ck_assert_uint_eq(mapped.n, 5);
	ck_assert_mem_eq(mapped.at, "ferry", 5);
	nd_unmap(&mapped);
	ck_assert_ptr_null(mapped.at);
	unlink(path);
	ck_assert_int_eq(nd_map(&mapped, path, &err), ND_ENOENT);
	ck_assert_ptr_nonnull(strstr(err.message, path));
	ck_assert_int_eq(nd_map(&mapped, "/", &err), ND_EIO);
	ck_assert_ptr_null(mapped.at);
}
END_TEST

Suite *suite_base_mapped(void)
{
	Suite *const suite = suite_create("base/mapped");
	TCase *const tcase = only_case(suite, "base/mapped");

	tcase_add_test(tcase, files_are_mapped);
	return suite;
}
