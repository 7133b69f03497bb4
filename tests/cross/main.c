/* main.c - the tests of the kernels as a program of another processor */
#include "kernel/kernel.h"
#include "suites.h"

int tests_passed;

Suite *suite_create(const char *name)
{
	printf(" %s\n", name);
	return NULL;
}

TCase *tcase_create(const char *name)
{
	(void)name;
	return NULL;
}

int main(void)
{
	printf("kernels: %s\n", nd_kernel_table()->name);
	suite_kernel_kernel();
	suite_kernel_event();
	printf("total: %d passed, 0 failed\n", tests_passed);
	return 0;
}
