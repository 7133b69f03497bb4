/* test_ids.c - ids and places */
#include "engine/ids.h"

#include <stdio.h>

#include "testing.h"

#define MOST 5000

struct names {
	char name[MOST][8];
};

static struct nd_text name_at(void *ctx, uint32_t place)
{
	return text_of(((struct names *)ctx)->name[place]);
}

static uint32_t find(const struct nd_ids *ids, const char *name, struct names *names)
{
	return nd_ids_find(ids, text_of(name), nd_ids_tag(text_of(name)), name_at, names);
}

START_TEST(finds_what_was_added)
{
	struct names *const names = take(1, sizeof(*names));
	struct nd_ids ids = { NULL, 0, 0 };

	ck_assert_uint_eq(find(&ids, "x", names), ND_NO_PLACE);
	for (uint32_t i = 0; i < MOST; i++) {
		snprintf(names->name[i], sizeof(names->name[i]), "%x", (unsigned)i * 7919);
		REQUIRE(find(&ids, names->name[i], names) == ND_NO_PLACE);
		REQUIRE(nd_ids_add(&ids, nd_ids_tag(text_of(names->name[i])), i) == ND_OK);
		REQUIRE(ids.n == i + 1 && ids.n < ids.room);
	}
	for (uint32_t i = 0; i < MOST; i++)
		REQUIRE(find(&ids, names->name[i], names) == i);
	ck_assert_uint_eq(find(&ids, "-", names), ND_NO_PLACE);
	nd_ids_release(&ids);
	nd_ids_release(&ids);
	free(names);
}
END_TEST

Suite *suite_engine_ids(void)
{
	Suite *const suite = suite_create("engine/ids");

	tcase_add_test(only_case(suite, "ids"), finds_what_was_added);
	return suite;
}
