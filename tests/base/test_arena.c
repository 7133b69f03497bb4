/* test_arena.c - pieces of an arena stay where they are and apart */
#include "base/arena.h"
#include "testing.h"

#define PIECES 3000

/* Sizes that fill blocks exactly, by one too much, and not at all. */
static size_t size_of_piece(uint64_t *random)
{
	static const size_t special[] = {
		0, 1, 7, 8, 9, (1 << 20) - 8, (1 << 20) - 7, 1 << 20, (1 << 20) + 1, 3 << 20,
	};

	return random_below(random, 100) ? random_below(random, 5000) :
	       special[random_below(random, COUNT(special))];
}

START_TEST(pieces_keep_their_bytes)
{
	struct nd_arena arena = ND_ARENA_INIT;
	static unsigned char *piece[PIECES];
	static size_t size[PIECES];
	uint64_t random = 1;

	for (size_t i = 0; i < PIECES; i++) {
		size[i] = size_of_piece(&random);
		piece[i] = nd_arena_take(&arena, size[i]);
		REQUIRE(piece[i] != NULL);
		REQUIRE((uintptr_t)piece[i] % 8 == 0);
		memset(piece[i], (int)(i & 0xff), size[i]);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < size[i]; k += size[i] > 100 ? 97 : 1)
			REQUIRE(piece[i][k] == (i & 0xff));
	nd_arena_release(&arena);
	ck_assert_ptr_null(arena.last);
}
END_TEST

START_TEST(what_is_cleared_is_used_again)
{
	struct nd_arena arena = ND_ARENA_INIT;
	struct nd_arena_block *block;

	nd_arena_clear(&arena);
	for (int i = 0; i < 3000; i++)
		REQUIRE(nd_arena_take(&arena, 100) != NULL);
	block = arena.last;
	nd_arena_clear(&arena);
	for (int i = 0; i < 100; i++)
		memset(nd_arena_take(&arena, 100), i, 100);
	ck_assert_ptr_eq(arena.last, block);
	ck_assert_ptr_nonnull(nd_arena_take(&arena, 2 << 20));
	nd_arena_clear(&arena);		/* what is that large is not kept */
	ck_assert_ptr_null(arena.last);
}
END_TEST

START_TEST(copies)
{
	struct nd_arena arena = ND_ARENA_INIT;
	const char *const copy = nd_arena_copy(&arena, "story", 6);

	ck_assert_str_eq(copy, "story");
	ck_assert_ptr_nonnull(nd_arena_copy(&arena, NULL, 0));
	nd_arena_release(&arena);
	nd_arena_release(&arena);
	ck_assert_ptr_nonnull(nd_arena_take(&arena, 10));	/* can be used again */
	nd_arena_release(&arena);
}
END_TEST

START_TEST(refuses_what_no_machine_has)
{
	static const size_t sizes[] = {
		(size_t)-1, (size_t)-1 - 7, (size_t)-1 - (1 << 20), (size_t)-1 / 2,
	};
	struct nd_arena arena = ND_ARENA_INIT;

	for (size_t i = 0; i < COUNT(sizes); i++)
		ck_assert_ptr_null(nd_arena_take(&arena, sizes[i]));
	ck_assert_ptr_nonnull(nd_arena_take(&arena, 8));
	nd_arena_release(&arena);
}
END_TEST

Suite *suite_base_arena(void)
{
	Suite *const suite = suite_create("base/arena");
	TCase *const tcase = only_case(suite, "arena");

	tcase_add_test(tcase, pieces_keep_their_bytes);
	tcase_add_test(tcase, what_is_cleared_is_used_again);
	tcase_add_test(tcase, copies);
	tcase_add_test(tcase, refuses_what_no_machine_has);
	return suite;
}
