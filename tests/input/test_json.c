/* test_json.c - what a JSON record must have, and what is said otherwise */
#include "input/collect.h"

Suite *suite_input_json(void);

START_TEST(takes_every_field)
{
	struct collected c;
	const struct kept_article *const a = &c.article[0];

	collect(&c, "{\"id\":\"a1\",\"title\":\"T\\u00e4\",\"text\":\"one\\ntwo\",\"extra\":[1,{}],"
		"\"date\":\"2015-05-08\",\"url\":\"http://x\",\"source\":\"ap\","
		"\"lang\":\"en\"}\n");
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_uint_eq(c.complaints, 0);
	ck_assert_str_eq(a->id, "a1");
	ck_assert_str_eq(a->title, "T\xc3\xa4");
	ck_assert_str_eq(a->text, "one\ntwo");
	ck_assert_str_eq(a->date, "2015-05-08");
	ck_assert_int_eq(a->published, 1431043200);
	ck_assert_str_eq(a->url, "http://x");
	ck_assert_str_eq(a->source, "ap");
	ck_assert_str_eq(a->lang, "en");
	ck_assert_uint_eq(a->line, 1);
	ck_assert_int_eq(a->raw[0], '{');
	ck_assert_int_eq(a->raw[strlen(a->raw) - 1], '}');
	collected_release(&c);
}
END_TEST

/* As interfaces and scrapers name them. */
START_TEST(fields_have_other_names)
{
	struct collected c;

	collect(&c, "{\"source\":{\"id\":null,\"name\":\"AP\"},\"headline\":\"H\",\"maintext\":\"T\","
		"\"link\":\"http://x\",\"language\":\"en\",\"publishedAt\":\"2015-05-08T12:00:00Z\"}\n"
		"{\"text\":\"T\",\"date\":\" \",\"pub_date\":\"2015-05-08\",\"source\":{\"a\":1}}\n");
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_str_eq(c.article[0].title, "H");
	ck_assert_str_eq(c.article[0].text, "T");
	ck_assert_str_eq(c.article[0].source, "AP");
	ck_assert_str_eq(c.article[0].url, "http://x");
	ck_assert_str_eq(c.article[0].lang, "en");
	ck_assert_int_eq(c.article[0].published, 1431086400);
	ck_assert_int_eq(c.article[1].published, 1431043200);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].message, "field 'source' is not a string and is ignored");
	collected_release(&c);
}
END_TEST

/* One record a line; what comes of it. */
static const struct {
	const char *record;
	const char *text;	/* of the article, or NULL where it is skipped */
	const char *says;	/* the complaint has this in it, or NULL for none */
} rules[] = {
	{ "{\"text\":\"x\"}", "x", NULL },
	{ " {\"text\":\"x\"}\t\r", "x", NULL },
	{ "{\"body\":\"x\"}", "x", NULL },
	{ "{\"content\":\"x\"}", "x", NULL },
	{ "{\"content\":\"c\",\"body\":\"b\"}", "b", NULL },
	{ "{\"content\":\"c\",\"text\":null}", "c", NULL },
	{ "{\"content\":\"c\",\"text\":\" \"}", "c", NULL },
	{ "{\"content\":\"c\",\"text\":{}}", "c", NULL },
	{ "{\"content_text\":\"c\",\"content_html\":\"<b>h</b>\"}", "c", NULL },
	{ "{\"content_html\":\"<p>a &amp; b</p><p>c</p>\"}", "a & b\n\nc", NULL },
	{ "{\"description\":\"d\",\"maintext\":\"m\"}", "m", NULL },
	{ "{\"summary\":\"s\",\"description\":\"d\",\"content\":null}", "d", NULL },
	{ "{\"te\\u0078t\":\"x\"}", "x", NULL },
	{ "{\"text\":\"first\",\"text\":\"second\"}", "second", NULL },
	{ "{\"text\":\"x\",\"id\":null,\"title\":null,\"date\":null,\"url\":null}", "x", NULL },
	{ "{\"text\":[\"one\",\"t\\nwo\"]}", "one\nt\nwo", NULL },
	{ "{\"text\":[\"a \",{\"type\":\"bold\",\"n\":[{}],\"text\":\"b\"},{\"text\":\"c\"},\" d\",{}]}", "a bc d", NULL },
	{ "{\"text\":[],\"body\":[\"x\"],\"title\":[\"t\"],\"source\":[\"s\"]}", "x", NULL },
	{ "{\"text\":[\"a\\u0000b\"]}", "a b", "counts as a space" },
	{ "{\"text\":[\"a\",1]}", NULL, "is not a string" },
	{ "{\"text\":[\"a\",[\"b\"]]}", NULL, "is not a string" },
	{ "{\"text\":[\"a\",{\"text\":[\"b\"]}]}", "a", NULL },
	{ "{\"text\":[\"a\",{\"text\":\"b\"]}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"other\":{\"text\":\"y\",\"a\":[[],{}]}}", "x", NULL },
	{ "{\"text\":\"\\ud83d\\ude00\"}", "\xf0\x9f\x98\x80", NULL },
	{ "{\"text\":\"x\",\"date\":\"\"}", "x", NULL },
	{ "{\"text\":\"x\",\"date\":1431043200}", "x", NULL },
	{ "{\"text\":\"x\",\"id\":123456789012345678901234567890}", "x", NULL },
	{ "{\"text\":\"NaN x\",\"n\":NaN,\"m\":[-Infinity,{\"k\":Infinity}],\"date\":NaN,\"id\":NaN}",
	  "NaN x", NULL },
	{ "{\"n\":NaN,\"text\":\"a \\\" NaN \\\\\"}", "a \" NaN \\", NULL },
	/* used, with a complaint */
	{ "{\"text\":\"\",\"title\":\"t\"}", "", "empty text, only the title" },
	{ "{\"text\":\" \\n\",\"title\":\"t\"}", " \n", "empty text, only the title" },
	{ "{\"text\":\"x\",\"date\":\"soon\"}", "x", "cannot read the date 'soon'" },
	{ "{\"text\":\"x\",\"date\":\"a\\nb\"}", "x", "cannot read the date 'a?b'" },
	{ "{\"text\":\"x\",\"date\":1e300}", "x", "cannot read the date '1e300'" },
	{ "{\"text\":\"x\",\"date\":true}", "x", "field 'date' is neither" },
	{ "{\"text\":\"x\",\"url\":7}", "x", "field 'url' is not a string" },
	{ "{\"text\":\"x\",\"title\":[1]}", "x", "field 'title' is not a string" },
	{ "{\"text\":\"x\",\"lang\":{},\"url\":1,\"date\":\"?\"}", "x", "cannot read the date" },
	{ "{\"text\":\"a\\u0000b\"}", "a b", "\\u0000 in field 'text'" },
	{ "{\"text\":\"x\",\"id\":\"a\\u0000b\"}", "x", "\\u0000 in field 'id'" },
	/* skipped */
	{ "{\"title\":\"t\"}", NULL, "no field 'text'" },
	{ "{\"title\":\"t\",\"text\":null}", NULL, "no field 'text'" },
	{ "{}", NULL, "no field 'text'" },
	{ "{\"text\":\"\"}", NULL, "empty text and no title" },
	{ "{\"text\":\"\",\"title\":\" \"}", NULL, "empty text and no title" },
	{ "{\"text\":5}", NULL, "field 'text' is not a string" },
	{ "{\"text\":[true]}", NULL, "field 'text' is not a string" },
	{ "{\"text\":\"x\",\"id\":true}", NULL, "field 'id' is neither" },
	{ "{\"text\":\"x\",\"id\":{}}", NULL, "field 'id' is neither" },
	{ "[1]", NULL, "not a JSON object" },
	{ "[{\"text\":\"x\"}]", NULL, "not a JSON object" },
	{ "\"text\"", NULL, "not a JSON object" },
	{ "12", NULL, "not a JSON object" },
	{ "null", NULL, "not a JSON object" },
	{ "hello world", NULL, "JSON" },
	{ "{\"text\":\"x\"", NULL, "broken JSON" },
	{ "{\"text\":\"x", NULL, "broken JSON" },
	{ "{\"text\":\"x\"}}", NULL, "broken JSON" },
	{ "{\"text\":\"x\"} {\"text\":\"y\"}", NULL, "something follows" },
	{ "{\"text\":\"x\"} x", NULL, "broken JSON" },
	{ "{\"text\":\"x\",}", NULL, "broken JSON" },
	{ "{\"text\" \"x\"}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":tru}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":nul}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":Nan}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":NaNN}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":NaN", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":nulll}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"url\":nul}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":[1,]}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":[1 2]}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":[1}", NULL, "broken JSON" },
	{ "{\"text\":\"x\",\"n\":01}", NULL, "a wrong number" },
	{ "{\"text\":\"x\",\"n\":1.}", NULL, "a wrong number" },
	{ "{\"text\":\"x\",\"n\":-}", NULL, "a wrong number" },
	{ "{\"text\":\"x\",\"n\":1e}", NULL, "a wrong number" },
	{ "{\"text\":\"x\",\"n\":\"\\q\"}", NULL, "a wrong escape" },
	{ "{\"text\":\"\\ud800\"}", NULL, "a wrong escape" },
	{ "{\"text\":\"\\u12\"}", NULL, "a wrong escape" },
	{ "{\"text\":\"a\tb\"}", NULL, "a control character" },
	{ "{\"text\":\"\xff\"}", NULL, "invalid UTF-8 at byte 10 " },
	{ "{\"text\":\"x\",\"n\":\"\xc0\x80\"}", NULL, "invalid UTF-8 at byte 18 " },
	{ "{\"text\":\"\xed\xa0\x80\"}", NULL, "invalid UTF-8 at byte 10 " },
};

START_TEST(follows_the_rules)
{
	const char *const before = "{\"id\":\"before\",\"text\":\"b\"}\n\n";
	const char *const after = "\n{\"id\":\"after\",\"text\":\"a\"}";
	const int used = rules[_i].text != NULL;
	struct collected c;
	char input[512];

	snprintf(input, sizeof(input), "%s%s%s", before, rules[_i].record, after);
	collect(&c, input);
	ck_assert_msg(c.articles == 2u + used, "%s: %zu articles", rules[_i].record, c.articles);
	ck_assert_msg(c.complaints == (rules[_i].says != NULL), "%s: %zu complaints",
		      rules[_i].record, c.complaints);
	ck_assert_str_eq(c.article[0].id, "before");
	ck_assert_str_eq(c.article[1 + used].id, "after");
	ck_assert_uint_eq(c.article[1 + used].line, 4);
	if (used)
		ck_assert_str_eq(c.article[1].text, rules[_i].text);
	if (rules[_i].says) {
		ck_assert_msg(strstr(c.complaint[0].message, rules[_i].says) != NULL, "%s: %s",
			      rules[_i].record, c.complaint[0].message);
		ck_assert_uint_eq(c.complaint[0].line, 3);
		ck_assert_int_eq(c.complaint[0].skipped, !used);
	}
	collected_release(&c);
}
END_TEST

static const struct { const char *value, *id; } ids[] = {
	{ "\"a b\"", "a b" }, { "7", "7" }, { "-1.50e+3", "-1.50e+3" }, { "1.0 ", "1.0" },
	{ "123456789012345678901234567890", "123456789012345678901234567890" },
};

START_TEST(keeps_ids_as_written)
{
	struct collected c;
	char input[128];

	snprintf(input, sizeof(input), "{\"text\":\"x\",\"id\":%s}", ids[_i].value);
	collect(&c, input);
	ck_assert_str_eq(c.article[0].id, ids[_i].id);
	collected_release(&c);
	snprintf(input, sizeof(input), "{\"id\":%s,\"text\":\"x\"}", ids[_i].value);
	collect(&c, input);
	ck_assert_str_eq(c.article[0].id, ids[_i].id);
	collected_release(&c);
}
END_TEST

START_TEST(makes_an_id_where_none_is)
{
	struct collected c;
	char id[128];

	collect(&c, "{\"text\":\"x\"}\n\n{\"text\":\"y\",\"id\":\"\"}\n"
		"{\"text\":\"z\",\"id\":null}");
	ck_assert_uint_eq(c.articles, 3);
	snprintf(id, sizeof(id), "%s:1", c.article[0].file);
	ck_assert_str_eq(c.article[0].id, id);
	snprintf(id, sizeof(id), "%s:3", c.article[0].file);
	ck_assert_str_eq(c.article[1].id, id);
	snprintf(id, sizeof(id), "%s:4", c.article[0].file);
	ck_assert_str_eq(c.article[2].id, id);
	collected_release(&c);
}
END_TEST

START_TEST(bounds_the_id)
{
	char *const input = malloc(2 * ND_ID_MAX);

	for (size_t extra = 0; extra < 2; extra++) {
		struct collected c = { 0 };
		size_t n = (size_t)sprintf(input, "{\"text\":\"x\",\"id\":\"");
		memset(input + n, 'i', ND_ID_MAX + extra);
		n += ND_ID_MAX + extra;
		n += (size_t)sprintf(input + n, "\"}");
		collect_bytes(&c, input, n, NULL);
		ck_assert_uint_eq(c.articles, 1 - extra);
		ck_assert_uint_eq(c.skipped, extra);
		collected_release(&c);
	}
	free(input);
}
END_TEST

START_TEST(takes_other_keys)
{
	const struct nd_input_options opt = {
		.id_key = "url", .title_key = "head", .text_key = "story", .date_key = "when"
	};
	const char *const input =
		"{\"id\":1,\"url\":\"u\",\"head\":\"h\",\"story\":\"s\",\"when\":\"1970-01-02\"}\n"
		"{\"text\":\"x\",\"body\":\"y\",\"date\":\"1970-01-02\"}\n";
	struct collected c = { 0 };

	collect_bytes(&c, input, strlen(input), &opt);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].id, "u");
	ck_assert_str_eq(c.article[0].url, "u");
	ck_assert_str_eq(c.article[0].title, "h");
	ck_assert_str_eq(c.article[0].text, "s");
	ck_assert_int_eq(c.article[0].published, 86400);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].message, "no field 'story'");
	collected_release(&c);
}
END_TEST

START_TEST(finds_the_date_key)
{
	struct collected c;

	collect(&c, "{\"text\":\"x\",\"published\":\"1970-01-02\",\"timestamp\":5}\n"
		"{\"text\":\"x\",\"timestamp\":5000000000000}\n"
		"{\"text\":\"x\",\"date\":\"bad\",\"published\":\"1970-01-02\"}\n"
		"{\"text\":\"x\"}\n");
	ck_assert_uint_eq(c.articles, 4);
	ck_assert_int_eq(c.article[0].published, 86400);
	ck_assert_int_eq(c.article[1].published, 5000000000);
	ck_assert(c.article[2].published == ND_NO_TIME);
	ck_assert_str_eq(c.article[2].date, "bad");
	ck_assert(c.article[3].published == ND_NO_TIME);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_uint_eq(c.complaint[0].line, 3);
	collected_release(&c);
}
END_TEST

static void nested(char *to, int levels)
{
	to += sprintf(to, "{\"text\":\"x\",\"n\":");
	memset(to, '[', (size_t)levels);
	memset(to + levels, ']', (size_t)levels);
	strcpy(to + 2 * levels, "}");
}

START_TEST(bounds_the_depth)
{
	char *const input = malloc(400000);
	struct collected c;

	nested(input, 1000);
	collect(&c, input);
	ck_assert_uint_eq(c.articles, 1);
	collected_release(&c);
	nested(input, 100000);
	collect(&c, input);
	ck_assert_uint_eq(c.skipped, 1);
	ck_assert_uint_eq(c.complaints, 1);
	collected_release(&c);
	free(input);
}
END_TEST

START_TEST(stops_when_told)
{
	struct collected c = { .stop_after = 2 };
	const char *const input = "{\"text\":\"x\"}\n{\"text\":\"y\"}\n{\"text\":\"z\"}\n";

	collect_bytes(&c, input, strlen(input), NULL);
	ck_assert_int_eq(c.status, ND_ESTOPPED);
	ck_assert_int_eq(c.err.status, ND_ESTOPPED);
	ck_assert_uint_eq(c.articles, 2);
	collected_release(&c);
}
END_TEST

Suite *suite_input_json(void)
{
	Suite *const suite = suite_create("input/json");
	TCase *const tcase = tcase_create("json");

	tcase_add_test(tcase, takes_every_field);
	tcase_add_test(tcase, fields_have_other_names);
	tcase_add_loop_test(tcase, follows_the_rules, 0, COUNT(rules));
	tcase_add_loop_test(tcase, keeps_ids_as_written, 0, COUNT(ids));
	tcase_add_test(tcase, makes_an_id_where_none_is);
	tcase_add_test(tcase, bounds_the_id);
	tcase_add_test(tcase, takes_other_keys);
	tcase_add_test(tcase, finds_the_date_key);
	tcase_add_test(tcase, bounds_the_depth);
	tcase_add_test(tcase, stops_when_told);
	suite_add_tcase(suite, tcase);
	return suite;
}
