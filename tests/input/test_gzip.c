/* test_gzip.c - members among noise, and noise that begins like one */
#include "input/gzip.h"

#include <zlib.h>

#include "testing.h"

Suite *suite_input_gzip(void);

#define ROOM 65536

/* A member of so many random letters at 'to'; returns its length. */
static size_t put_member(char *to, size_t letters, uint64_t *random)
{
	static char text[ROOM];
	z_stream stream = { .next_in = (Bytef *)text, .avail_in = (uInt)letters,
			    .next_out = (Bytef *)to, .avail_out = ROOM };

	for (size_t i = 0; i < letters; i++)
		text[i] = (char)('a' + next_random(random) % 26);
	REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	deflateEnd(&stream);
	return ROOM - stream.avail_out;
}

static size_t find(const char *at, size_t n, int all)
{
	char *const copy = take(n, 1);	/* of this size: a sanitizer sees what is read behind it */
	size_t found;

	memcpy(copy, at, n);
	found = nd_gzip_find((struct nd_text){ copy, n }, all);
	free(copy);
	return found;
}

START_TEST(finds_a_member_behind_noise)
{
	char *const bytes = take(3 * ROOM, 1);
	uint64_t random = 1;

	for (int round = 0; round < 200; round++) {
		const size_t noise = next_random(&random) % 3000;
		size_t n;

		for (size_t i = 0; i < noise; i++)
			bytes[i] = (char)next_random(&random);
		n = noise + put_member(bytes + noise, next_random(&random) % 4000, &random);
		ck_assert_uint_eq(find(bytes, n, 1), noise);
		ck_assert_uint_eq(find(bytes, noise, 1), noise);
	}
	free(bytes);
}
END_TEST

START_TEST(is_not_taken_in_by_a_mark)
{
	char bytes[3 * ND_GZIP_PROBE];
	uint64_t random = 1;
	size_t taken_in = 0;

	for (int round = 0; round < 1000; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (char)next_random(&random);
		memcpy(bytes + 100, "\x1f\x8b\x08\0", 4);
		taken_in += find(bytes, sizeof(bytes), 1) != sizeof(bytes);
	}
	ck_assert_uint_le(taken_in, 10);
}
END_TEST

START_TEST(waits_for_more_at_the_end)
{
	static const char start[] = "noise\x1f\x8b\x08";

	ck_assert_uint_eq(find(start, 6, 0), 5);
	ck_assert_uint_eq(find(start, 8, 0), 5);
	ck_assert_uint_eq(find(start, 5, 0), 5);
	ck_assert_uint_eq(find("noise", 5, 1), 5);
	ck_assert_uint_eq(find("", 0, 1), 0);
	ck_assert_uint_eq(find("\x1fno", 3, 0), 3);
}
END_TEST

Suite *suite_input_gzip(void)
{
	Suite *const suite = suite_create("input/gzip");
	TCase *const tcase = only_case(suite, "gzip");

	tcase_add_test(tcase, finds_a_member_behind_noise);
	tcase_add_test(tcase, is_not_taken_in_by_a_mark);
	tcase_add_test(tcase, waits_for_more_at_the_end);
	return suite;
}
