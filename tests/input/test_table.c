/* test_table.c - what is a table, and what its rows become */
#include "input/collect.h"

Suite *suite_input_table(void);

START_TEST(reads_a_table)
{
	struct collected c;

	collect(&c, "\nID,Title,Text,Date,extra\n"
		"1,\"A, b\",\"line one\nline \"\"two\"\" here\",2015-05-08,x\n"
		"2,,plain\n"
		"\n"
		"3,t,,,,,,,\n"
		",,,\n"
		"4,,w,soon\n");
	ck_assert_uint_eq(c.articles, 4);
	ck_assert_str_eq(c.article[0].id, "1");
	ck_assert_str_eq(c.article[0].title, "A, b");
	ck_assert_str_eq(c.article[0].text, "line one\nline \"two\" here");
	ck_assert_int_eq(c.article[0].published, 1431043200);
	ck_assert_uint_eq(c.article[0].line, 3);
	ck_assert_str_eq(c.article[1].text, "plain");
	ck_assert_uint_eq(c.article[1].line, 5);
	ck_assert_uint_eq(c.complaints, 3);
	ck_assert_uint_eq(c.complaint[0].line, 7);
	ck_assert_str_eq(c.complaint[0].message, "empty text, only the title is compared");
	ck_assert_uint_eq(c.complaint[1].line, 8);
	ck_assert_str_eq(c.complaint[1].message, "empty text and no title");
	ck_assert_str_eq(c.complaint[2].message, "cannot read the date 'soon'");
	collected_release(&c);
}
END_TEST

START_TEST(knows_its_separator)
{
	static const char *const tables[] = {
		"id\ttext\n1\ta,b;c\n", "id;text\r\n1;a,b,c\r\n", "id|text\n1|a,b;c\n",
		"\"id\";\"text\"\n\"1\";\"a,b;c\"\n", ("\xef\xbb\xbf" "text,id\n\"a,b;c\",1\n"),
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		struct collected c;
		collect(&c, tables[i]);
		ck_assert_uint_eq(c.articles, 1);
		ck_assert_uint_eq(c.complaints, 0);
		ck_assert_str_eq(c.article[0].id, "1");
		ck_assert_ptr_eq(strstr(c.article[0].text, "a,b"), c.article[0].text);
		collected_release(&c);
	}
}
END_TEST

/* Numbers of rows in a column without a name, as data frames are written; a separator at the end. */
START_TEST(takes_columns_without_a_name)
{
	static const char *const tables[] = {
		",id,text\n0,1,a\n1,2,b\n", "id,,text,\n1,x,a,\n2,y,b,\n", "\"\";id;text\n0;1;a\n1;2;b\n",
	};
	struct collected c;

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		collect(&c, tables[i]);
		ck_assert_uint_eq(c.articles, 2);
		ck_assert_uint_eq(c.complaints, 0);
		ck_assert_str_eq(c.article[0].id, "1");
		ck_assert_str_eq(c.article[1].text, "b");
		collected_release(&c);
	}
	collect(&c, "Text,\nand more of it\n");	/* one name makes no table */
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].text, "Text,\nand more of it\n");
	collected_release(&c);
}
END_TEST

START_TEST(says_where_a_row_is_too_wide)
{
	struct collected c;

	collect(&c, "id,text\n1,a,b,c\n2,d,\n3,e\n");
	ck_assert_uint_eq(c.articles, 3);
	ck_assert_str_eq(c.article[0].text, "a");
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_uint_eq(c.complaint[0].line, 2);
	ck_assert_int_eq(c.complaint[0].skipped, 0);
	ck_assert_str_eq(c.complaint[0].message, "more fields than the header names: a separator "
			 "in one without quotes?");
	collected_release(&c);
}
END_TEST

START_TEST(takes_columns_by_name)
{
	const struct nd_input_options opt = { .text_key = "Story", .title_key = "head" };
	static const char table[] = "url,story,text,head\nhttps://a.example/1,S,T,H\n";
	struct collected c = { 0 };

	collect_bytes(&c, table, strlen(table), &opt);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].text, "S");
	ck_assert_str_eq(c.article[0].title, "H");
	ck_assert_str_eq(c.article[0].url, "https://a.example/1");
	collected_release(&c);
	collect(&c, "id,score\n1,2\n");
	ck_assert_uint_eq(c.articles, 0);
	ck_assert_str_eq(c.complaint[0].message, "no column 'text': the table is left out (--text-key names another)");
	collected_release(&c);
}
END_TEST

/* A text may stand under another of its names, where the first is not there or empty. */
START_TEST(takes_the_text_column_that_is_filled)
{
	struct collected c;

	collect(&c, "title,body\nA,One\n");
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_uint_eq(c.complaints, 0);
	ck_assert_str_eq(c.article[0].text, "One");
	collected_release(&c);
	collect(&c, "title;text;content;published\nA;;Two;2015-05-08\nB;Three;Four;\nC;;;\n");
	ck_assert_uint_eq(c.articles, 3);
	ck_assert_str_eq(c.article[0].text, "Two");
	ck_assert_int_eq(c.article[0].published, 1431043200);
	ck_assert_str_eq(c.article[1].text, "Three");
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].message, "empty text, only the title is compared");
	collected_release(&c);
	collect(&c, "date,month,Headline,article,PubDate,summary\n,5,H,T,2015-05-08,S\n,5,H,,,S\n");
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_str_eq(c.article[0].title, "H");
	ck_assert_str_eq(c.article[0].text, "T");
	ck_assert_int_eq(c.article[0].published, 1431043200);
	ck_assert_str_eq(c.article[1].text, "S");
	collected_release(&c);
}
END_TEST

START_TEST(leaves_prose_alone)
{
	static const char *const texts[] = {
		"Berlin, Germany\nThe text, it goes on", "Dear text, dear title\n",
		"text\none\n", "He said: text, title.\n", "a,b\n1,2\n", "title, text and more?\n1,2\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct collected c;
		collect(&c, texts[i]);
		ck_assert_uint_eq(c.articles, 1);
		ck_assert_str_eq(c.article[0].text, texts[i]);
		collected_release(&c);
	}
}
END_TEST

START_TEST(converts_and_tells_once)
{
	struct collected c;

	collect(&c, "id\ttext\n1\tplain\n2\tcaf\xe9 au lait ist gut f\xfcr mich\n"
		"3\tna\xefve \xe4\xf6\xfc und mehr davon\n4\tcaf\xc3\xa9\n");
	ck_assert_uint_eq(c.articles, 4);
	ck_assert_str_eq(c.article[1].text, "caf\xc3\xa9 au lait ist gut f\xc3\xbcr mich");
	ck_assert_str_eq(c.article[2].text, "na\xc3\xafve \xc3\xa4\xc3\xb6\xc3\xbc und mehr davon");
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_uint_eq(c.complaint[0].line, 3);
	collected_release(&c);
	collect_bytes(&c, "\xff\xfei\0d\0\t\0t\0e\0x\0t\0\n\0" "1\0\t\0\xe9\0\n", 26, NULL);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].text, "\xc3\xa9");
	collected_release(&c);
}
END_TEST

/* Found by fuzzing: two fields that are UTF-8 together, but not each. */
START_TEST(decodes_each_field)
{
	struct collected c;

	collect(&c, "id,title,text\n\xd9,\xa1" "A,t\n1,\xa1\"\"two,x\n");
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_uint_ge(c.complaints, 1);
	collected_release(&c);
}
END_TEST

START_TEST(tells_of_an_open_quote)
{
	struct collected c;

	collect(&c, "id,text\n1,a\n2,\"b\n3,c\n");
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_uint_eq(c.complaint[0].line, 3);
	ck_assert_ptr_nonnull(strstr(c.complaint[0].message, "a quote is not closed"));
	collected_release(&c);
}
END_TEST

START_TEST(bounds_a_row)
{
	const struct nd_input_options opt = { .max_record = 1000 };
	const size_t n = 300000;
	char *const table = malloc(n);
	struct collected c = { 0 };
	size_t at = (size_t)sprintf(table, "id,text\n1,a\n2,");

	memset(table + at, 'x', 2000);
	at += 2000;
	at += (size_t)sprintf(table + at, "\n3,b\n4,\"");
	for (; at < n; at++)
		table[at] = at % 50 ? 'y' : '\n';
	collect_bytes(&c, table, n, &opt);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_uint_eq(c.complaints, 2);
	ck_assert_str_eq(c.complaint[0].message, "a record of more than 1000 bytes");
	ck_assert_ptr_nonnull(strstr(c.complaint[1].message, "a field of more than 1000 bytes"));
	ck_assert_uint_eq(c.complaint[1].line, 5);
	collected_release(&c);
	free(table);
}
END_TEST

Suite *suite_input_table(void)
{
	Suite *const suite = suite_create("input/table");
	TCase *const tcase = tcase_create("table");

	tcase_add_test(tcase, reads_a_table);
	tcase_add_test(tcase, knows_its_separator);
	tcase_add_test(tcase, takes_columns_by_name);
	tcase_add_test(tcase, says_where_a_row_is_too_wide);
	tcase_add_test(tcase, takes_columns_without_a_name);
	tcase_add_test(tcase, takes_the_text_column_that_is_filled);
	tcase_add_test(tcase, leaves_prose_alone);
	tcase_add_test(tcase, converts_and_tells_once);
	tcase_add_test(tcase, decodes_each_field);
	tcase_add_test(tcase, tells_of_an_open_quote);
	tcase_add_test(tcase, bounds_a_row);
	suite_add_tcase(suite, tcase);
	return suite;
}
