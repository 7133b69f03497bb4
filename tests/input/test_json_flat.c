/*
 * test_json_flat.c - what the flat reader takes, the parser for all of JSON takes just so
 *
 * An object with another one in it is not flat: with "zz":{} at its end a record
 * goes the other way.
 */
#include "input/json_flat.h"

#include <stdio.h>

#include "input/record.h"
#include "testing.h"

Suite *suite_input_json_flat(void);

#define ROOM 4096

static const struct nd_input_options usual;

/* 1 if the flat reader took it. */
static int flat(struct nd_json_flat *reader, const char *object, struct nd_json_value *values)
{
	struct nd_text name[ND_FIELDS];
	struct nd_json_names names;
	const size_t n = strlen(object);
	char *const at = take(n + ND_SOURCE_PADDING, 1);	/* ends where a sanitizer sees it */
	int taken;

	memcpy(at, object, n);
	for (enum nd_field i = 0; i < ND_FIELDS; i++)
		name[i] = nd_field_name(&usual, i);
	nd_json_names_set(&names, name, ND_FIELDS);
	taken = nd_json_flat_take(reader, (struct nd_text){ at, n }, &names, values);
	for (size_t i = 0; taken && i < ND_FIELDS; i++)	/* a number stays where it was */
		if (values[i].kind == ND_JSON_NUMBER)
			values[i].text.at = object + (values[i].text.at - at);
	free(at);
	return taken;
}

static enum nd_status other(struct nd_json *json, const char *object,
			    struct nd_json_value *values)
{
	char with[ROOM + 64 + ND_SOURCE_PADDING] = "";
	const char *const end = strrchr(object, '}');
	static char kept[ROOM + 64 + ND_SOURCE_PADDING];
	const char *why;

	REQUIRE(end != NULL);
	snprintf(with, ROOM + 64, "%.*s,\"zz\":{}%s", (int)(end - object), object, end);
	memcpy(kept, with, sizeof(with));
	return nd_json_take(json, (struct nd_text){ kept, strlen(kept) }, values, &why);
}

static void same_values(const char *object, const struct nd_json_value *a,
			const struct nd_json_value *b)
{
	for (size_t i = 0; i < ND_FIELDS; i++)
		ck_assert_msg(a[i].kind == b[i].kind && a[i].had_nul == b[i].had_nul &&
			      a[i].text.len == b[i].text.len &&
			      !memcmp(a[i].text.at, b[i].text.at, a[i].text.len),
			      "field %zu of %s", i, object);
}

/* A text of such pieces, most of which are good in a string. */
static const char *const pieces[] = {
	"a", "word ", "\\n", "\\n\\n", "\\\"", "\\\\", "\\/", "\\t\\b\\f\\r", "\\u0041", "\\u201c",
	"\\u00E9", "\\ud83d\\ude00", "\xc3\xa9", "\xe2\x80\x9c", "\xf0\x9f\x98\x80", "{", "}", "[,]",
	": ", ("a line that is longer than two vectors of sixty-four bytes, so that it goes on and on "
	       "in the third one"),
};
static const char *const bad_pieces[] = {
	"\"", "\\", "\\q", "\\u12", "\\u00g0", "\\ud800", "\\ud800\\u0041", "\\udc00", "\n", "\x01",
	"\\u0000",
};

static void put_text(uint64_t *random, char *out, int wild)
{
	const size_t n = random_below(random, 12);

	*out = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(out, wild && random_below(random, 40) == 0 ?
			    bad_pieces[random_below(random, COUNT(bad_pieces))] :
			    pieces[random_below(random, COUNT(pieces))]);
}

static const char *blank(uint64_t *random)
{
	static const char *const blanks[] = { "", "", "", " ", "\t", " \n " };

	return blanks[random_below(random, COUNT(blanks))];
}

/* An object of random fields; 'wild' ones may be broken. */
static void put_object(uint64_t *random, char *out, int wild)
{
	static const char *const keys[] = { "id", "title", "text", "body", "date", "url", "source",
					    "lang", "other", "", "text2", "tex" };
	static const char *const values[] = { "0", "-12.50e+3", "17", "true", "false", "null", " 7 " };
	static const char *const bad[] = { "01", "1.", "-", "tru", "nulll", "", "1 2", "+1", "[]", "{}" };
	const size_t n = random_below(random, 6);
	char *const begin = out;

	out += sprintf(out, "{%s", blank(random));
	for (size_t i = 0; i < n; i++) {
		char text[2000];

		put_text(random, text, wild);
		out += sprintf(out, "%s\"%s\"%s:%s", i ? "," : "", keys[random_below(random, COUNT(keys))],
			       blank(random), blank(random));
		if (random_below(random, 4))
			out += sprintf(out, "\"%s\"%s", text, blank(random));
		else
			out += sprintf(out, "%s", wild && random_below(random, 20) == 0 ?
				       bad[random_below(random, COUNT(bad))] :
				       values[random_below(random, COUNT(values))]);
		if (out - begin > 1800)
			break;
	}
	sprintf(out, "}%s", blank(random));
}

START_TEST(takes_what_the_other_takes)
{
	struct nd_json *const json = nd_record_parser(&usual);
	struct nd_json_flat reader = ND_JSON_FLAT_INIT;
	uint64_t random = 1;
	size_t taken = 0;

	for (int round = 0; round < 20000; round++) {
		struct nd_json_value a[ND_FIELDS], b[ND_FIELDS];
		char object[ROOM];

		put_object(&random, object, round % 2);
		if (!flat(&reader, object, a))
			continue;
		taken++;
		ck_assert_msg(other(json, object, b) == ND_OK, "%s", object);
		same_values(object, a, b);
	}
	ck_assert_uint_gt(taken, 12000);
	nd_json_flat_release(&reader);
	nd_json_close(json);
}
END_TEST

START_TEST(takes_every_good_flat_object)
{
	struct nd_json_flat reader = ND_JSON_FLAT_INIT;
	uint64_t random = 2;

	for (int round = 0; round < 5000; round++) {
		struct nd_json_value values[ND_FIELDS];
		char object[ROOM];

		put_object(&random, object, 0);
		if (strncmp(object + strspn(object + 1, " \t\n") + 1, "}", 1) == 0)
			continue;	/* an object without fields is the other parser's */
		ck_assert_msg(flat(&reader, object, values), "%s", object);
	}
	nd_json_flat_release(&reader);
}
END_TEST

/* Cut off anywhere it is not an object any more. */
START_TEST(takes_no_part_of_an_object)
{
	static const char object[] = "{\"id\":7,\"text\":\"one\\u00e9\\ud83d\\ude00\\n\",\"date\":null}";
	struct nd_json_flat reader = ND_JSON_FLAT_INIT;
	struct nd_json_value values[ND_FIELDS];
	char part[sizeof(object)];

	for (size_t n = 0; n + 1 < sizeof(object); n++) {
		memcpy(part, object, n);
		part[n] = '\0';
		ck_assert_msg(!flat(&reader, part, values), "%s", part);
	}
	ck_assert(flat(&reader, object, values));
	ck_assert(!memcmp(values[ND_FIELD_TEXT].text.at, "one\xc3\xa9\xf0\x9f\x98\x80\n", 10));
	ck_assert_uint_eq(values[ND_FIELD_TEXT].text.len, 10);
	nd_json_flat_release(&reader);
}
END_TEST

Suite *suite_input_json_flat(void)
{
	Suite *const suite = suite_create("input/json_flat");
	TCase *const tcase = only_case(suite, "json_flat");

	tcase_add_test(tcase, takes_what_the_other_takes);
	tcase_add_test(tcase, takes_every_good_flat_object);
	tcase_add_test(tcase, takes_no_part_of_an_object);
	return suite;
}
