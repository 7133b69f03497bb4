/* test_places.c - places come back as they were */
#include "cli/places.h"

#include "testing.h"

#define MANY 1000

/* Records that follow each other, skip lines, are anywhere, in another file, or of extremes. */
static struct place next_place(int kind, struct place before, uint64_t *random)
{
	static const uint64_t extremes[] = { 0, 1, 63, 64, 8191, 8192, UINT32_MAX, (uint64_t)1 << 62 };
	struct place place = {
		before.offset + before.len + 1, before.line + 1, next_random(random) % 10000,
	};

	if (kind == 1 && next_random(random) % 4 == 0) {
		place.offset += next_random(random) % 300;
		place.line += next_random(random) % 3;
	}
	if (kind == 2)
		place = (struct place){ next_random(random), next_random(random), next_random(random) >> 1 };
	if (kind == 3 && next_random(random) % 40 == 0)
		place = (struct place){ 0, 1, 0 };
	if (kind == 4)
		place = (struct place){ extremes[next_random(random) % COUNT(extremes)],
					extremes[next_random(random) % COUNT(extremes)],
					extremes[next_random(random) % COUNT(extremes)] };
	return place;
}

START_TEST(they_come_back)
{
	struct place *const model = take(MANY, sizeof(*model));
	struct places places = PLACES_INIT;
	uint64_t random = (uint64_t)_i;

	for (size_t i = 0; i < MANY; i++) {
		model[i] = next_place(_i, i ? model[i - 1] : (struct place){ 0, 0, 0 }, &random);
		REQUIRE(places_add(&places, model[i]));
	}
	ck_assert_uint_eq(places.n, MANY);
	for (size_t i = 0; i < MANY; i++) {
		const struct place place = places_get(&places, i);

		REQUIRE(place.offset == model[i].offset && place.line == model[i].line &&
			place.len == model[i].len);
	}
	if (_i == 0)	/* as they are in most files */
		ck_assert_uint_le(places.bytes.n, 3 * MANY);
	places_release(&places);
	free(model);
}
END_TEST

Suite *suite_cli_places(void)
{
	Suite *const suite = suite_create("cli/places");
	TCase *const tcase = tcase_create("places");

	tcase_add_loop_test(tcase, they_come_back, 0, 5);
	suite_add_tcase(suite, tcase);
	return suite;
}
