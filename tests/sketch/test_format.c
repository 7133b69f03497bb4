/* test_format.c - the vectors of src/sketch/FORMAT.md, from the text to the bytes */
#include "base/hash.h"
#include "sketch/minhash.h"
#include "testing.h"
#include "text/hashes.h"
#include "text/shingles.h"

#define TITLE	"Ferry runs again"
#define TEXT	"The island’s FERRY has been running again since Монday; 九 boats wait."
#define SEED	1

static const uint64_t token_hashes[] = {
	0x3a476c8631896286, 0xf1071962757d749e, 0x8f1787a891fa4ce1, 0xd9817a4dbd5e6c72,
	0x99e59ab7719e907f, 0xe746a5fbf4b00c0d, 0x3a476c8631896286, 0x7531455731e0fa4c,
	0xabbded6b0d851ba6, 0x863f76f6395fba49, 0x8f1787a891fa4ce1, 0x77c135d76cb65e49,
	0x805f43c194576c23, 0xc935d5d32c03ee31, 0x42e202d89459c157, 0x7dd58408e7418df3,
};

static const uint64_t shingles[] = {
	0xee0c27092d70fae5, 0x12aa61e40c0fd6e8, 0xef25e6507bee148a, 0x5343554d86c7ad37,
	0xe844ad2264c01bbb, 0xc4b0b899eb5c68e8, 0xf071895e0e6755b7, 0x71657e080ff9eda8,
	0x5ff34b378760261c, 0xf605bd6291173031, 0x4ac79ad1e4210e0c, 0xc968f95814be2f37,
	0xbe38defa635cc287, 0xaaab2991a9044313,
};

START_TEST(text_to_shingles)
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	struct nd_hashes hashes = ND_HASHES_INIT;
	uint64_t out[2 * COUNT(token_hashes) + ND_SLACK];
	struct nd_elements elements;
	struct nd_charmap *map;

	REQUIRE(nd_charmap_open(&map, NULL) == ND_OK);
	REQUIRE(nd_hashes_read(&hashes, map, kernels, text_of(TITLE), text_of(TEXT)) == ND_OK);
	ck_assert_uint_eq(hashes.n, COUNT(token_hashes));
	ck_assert(!memcmp(hashes.list.items, token_hashes, sizeof(token_hashes)));
	elements = nd_hashes_elements(&hashes);
	ck_assert_uint_eq(nd_shingles(&elements, kernels, 0, SEED, out), COUNT(shingles));
	ck_assert(!memcmp(out, shingles, sizeof(shingles)));
	nd_hashes_release(&hashes);
	nd_charmap_close(map);
}
END_TEST

static const struct {
	uint32_t bands, rows;
	uint8_t bytes[16];
} signatures[] = {
	{ 4, 1, { 0xe8, 0xd6, 0x0f, 0xa8, 0xed, 0xf9, 0x87, 0xc2, 0x5c, 0xb7, 0x55, 0x67 } },
	{ 4, 2, { 0xe8, 0xdc, 0xa6, 0x37, 0xa8, 0xdd, 0xe8, 0x87, 0x2b, 0x37, 0xb7, 0x5f } },
	{ 4, 4, { 0xd7, 0xe8, 0xa8, 0xac, 0x0c, 0x37, 0xea, 0xa8, 0x0c, 0x16, 0x13, 0x87, 0x37, 0x70,
		  0xe5, 0xb7 } },
};

START_TEST(shingles_to_bytes)
{
	struct nd_minhash minhash;
	uint8_t sketch[ND_SKETCH_MAX];

	REQUIRE(nd_minhash_open(&minhash, signatures[_i].bands, signatures[_i].rows, SEED) == ND_OK);
	nd_minhash_sketch(&minhash, shingles, COUNT(shingles), sketch);
	ck_assert(!memcmp(sketch, signatures[_i].bytes, minhash.bytes));
	nd_minhash_close(&minhash);
}
END_TEST

START_TEST(the_usual_size)
{
	struct nd_minhash minhash;
	uint8_t sketch[ND_SKETCH_MAX];

	REQUIRE(nd_minhash_open(&minhash, 49, 2, SEED) == ND_OK);
	nd_minhash_sketch(&minhash, shingles, COUNT(shingles), sketch);
	ck_assert_uint_eq(minhash.bytes, 147);
	ck_assert_uint_eq(nd_hash_bytes(sketch, minhash.bytes, 0), 0x0b33ddbbee558d4f);
	nd_minhash_close(&minhash);
}
END_TEST

Suite *suite_sketch_format(void)
{
	Suite *const suite = suite_create("sketch/format");
	TCase *const tcase = only_case(suite, "format");

	tcase_add_test(tcase, text_to_shingles);
	tcase_add_loop_test(tcase, shingles_to_bytes, 0, COUNT(signatures));
	tcase_add_test(tcase, the_usual_size);
	return suite;
}
