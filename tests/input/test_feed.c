/* test_feed.c - the kinds of feed, and what is wrong with them in the wild */
#include "input/collect.h"

Suite *suite_input_feed(void);

#define MAY_8 1431043200

START_TEST(reads_rss_2)
{
	struct collected c;

	collect(&c,
		"<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/"
		"1.0/modules/content/\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>\n"
		"<title>Harbour &amp; Post</title><link>https://h.example/</link>"
		"<language>en-gb</language>\n"
		"<item><title>One &amp;amp; two</title><link>/a?x=1&amp;y=2</link>"
		"<guid isPermaLink=\"false\">g1</guid><description>&amp;lt;p&amp;gt;First&amp;lt;/p"
		"&amp;gt;&amp;lt;p&amp;gt;Second&amp;lt;/p&amp;gt;</description>"
		"<pubDate>Fri, 08 May 2015 02:00:00 +0200</pubDate></item>\n"
		"<item><title><![CDATA[<b>Bold</b> title]]></title><link>https://h.example/b</link>"
		"<content:encoded><![CDATA[<p>Body <a href='x'>link</a>.</p><script>no()</script>"
		"<p>More&nbsp;text</p>]]></content:encoded><description>short</description>"
		"<media:title>no</media:title><media:description>no</media:description></item>\n"
		"<item><description>a &lt; b</description></item></channel></rss>");
	ck_assert_int_eq(c.articles, 3);
	ck_assert_int_eq(c.complaints, 0);
	ck_assert_str_eq(c.article[0].id, "g1");
	ck_assert_str_eq(c.article[0].title, "One & two");
	ck_assert_str_eq(c.article[0].text, "First\n\nSecond");
	ck_assert_str_eq(c.article[0].url, "https://h.example/a?x=1&y=2");
	ck_assert_str_eq(c.article[0].source, "Harbour & Post");
	ck_assert_str_eq(c.article[0].lang, "en-gb");
	ck_assert_int_eq(c.article[0].published, MAY_8);
	ck_assert_str_eq(c.article[1].id, "https://h.example/b");
	ck_assert_str_eq(c.article[1].title, "Bold title");
	ck_assert_str_eq(c.article[1].text, "Body link.\n\nMore text");
	ck_assert_str_eq(c.article[2].text, "a < b");
	ck_assert_ptr_nonnull(strstr(c.article[2].id, ":6"));
	collected_release(&c);
}
END_TEST

START_TEST(reads_rdf_and_old_rss)
{
	struct collected c;

	collect(&c, "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
		"xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
		"<channel rdf:about=\"https://h.example/\"><title>H</title></channel>"
		"<item rdf:about=\"https://h.example/1\"><title>T</title>"
		"<description>D</description><dc:date>2015-05-08</dc:date></item></rdf:RDF>");
	ck_assert_int_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].id, "https://h.example/1");
	ck_assert_str_eq(c.article[0].source, "H");
	ck_assert_int_eq(c.article[0].published, MAY_8);
	collected_release(&c);
	collect(&c, "<?xml version=\"1.0\" encoding=\"windows-1251\"?><!DOCTYPE rss PUBLIC "
		"\"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/"
		"formats/rss-0.91.dtd\"><rss version=\"0.91\"><channel><title>H</title>"
		"<item><title>\xcf\xf0\xe8\xe2\xe5\xf2&eacute;</title><link>https://h.example/2"
		"</link><description>D&nbsp;E</description></item></channel></rss>");
	ck_assert_int_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].title, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"
			 "\xc3\xa9");
	ck_assert_str_eq(c.article[0].text, "D E");
	collected_release(&c);
}
END_TEST

START_TEST(reads_atom)
{
	struct collected c;

	collect(&c, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\" "
		"xml:base=\"https://a.example/\"><title>Atom</title>"
		"<link rel=\"self\" href=\"https://a.example/feed\"/><link href=\"/\"/>"
		"<entry xml:base=\"/sub/\"><id>urn:1</id><title type=\"html\">A &amp;lt; B</title>"
		"<link rel=\"enclosure\" href=\"y.mp3\"/><link rel=\"alternate\" href=\"x.html\"/>"
		"<author><name>N</name></author><published>2015-05-08T00:00:00Z</published>"
		"<updated>2016-05-08T10:00:00Z</updated><summary>S</summary>"
		"<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Gr\xc3\xbc"
		"\xc3\x9f" "e &amp; mehr</p><p>Ende.</p></div></content></entry>"
		"<entry xml:lang=\"fr\"><id>urn:2</id><title>T</title>"
		"<updated>2015-05-08T00:00:00Z</updated><summary>Bonjour</summary></entry></feed>");
	ck_assert_int_eq(c.articles, 2);
	ck_assert_str_eq(c.article[0].title, "A < B");
	ck_assert_str_eq(c.article[0].text, "Gr\xc3\xbc\xc3\x9f" "e & mehr\n\nEnde.");
	ck_assert_str_eq(c.article[0].url, "https://a.example/sub/x.html");
	ck_assert_str_eq(c.article[0].lang, "de");
	ck_assert_int_eq(c.article[0].published, MAY_8);
	ck_assert_str_eq(c.article[1].lang, "fr");
	ck_assert_str_eq(c.article[1].text, "Bonjour");
	ck_assert_int_eq(c.article[1].published, MAY_8);
	collected_release(&c);
}
END_TEST

START_TEST(tells_what_is_wrong)
{
	struct collected c;

	collect(&c, "<rss><channel>\n<item><title>A</title><description>x</description>\n"
		"<item><title>B</title><description>y & z</description></item>\n"
		"<item><title>C</title><pubDate>soon</pubDate><description>w</description></item>\n"
		"<item/></channel></rss>");
	ck_assert_int_eq(c.articles, 3);	/* the first has no end tag, and none is lost */
	ck_assert_int_eq(c.complaints, 3);
	ck_assert_ptr_nonnull(strstr(c.complaint[0].message, "broken XML"));
	ck_assert_str_eq(c.complaint[1].message, "cannot read the date 'soon'");
	ck_assert_str_eq(c.complaint[2].message, "an item without text or title");
	ck_assert_int_eq(c.complaint[2].line, 5);
	collected_release(&c);
	collect(&c, "<?xml version=\"1.0\"?><urlset><url/></urlset>");
	ck_assert_str_eq(c.complaint[0].message, "XML that is no feed: it begins with 'urlset'");
	collected_release(&c);
}
END_TEST

START_TEST(expands_no_entities)
{
	struct collected c;

	collect(&c, "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"haha\">"
		"<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
		"<rss><channel><item><title>x&a;y&f;z</title></item></channel></rss>");
	ck_assert_int_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].title, "xyz");
	collected_release(&c);
	collect(&c, "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"haha\">"
		"<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">"
		"<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">"
		"]><rss><channel><item><title>x&e;</title></item></channel></rss>");
	ck_assert_int_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].title, "x");
	collected_release(&c);
}
END_TEST

Suite *suite_input_feed(void)
{
	Suite *const suite = suite_create("input/feed");
	TCase *const tcase = tcase_create("feed");

	tcase_add_test(tcase, reads_rss_2);
	tcase_add_test(tcase, reads_rdf_and_old_rss);
	tcase_add_test(tcase, reads_atom);
	tcase_add_test(tcase, tells_what_is_wrong);
	tcase_add_test(tcase, expands_no_entities);
	suite_add_tcase(suite, tcase);
	return suite;
}
