/* test_charmap.c - entries of characters, and that any value can be asked */
#include "text/charmap.h"

#include "testing.h"

static struct nd_charmap *open_map(void)
{
	struct nd_charmap *map;

	REQUIRE(nd_charmap_open(&map, NULL) == ND_OK);
	return map;
}

static const struct { uint32_t c, class, becomes; } classes[] = {
	{ 'a', ND_CHAR_WORD, 0 }, { 'A', ND_CHAR_WORD, 'a' }, { '7', ND_CHAR_WORD, 0 },
	{ '_', ND_CHAR_WORD, 0 }, { '-', ND_CHAR_BREAK, 0 }, { '\'', ND_CHAR_BREAK, 0 },
	{ ' ', ND_CHAR_BREAK, 0 }, { 0, ND_CHAR_BREAK, 0 }, { 0x5317, ND_CHAR_ALONE, 0 },
	{ 0x301, ND_CHAR_MARK, 0 }, { 0xad, ND_CHAR_SKIP, 0 }, { 0x200b, ND_CHAR_SKIP, 0 },
	{ 0x640, ND_CHAR_SKIP, 0 }, { 0x64e, ND_CHAR_SKIP, 0 }, { 0xdf, ND_CHAR_EXPAND, 0 },
	{ 0xfb01, ND_CHAR_EXPAND, 0 }, { 0xff21, ND_CHAR_WORD, 'a' }, { 0x0661, ND_CHAR_WORD, '1' },
	{ 0x623, ND_CHAR_WORD, 0x627 }, { 0x130, ND_CHAR_WORD, 'i' }, { 0x451, ND_CHAR_WORD, 0x435 },
	{ 0x3ac, ND_CHAR_WORD, 0x3b1 }, { 0x2bc, ND_CHAR_BREAK, 0 }, { 0x93c, ND_CHAR_SKIP, 0 },
	{ 0x153, ND_CHAR_EXPAND, 0 }, { 0x326, ND_CHAR_MARK, 0x327 }, { 0x3007, ND_CHAR_ALONE, 0 }, { 0xac00, ND_CHAR_WORD, 0 }, { 0x30fc, ND_CHAR_ALONE, 0 },
	{ 0x1f600, ND_CHAR_BREAK, 0 }, { 0xd800, ND_CHAR_BREAK, 0 }, { 0x10ffff, ND_CHAR_BREAK, 0 },
	{ 0x110000, ND_CHAR_BREAK, 0 }, { UINT32_MAX, ND_CHAR_BREAK, 0 },
};

START_TEST(classes_and_folds)
{
	struct nd_charmap *const map = open_map();
	const uint32_t entry = nd_charmap_get(map, classes[_i].c);

	ck_assert_uint_eq(entry & ND_CHAR_CLASS, classes[_i].class);
	ck_assert_uint_eq(entry & ND_CHAR_FOLD, classes[_i].becomes);
	nd_charmap_close(map);
}
END_TEST

/* The kernels take for granted what these are. */
START_TEST(common_han_stands_alone_as_it_is)
{
	struct nd_charmap *const map = open_map();

	for (uint32_t c = 0x4e00; c < 0x9fc0; c++)
		ck_assert_uint_eq(nd_charmap_get(map, c) & ~ND_CHAR_DIGIT, ND_CHAR_ALONE);
	nd_charmap_close(map);
}
END_TEST

/* What a character becomes is final: folding again changes nothing. */
START_TEST(folding_twice_is_folding_once)
{
	struct nd_charmap *const map = open_map();

	for (uint32_t c = 0; c < 0x110000; c++) {
		const uint32_t entry = nd_charmap_get(map, c), fold = entry & ND_CHAR_FOLD;
		uint32_t parts[ND_EXPAND_MAX];
		unsigned n;

		if (fold && (entry & ND_CHAR_CLASS) != ND_CHAR_EXPAND) {
			REQUIRE((nd_charmap_get(map, fold) & ND_CHAR_FOLD) == 0);
			REQUIRE((nd_charmap_get(map, fold) & ND_CHAR_CLASS) == (entry & ND_CHAR_CLASS));
		}
		if ((entry & ND_CHAR_CLASS) != ND_CHAR_EXPAND)
			continue;
		n = nd_charmap_expand(map, c, parts);
		REQUIRE(n >= 2 && n <= ND_EXPAND_MAX);
		for (unsigned i = 0; i < n; i++)
			REQUIRE((nd_charmap_get(map, parts[i]) & ND_CHAR_CLASS) != ND_CHAR_EXPAND);
	}
	nd_charmap_close(map);
}
END_TEST

START_TEST(the_longest_expansion_fits)
{
	struct nd_charmap *const map = open_map();
	uint32_t parts[ND_EXPAND_MAX];

	ck_assert_uint_eq(nd_charmap_expand(map, 0xfdfa, parts), 18);
	nd_charmap_close(map);
}
END_TEST

START_TEST(composes)
{
	struct nd_charmap *const map = open_map();
	char out[8];

	ck_assert_uint_eq(nd_charmap_compose(map, "e\xcc\x81", 3, out, sizeof(out)), 2);
	ck_assert_mem_eq(out, "\xc3\xa9", 2);
	ck_assert_uint_eq(nd_charmap_compose(map, "toolong!!", 9, out, sizeof(out)), 0);
	ck_assert_uint_eq(nd_charmap_compose(map, "\xff", 1, out, sizeof(out)), 0);
	nd_charmap_close(map);
}
END_TEST

START_TEST(closing_nothing_is_fine)
{
	nd_charmap_close(NULL);
}
END_TEST

Suite *suite_text_charmap(void)
{
	Suite *const suite = suite_create("text/charmap");
	TCase *const tcase = only_case(suite, "charmap");

	tcase_add_loop_test(tcase, classes_and_folds, 0, COUNT(classes));
	tcase_add_test(tcase, common_han_stands_alone_as_it_is);
	tcase_add_test(tcase, folding_twice_is_folding_once);
	tcase_add_test(tcase, the_longest_expansion_fits);
	tcase_add_test(tcase, composes);
	tcase_add_test(tcase, closing_nothing_is_fine);
	return suite;
}
