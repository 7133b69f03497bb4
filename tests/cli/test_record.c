/* test_record.c - records passed through, made, and marked */
#include <string.h>

#include "cli/record.h"
#include "report/written.h"

Suite *suite_cli_record(void);

#define TEXT(literal) { literal, sizeof(literal) - 1 }

static void raw_becomes(const char *raw, const char *expected)
{
	struct written *const written = written_open();
	const struct nd_record record = { .raw = { raw, strlen(raw) } };

	record_put(written->out, &record);
	written_is(written, expected);
}

START_TEST(json_passes_through)
{
	raw_becomes("{\"id\":1, \"x\" :\t[1e400,\"\\u00e9\xff\"] }",
		    "{\"id\":1, \"x\" :\t[1e400,\"\\u00e9\xff\"] }");
	raw_becomes("{\n  \"id\": 1,\r\n  \"x\": 2\n}", "{   \"id\": 1,    \"x\": 2 }");
	raw_becomes("{}", "{}");
}
END_TEST

START_TEST(text_becomes_json)
{
	struct written *const written = written_open();
	const struct nd_record record = {
		.article = { .id = TEXT("a/b.txt"), .text = TEXT("two\nlines \"quoted\""),
			     .published = ND_NO_TIME },
	};

	record_put(written->out, &record);
	written_is(written, "{\"id\":\"a/b.txt\",\"text\":\"two\\nlines \\\"quoted\\\"\"}");
}
END_TEST

START_TEST(fields_that_are_there_are_kept)
{
	struct written *const written = written_open();
	const struct nd_record record = {
		.article = { .id = TEXT("1"), .title = TEXT("t"), .text = TEXT("x") },
		.url = TEXT("http://example.org/"), .source = TEXT("s"), .lang = TEXT("de"),
	};

	record_put(written->out, &record);
	written_is(written, "{\"id\":\"1\",\"title\":\"t\",\"text\":\"x\","
		   "\"date\":\"1970-01-01T00:00:00Z\",\"url\":\"http://example.org/\","
		   "\"source\":\"s\",\"lang\":\"de\"}");
}
END_TEST

static void marked_becomes(const char *object, const struct record_mark *mark,
			   const char *expected)
{
	struct written *const written = written_open();

	record_put_marked(written->out, (struct nd_text){ object, strlen(object) }, mark);
	written_is(written, expected);
}

START_TEST(marks_are_the_last_fields)
{
	const struct record_mark mark = { TEXT("a\"1"), ND_NEAR_DUPLICATE, 0.5 };
#define MARK "\"duplicate_of\":\"a\\\"1\",\"relation\":\"near-duplicate\",\"score\":0.5}"
#define NONE "\"duplicate_of\":null,\"relation\":null,\"score\":null}"

	marked_becomes("{\"id\":1}", &mark, "{\"id\":1," MARK);
	marked_becomes("{\"id\":1}", NULL, "{\"id\":1," NONE);
	marked_becomes("{\"id\":1 \t} ", &mark, "{\"id\":1," MARK);
	marked_becomes("{\"a\":{}}", NULL, "{\"a\":{}," NONE);
	marked_becomes("{}", NULL, "{" NONE);
	marked_becomes("{  }\r\n", &mark, "{" MARK);
	marked_becomes("{\"a\":\"}\"}", NULL, "{\"a\":\"}\"," NONE);
}
END_TEST

START_TEST(what_is_left_out_is_the_last_field)
{
	const struct nd_left_out left_out[] = { { TEXT("Sign \"up\"!"), 0, 3, 13, 4, 5 } };
	struct written *written = written_open();

	record_put_left_out(written->out, (struct nd_text)TEXT("{\"id\":1}"), left_out, 1);
	written_is(written, "{\"id\":1,\"left_out\":[{\"text\":\"Sign \\\"up\\\"!\",\"at\":[3,13],"
			    "\"articles\":4,\"of\":5}]}");
	written = written_open();
	record_put_left_out(written->out, (struct nd_text)TEXT("{\"id\":1}"), NULL, 0);
	written_is(written, "{\"id\":1}");
}
END_TEST

Suite *suite_cli_record(void)
{
	Suite *const suite = suite_create("cli/record");
	TCase *const tcase = tcase_create("record");

	tcase_add_test(tcase, json_passes_through);
	tcase_add_test(tcase, text_becomes_json);
	tcase_add_test(tcase, fields_that_are_there_are_kept);
	tcase_add_test(tcase, marks_are_the_last_fields);
	tcase_add_test(tcase, what_is_left_out_is_the_last_field);
	suite_add_tcase(suite, tcase);
	return suite;
}
