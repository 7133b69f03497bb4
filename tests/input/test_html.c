/* test_html.c - fields and text of pages; the figures of extraction are in test_pages.c */
#include "input/collect.h"
#include "input/page.h"

Suite *suite_input_html(void);

static const char page[] =
	"<!DOCTYPE html><html lang=\"en_GB\"><head><title>Ferry sinks off Ithaca - Harbour Post"
	"</title><meta property=\"og:site_name\" content=\"Harbour Post\">"
	"<link rel=canonical href=\"https://h.example/ferry\"><script type=\"application/ld+json\">"
	"{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebPage\",\"name\":\"x\"},"
	"{\"@type\":[\"NewsArticle\"],\"headline\":\"Ferry sinks &amp; burns\noff Ithaca\","
	"\"datePublished\":\"2015-05-08\",\"publisher\":{\"name\":\"Harbour Post Ltd\"}}]}</script>"
	"</head><body class=\"has-sidebar\"><header><h1 class=logo><a href=\"/\">Harbour Post</a>"
	"</h1><nav><ul><li><a href=a>Home</a><li><a href=b>World</a></ul></nav></header>"
	"<div id=cookie-banner><p>We and our 812 partners use cookies to store and access "
	"information on your device, to make our site better for you and others. Accept?</p></div>"
	"<article><h1>Ferry sinks &amp; burns off Ithaca</h1><p class=standfirst>Two hundred people "
	"are rescued after a fire broke out below deck of the old ship.</p><div class=byline>By "
	"Anna Smith, 3 min read</div><div class=text><p>ATHENS (HP) - A ferry with 212 people on "
	"board sank off the Greek island of Ithaca on Monday, the coast guard said, after a fire in "
	"the engine room.</p><p>\"We all got off.\"</p><div class=\"ad-slot\"><p>Advertisement</p>"
	"</div><h2>What we know</h2><p>Nobody was killed, officials told reporters in Patras, but "
	"eleven were taken to hospital with smoke in their lungs, and two are in intensive care."
	"</p><p><a href=r>Read more: The old ferries of Greece</a></p></div></article><aside><h3>"
	"Most read</h3><p>A long teaser about another story that has nothing to do with this one "
	"but goes on and on for quite some time indeed.</p></aside><footer>Copyright 2026 Harbour "
	"Post. All rights reserved.</footer></body></html>";

START_TEST(reads_a_page)
{
	struct collected c;

	collect(&c, page);
	ck_assert_int_eq(c.articles, 1);
	ck_assert_int_eq(c.complaints, 0);
	ck_assert_str_eq(c.article[0].title, "Ferry sinks & burns off Ithaca");
	ck_assert_str_eq(c.article[0].date, "2015-05-08");
	ck_assert_int_eq(c.article[0].published, 1431043200);
	ck_assert_str_eq(c.article[0].url, "https://h.example/ferry");
	ck_assert_str_eq(c.article[0].source, "Harbour Post Ltd");
	ck_assert_str_eq(c.article[0].lang, "en-GB");
	ck_assert_str_eq(c.article[0].text,
		"Two hundred people are rescued after a fire broke out below deck of the old ship."
		"\n\nATHENS (HP) - A ferry with 212 people on board sank off the Greek island of "
		"Ithaca on Monday, the coast guard said, after a fire in the engine room.\n\n"
		"\"We all got off.\"\n\nWhat we know\n\nNobody was killed, officials told "
		"reporters in Patras, but eleven were taken to hospital with smoke in their lungs, "
		"and two are in intensive care.");
	collected_release(&c);
}
END_TEST

#define PROSE "The mayor of the town said on Monday that the old bridge would be closed for " \
	"repairs until the end of the year, because its piers had moved in the flood."

/* Where a field comes from when the better sources lack. */
static const struct { const char *head, *title, *date, *url, *source, *lang; } sources[] = {
	{ "<title>Bridge closed until the new year | The Town Crier</title>",
	  "Bridge closed until the new year", "", "", "", "" },
	{ "<title>x</title><meta name='twitter:title' content='Bridge &amp; road'>"
	  "<meta itemprop=datePublished content='2015-05-08T10:00:00Z'>"
	  "<meta property='og:url' content='https://a.example/1'>"
	  "<meta property='og:locale' content='pt_BR'>",
	  "Bridge & road", "2015-05-08T10:00:00Z", "https://a.example/1", "a.example", "pt-BR" },
	{ "<title>x</title><meta name=date content='nonsense'><meta name='DC.date' "
	  "content='2015-05-09'><meta property='article:published_time' content='2015-05-08'>",
	  "x", "2015-05-08", "", "", "" },
	{ "<script type='application/ld+json'>not json</script><script type="
	  "'application/ld+json'>[{\"@type\":\"BlogPosting\",\"headline\":\"B\",\"url\":"
	  "\"https://www.b.example/x\",\"inLanguage\":\"nl\"}]</script>",
	  "B", "", "https://www.b.example/x", "b.example", "nl" },
};

START_TEST(asks_one_source_after_the_other)
{
	char bytes[2048];
	struct collected c;

	snprintf(bytes, sizeof(bytes), "<html><head>%s</head><body><p>%s</p><p>%s</p></body></html>",
		 sources[_i].head, PROSE, PROSE);
	collect(&c, bytes);
	ck_assert_int_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].title, sources[_i].title);
	ck_assert_str_eq(c.article[0].date, sources[_i].date);
	ck_assert_str_eq(c.article[0].url, sources[_i].url);
	ck_assert_str_eq(c.article[0].source, sources[_i].source);
	ck_assert_str_eq(c.article[0].lang, sources[_i].lang);
	collected_release(&c);
}
END_TEST

START_TEST(believes_the_body_that_is_said)
{
	struct collected c;

	collect(&c, "<html><script type='application/ld+json'>{\"@type\":\"NewsArticle\","
		"\"headline\":\"Bridge\",\"articleBody\":\"" PROSE " " PROSE "\"}</script>"
		"<body><div class=x><p>Subscribe to read on.</p></div></body></html>");
	ck_assert_int_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].text, PROSE " " PROSE);
	collected_release(&c);
}
END_TEST

START_TEST(tells_of_pages_without_an_article)
{
	struct collected c;

	collect(&c, "<html><title>Index</title><ul><li><a href=1>One</a><li><a href=2>Two</a></ul>");
	ck_assert_int_eq(c.articles, 0);
	ck_assert_str_eq(c.complaint[0].message, "no text of an article on this page");
	collected_release(&c);
}
END_TEST

/* libxml2 would stop there, or look for UTF-32 in the first bytes. */
START_TEST(takes_nul_for_a_blank)
{
	static const char bytes[] = "<p>caf\xc3\xa9\0noir <\0\0\0b> " PROSE "</p>";
	struct collected c = { 0 };

	collect_bytes(&c, bytes, sizeof(bytes) - 1, NULL);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_ptr_eq(strstr(c.article[0].text, "caf\xc3\xa9 noir"), c.article[0].text);
	ck_assert_ptr_nonnull(strstr(c.article[0].text, "in the flood."));
	collected_release(&c);
}
END_TEST

/* A page of 'n' times 'piece' does not hurt, and is told where it is cut. */
static void read_many(const char *piece, size_t n, const char *cut)
{
	const size_t len = strlen(piece);
	char *const bytes = malloc(n * len + 200);
	struct collected c = { 0 };
	size_t at = (size_t)sprintf(bytes, "<html><p>%s", PROSE);

	for (size_t i = 0; i < n; i++, at += len)
		memcpy(bytes + at, piece, len);
	collect_bytes(&c, bytes, at, NULL);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_int_eq(c.articles, 1);
	ck_assert_int_eq(c.complaints, cut != NULL);
	if (cut)
		ck_assert_ptr_nonnull(strstr(c.complaint[0].message, cut));
	collected_release(&c);
	free(bytes);
}

START_TEST(bears_hostile_pages)
{
	read_many("<div>", 100000, "512 deep");
	read_many("<b>", 100000, "512 deep");
	read_many("<p>x</p>", 1100000, "a million elements");
	read_many("</i>", 100000, NULL);
	read_many("<a href=x>", 20000, NULL);
	read_many("&#xe4;", 100000, NULL);
	read_many("<td>", 100000, NULL);
	read_many("<div class=author>", 400, NULL);
}
END_TEST

START_TEST(counts_words)
{
	static const struct { const char *text; uint32_t words; } texts[] = {
		{ "", 0 }, { " a  b ", 2 }, { "caf\xc3\xa9 noir", 2 },
		{ "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\xe6\xb0\x91", 2 },	/* four characters */
		{ "\xd0\x9f\xd1\x80 \xd0\xb8", 2 },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct nd_text text = { texts[i].text, strlen(texts[i].text) };
		ck_assert_uint_eq(nd_count_words(text), texts[i].words);
	}
}
END_TEST

START_TEST(knows_what_classes_say)
{
	ck_assert_uint_eq(nd_hints("main-nav"), ND_HINT_AWAY);
	ck_assert_uint_eq(nd_hints("mainNav open"), ND_HINT_AWAY);
	ck_assert_uint_eq(nd_hints("navy blue"), 0);
	ck_assert_uint_eq(nd_hints("articleBody"), ND_HINT_BODY);
	ck_assert_uint_eq(nd_hints("c-story__byline"), ND_HINT_ABOUT);
	ck_assert_uint_eq(nd_hints("related_7 author"), ND_HINT_AWAY | ND_HINT_ABOUT);
	ck_assert_uint_eq(nd_hints("averyveryverylongwordthatisnone"), 0);
	ck_assert_uint_eq(nd_hints(""), 0);
}
END_TEST

Suite *suite_input_html(void)
{
	Suite *const suite = suite_create("input/html");
	TCase *const tcase = tcase_create("html");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, reads_a_page);
	tcase_add_loop_test(tcase, asks_one_source_after_the_other, 0, COUNT(sources));
	tcase_add_test(tcase, believes_the_body_that_is_said);
	tcase_add_test(tcase, tells_of_pages_without_an_article);
	tcase_add_test(tcase, takes_nul_for_a_blank);
	tcase_add_test(tcase, bears_hostile_pages);
	tcase_add_test(tcase, counts_words);
	tcase_add_test(tcase, knows_what_classes_say);
	suite_add_tcase(suite, tcase);
	return suite;
}
