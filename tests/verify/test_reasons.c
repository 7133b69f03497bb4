/*
 * test_reasons.c - the reasons of a decision, asked of made-up figures
 */
#include "testing.h"

#include <math.h>

#include "verify/event_figures.h"
#include "verify/event_reasons.h"

#define ROUNDS 200

static double chance(uint64_t *random)
{
	return (double)(next_random(random) >> 11) / 9007199254740992.0;
}

static const struct nd_event_reason *named(const struct nd_event_reason *reasons, size_t n,
					   const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(reasons[i].name, name))
			return &reasons[i];
	return NULL;
}

/* The weightiest come first, each once, and none weighs nothing. */
START_TEST(in_order)
{
	uint64_t random = 11;

	for (int round = 0; round < ROUNDS; round++) {
		struct nd_event_reason reasons[ND_EVENT_REASONS];
		float figures[ND_EF_COUNT];
		size_t n;

		for (size_t i = 0; i < ND_EF_COUNT; i++)
			figures[i] = (float)(chance(&random) * 2 - .5);
		n = nd_event_reasons(figures, reasons);
		REQUIRE(n <= ND_EVENT_REASONS);
		for (size_t i = 0; i < n; i++) {
			REQUIRE(reasons[i].weight != 0 && isfinite(reasons[i].weight));
			REQUIRE(i == 0 || fabs(reasons[i - 1].weight) >= fabs(reasons[i].weight));
			REQUIRE(named(reasons, n, reasons[i].name) == &reasons[i]);
			REQUIRE(reasons[i].says && *reasons[i].says);
		}
	}
}
END_TEST

/* What a pair does not have is no reason: no titles, no dates. */
START_TEST(what_lacks_is_no_reason)
{
	struct nd_event_reason reasons[ND_EVENT_REASONS];
	float figures[ND_EF_COUNT];
	size_t n;

	for (size_t i = 0; i < ND_EF_COUNT; i++)
		figures[i] = .3f;
	figures[ND_EF_COS_TITLE] = figures[ND_EF_TITLE_MIN] = figures[ND_EF_TITLE_MAX] = -1;
	figures[ND_EF_HOURS] = -1;
	n = nd_event_reasons(figures, reasons);
	ck_assert_ptr_null(named(reasons, n, "headline"));
	ck_assert_ptr_null(named(reasons, n, "time"));
}
END_TEST

/* Two reports an hour apart: the date speaks for them; a year apart, against them. */
START_TEST(time_speaks)
{
	struct nd_event_reason reasons[ND_EVENT_REASONS];
	const struct nd_event_reason *reason;
	float figures[ND_EF_COUNT];

	for (size_t i = 0; i < ND_EF_COUNT; i++)
		figures[i] = .3f;
	figures[ND_EF_HOURS] = nd_event_hours(1);
	reason = named(reasons, nd_event_reasons(figures, reasons), "time");
	ck_assert(reason && reason->weight > 0);
	figures[ND_EF_HOURS] = nd_event_hours(24 * 365);
	reason = named(reasons, nd_event_reasons(figures, reasons), "time");
	ck_assert(reason && reason->weight < 0);
}
END_TEST

Suite *suite_verify_reasons(void)
{
	Suite *const suite = suite_create("verify/reasons");
	TCase *const tcase = only_case(suite, "reasons");

	tcase_add_test(tcase, in_order);
	tcase_add_test(tcase, what_lacks_is_no_reason);
	tcase_add_test(tcase, time_speaks);
	return suite;
}
