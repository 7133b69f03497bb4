/* test_json_wrapped.c - which objects wrap a list of articles, and where it begins */
#include "input/json_wrapped.h"

#include <check.h>
#include <string.h>

#include "testing.h"

Suite *suite_input_json_wrapped(void);

/* A '^' stands before the bracket of the list, and is not part of the object. */
static const struct { const char *object; unsigned depth; } lists[] = {
	{ "{\"articles\":^[{\"text\":\"a\"}]}", 1 },
	{ "{ \"status\" : \"ok\" , \"n\" : 3 , \"articles\" : ^[ { \"title\" : \"a\" } ] }", 1 },
	{ "{\"n\":null,\"tags\":[\"a\",[1]],\"meta\":{\"title\":\"}\",\"items\":1},"
	  "\"items\":^[{\"id\":1,\"content\":\"\"", 1 },
	{ "{\"response\":{\"numFound\":1,\"docs\":^[{\"x\":{},\"body\":\"b\"}]}}", 2 },
	{ "{\"hits\":{\"total\":1,\"hits\":^[{\"_id\":\"1\",\"_source\":{}}]}}", 2 },
	{ "{\"result\":{\"data\":{\"items\":^[{\"content_html\":\"\"}]}}}", 3 },
	{ "{\"title\":\"of the feed\",\"items\":^[{\"content_text\":\"\"}]}", 1 },
	{ "{\"items\":[],\"results\":^[{\"headline\":\"\"}]}", 1 },
	{ "{\"items\":[{\"n\":1}],\"results\":^[{\"text\":\"\"}]}", 1 },
};

static const char *const records[] = {
	"{}", "{\"id\":1}", "{\"text\":\"a\",\"articles\":[{\"text\":\"b\"}]}",
	"{\"items\":[{\"n\":1}],\"text\":\"a\"}", "{\"items\":[]}", "{\"items\":[1,{\"text\":\"a\"}]}",
	"{\"comments\":[{\"text\":\"a\"}]}", "{\"items\":{\"text\":\"a\"}}", "{\"data\":\"items\"}",
	"{\"meta\":{\"items\":[{\"text\":\"a\"}]}}", "{\"items\" [{\"text\":\"a\"}]}", "{]", "{\"a\":}",
	"{\"data\":{\"data\":{\"data\":{\"items\":[{\"text\":\"\"}]}}}}", "{items:[{\"text\":\"a\"}]}",
};

START_TEST(finds_the_list)
{
	char object[256];
	const char *const mark = strchr(lists[_i].object, '^');
	const size_t at = (size_t)(mark - lists[_i].object);
	struct nd_wrapped found;

	memcpy(object, lists[_i].object, at);
	strcpy(object + at, mark + 1);
	found = nd_json_wrapped((struct nd_text){ object, strlen(object) });
	ck_assert_int_eq(found.found, ND_WRAPPED_YES);
	ck_assert_uint_eq(found.at, at);
	ck_assert_uint_eq(found.depth, lists[_i].depth);
	for (size_t n = 1; n < strlen(object); n++) {	/* with less of it nothing else is said */
		const struct nd_wrapped part = nd_json_wrapped((struct nd_text){ object, n });

		ck_assert_int_ne(part.found, ND_WRAPPED_NO);
		if (part.found == ND_WRAPPED_YES)
			ck_assert_uint_eq(part.at, at);
	}
}
END_TEST

START_TEST(leaves_records_alone)
{
	const size_t len = strlen(records[_i]);

	ck_assert_int_eq(nd_json_wrapped((struct nd_text){ records[_i], len }).found, ND_WRAPPED_NO);
	for (size_t n = 1; n < len; n++)
		ck_assert_int_ne(nd_json_wrapped((struct nd_text){ records[_i], n }).found,
				 ND_WRAPPED_YES);
}
END_TEST

Suite *suite_input_json_wrapped(void)
{
	Suite *const suite = suite_create("input/json_wrapped");
	TCase *const tcase = tcase_create("json_wrapped");

	tcase_add_loop_test(tcase, finds_the_list, 0, COUNT(lists));
	tcase_add_loop_test(tcase, leaves_records_alone, 0, COUNT(records));
	suite_add_tcase(suite, tcase);
	return suite;
}
