/*
 * values.c - each kind of value: what it looks like and where it ends
 *
 * strtod() and its like take more than we promise (hexadecimal, "inf", blanks
 * in front), so the characters are looked at first.  The program never calls
 * setlocale(): the decimal point is a point.
 */
#include "cli/values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define DIGITS "0123456789"

enum nd_status store_switch(const struct option *option, void *field, const char *value,
			    struct nd_error *err)
{
	int *const on = field;

	(void)option;
	if (!value || !strcmp(value, "yes") || !strcmp(value, "true") || !strcmp(value, "1"))
		*on = 1;
	else if (!strcmp(value, "no") || !strcmp(value, "false") || !strcmp(value, "0"))
		*on = 0;
	else
		return nd_fail(err, ND_EINVAL, "'%s' is not yes or no", value);
	return ND_OK;
}

enum nd_status store_number(const struct option *option, void *field, const char *value,
			    struct nd_error *err)
{
	char *end = NULL;
	double number = 0;

	if (*value && strspn(value, DIGITS ".eE+-") == strlen(value))
		number = strtod(value, &end);
	if (!end || *end || !(number >= option->low && number <= option->high))
		return nd_fail(err, ND_EINVAL, "'%s' is not a number from %g to %g", value,
			       option->low, option->high);
	*(double *)field = number;
	return ND_OK;
}

/* A whole number from 0 to 'most'; 0 where it is none. */
static int read_whole(const char *value, uint64_t most, uint64_t *out)
{
	if (!*value || strspn(value, DIGITS) != strlen(value))
		return 0;
	errno = 0;
	*out = strtoull(value, NULL, 10);
	return !errno && *out <= most;
}

enum nd_status store_whole(const struct option *option, void *field, const char *value,
			   struct nd_error *err)
{
	uint64_t number;

	if (!read_whole(value, (uint64_t)option->high, &number) ||
	    number < (uint64_t)option->low)
		return nd_fail(err, ND_EINVAL, "'%s' is not a whole number from %.0f to %.0f",
			       value, option->low, option->high);
	*(uint32_t *)field = (uint32_t)number;
	return ND_OK;
}

enum nd_status store_seed(const struct option *option, void *field, const char *value,
			  struct nd_error *err)
{
	uint64_t seed;

	(void)option;
	if (!read_whole(value, UINT64_MAX, &seed))
		return nd_fail(err, ND_EINVAL, "'%s' is not a whole number from 0 to %" PRIu64,
			       value, UINT64_MAX);
	*(uint64_t *)field = seed;
	return ND_OK;
}

enum nd_status store_duration(const struct option *option, void *field, const char *value,
			      struct nd_error *err)
{
	static const struct { char unit; uint32_t seconds; } units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 },
	};
	const size_t digits = strspn(value, DIGITS);
	char number[20];
	uint64_t count;

	(void)option;
	if (digits > 0 && digits < sizeof(number) && value[digits] && !value[digits + 1]) {
		memcpy(number, value, digits);
		number[digits] = '\0';
		for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
			if (units[i].unit != value[digits] ||
			    !read_whole(number, INT64_MAX / units[i].seconds, &count))
				continue;
			*(int64_t *)field = (int64_t)(count * units[i].seconds);
			return ND_OK;
		}
	}
	return nd_fail(err, ND_EINVAL, "'%s' is not a duration such as 90s, 30m, 12h, 3d or 2w",
		       value);
}

enum nd_status store_size(const struct option *option, void *field, const char *value,
			  struct nd_error *err)
{
	static const char units[] = "KMGT";	/* of 1024, its square and so on */
	const size_t digits = strspn(value, DIGITS);
	const char *const unit = value[digits] ? strchr(units, value[digits]) : NULL;
	const unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	char number[20];
	uint64_t count;

	(void)option;
	if (digits > 0 && digits < sizeof(number) && (!value[digits] || (unit && !value[digits + 1]))) {
		memcpy(number, value, digits);
		number[digits] = '\0';
		if (read_whole(number, INT64_MAX >> shift, &count) && count) {
			*(uint64_t *)field = count << shift;
			return ND_OK;
		}
	}
	return nd_fail(err, ND_EINVAL, "'%s' is not a size such as 500M, 20G or 1T", value);
}

/* The relations that value[0, len) names, or 0. */
static uint32_t relations_named(const char *value, size_t len)
{
	if (len == 3 && !memcmp(value, "all", 3))
		return ND_ALL_RELATIONS;
	for (int i = 0; i < ND_RELATIONS; i++) {
		const char *const name = nd_relation_name((enum nd_relation)i);

		if (strlen(name) == len && !memcmp(value, name, len))
			return ND_RELATION_BIT(i);
	}
	return 0;
}

enum nd_status store_relations(const struct option *option, void *field, const char *value,
			       struct nd_error *err)
{
	uint32_t relations = 0;

	(void)option;
	for (const char *at = value;; at++) {
		const size_t len = strcspn(at, ",");
		const uint32_t named = relations_named(at, len);

		if (!named)
			return nd_fail(err, ND_EINVAL, "'%.*s' is not one of identical, "
				       "near-duplicate, contained, same-event and all",
				       len < 100 ? (int)len : 100, at);
		relations |= named;
		at += len;
		if (!*at)
			break;
	}
	*(uint32_t *)field = relations;
	return ND_OK;
}

enum nd_status store_choice(const struct option *option, void *field, const char *value,
			    struct nd_error *err)
{
	char known[64] = "";

	for (int i = 0; option->choices[i]; i++) {
		if (!strcmp(option->choices[i], value)) {
			*(int *)field = i;
			return ND_OK;
		}
		snprintf(known + strlen(known), sizeof(known) - strlen(known), "%s%s",
			 !i ? "" : option->choices[i + 1] ? ", " : " and ", option->choices[i]);
	}
	return nd_fail(err, ND_EINVAL, "'%s' is not one of %s", value, known);
}

enum nd_status store_format(const struct option *option, void *field, const char *value,
			    struct nd_error *err)
{
	const struct nd_report_format *const format = nd_report_format(value);
	char known[64] = "";

	(void)option;
	if (format) {
		*(const struct nd_report_format **)field = format;
		return ND_OK;
	}
	for (size_t i = 0; nd_report_format_name(i); i++)
		snprintf(known + strlen(known), sizeof(known) - strlen(known), "%s%s",
			 !i ? "" : nd_report_format_name(i + 1) ? ", " : " and ",
			 nd_report_format_name(i));
	return nd_fail(err, ND_EINVAL, "'%s' is not one of %s", value, known);
}

enum nd_status store_words(const struct option *option, void *field, const char *value,
			   struct nd_error *err)
{
	struct words *const words = field;
	char *const copy = strdup(value);
	char **const longer = realloc(words->at, (words->n + 1) * sizeof(*longer));

	(void)option;
	if (longer)
		words->at = longer;
	if (!copy || !longer) {
		free(copy);
		return nd_fail_memory(err);
	}
	words->at[words->n++] = copy;
	return ND_OK;
}

enum nd_status store_text(const struct option *option, void *field, const char *value,
			  struct nd_error *err)
{
	char **const text = field;
	char *const copy = strdup(value);

	(void)option;
	if (!copy)
		return nd_fail_memory(err);
	free(*text);
	*text = copy;
	return ND_OK;
}
