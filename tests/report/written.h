/*
 * written.h - what a function wrote to a stream, as a string
 */
#ifndef ND_TESTS_REPORT_WRITTEN_H
#define ND_TESTS_REPORT_WRITTEN_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

struct written {
	FILE *out;
	char *text;
	size_t len;
};

static inline struct written *written_open(void)
{
	struct written *const written = calloc(1, sizeof(*written));

	ck_assert_ptr_nonnull(written);
	written->out = open_memstream(&written->text, &written->len);
	ck_assert_ptr_nonnull(written->out);
	return written;
}

/* Compare what was written, and free it. */
static inline void written_is(struct written *written, const char *expected)
{
	ck_assert_int_eq(fclose(written->out), 0);
	ck_assert_str_eq(written->text, expected);
	free(written->text);
	free(written);
}

#endif
