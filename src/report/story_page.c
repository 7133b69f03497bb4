/*
 * story_page.c - the report from its head to its end; what it leaves out is counted here
 */
#include "report/story_page.h"

#include <stdlib.h>

#include "report/figures.h"
#include "report/html_page.h"
#include "report/markup.h"
#include "report/packed.h"
#include "report/story_data.h"
#include "report/story_list.h"

/*
 * Bytes of JSON that are packed together.  On 15,245 articles: stories one by
 * one take 21.8 MB, chunks of 64 KB 19.3 MB, of 128 KB 18.8 MB; a browser
 * unpacks 64 KB in a millisecond.
 */
#define CHUNK ((size_t)64 << 10)

struct nd_story_page {
	const struct nd_coverage *coverage;
	struct nd_story_page_options opt;
	size_t data;		/* characters of packed data so far */
	/* the chunk that was begun: stories [first, story] as JSON, in memory */
	size_t first, story;
	FILE *begun;		/* NULL: none */
	char *bytes;
	size_t n;
	struct nd_json json;
};

size_t nd_story_page_stories(const struct nd_story_page *page)
{
	const struct nd_coverage *const coverage = page->coverage;

	return coverage->n_stories <= ND_PAGE_STORIES ? coverage->stories.n : ND_PAGE_STORIES;
}

int nd_story_page_has_room(const struct nd_story_page *page)
{
	return page->data < ND_PAGE_DATA;
}

static enum nd_status settle(const struct nd_story_page *page, enum nd_status status)
{
	return status == ND_OK && ferror(page->opt.out) ? ND_EIO : status;
}

/* Without a script they can do nothing, so they are hidden until it shows them. */
static const char controls[] =
	"<form id=\"controls\" role=\"search\" hidden>\n"
	"<label class=\"search\"><span>Search</span><input type=\"search\" id=\"search\" "
	"placeholder=\"headline, source or id\" autocomplete=\"off\" spellcheck=\"false\"></label>\n"
	"<label><span>Source</span><select id=\"source\"><option value=\"\">all</option></select></label>\n"
	"<label><span>Show</span><select id=\"kind\"><option value=\"\">all stories</option>"
	"<option value=\"copies\">with copies</option>"
	"<option value=\"words\">only in different words</option>"
	"<option value=\"across\">copies across stories</option></select></label>\n"
	"<label><span>Sort by</span><select id=\"sort\"><option value=\"size\">size</option>"
	"<option value=\"new\">newest</option><option value=\"old\">oldest</option>"
	"<option value=\"sure\">most certain</option><option value=\"unsure\">least certain</option>"
	"</select></label>\n"
	"<output id=\"shown\" for=\"search source kind sort\"></output>\n"
	"</form>\n"
	"<details id=\"sources\" hidden><summary>Sources: who was first, who copied whom</summary></details>\n";

static const char keys[] =
	"<p id=\"keys\" hidden><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> next and previous story "
	"<kbd>Enter</kbd> open it <kbd>c</kbd> compare <kbd>n</kbd> <kbd>p</kbd> next and previous "
	"passage <kbd>\xe2\x86\x90</kbd> <kbd>\xe2\x86\x92</kbd> other pairs <kbd>Esc</kbd> back</p>\n";

static uint64_t articles_in_stories(const struct nd_coverage *coverage)
{
	uint64_t n = 0;

	for (size_t i = 0; i < coverage->n_stories; i++)
		n += nd_story_at(coverage, i)->members;
	return n;
}

static void put_count(FILE *out, uint64_t n, const char *one, const char *many)
{
	char count[ND_FIGURE_ROOM];

	fprintf(out, "<b>%s</b> %s", nd_figure_count(count, n), n == 1 ? one : many);
}

static void put_masthead(const struct nd_story_page *page)
{
	const struct nd_coverage *const coverage = page->coverage;
	const uint64_t together = articles_in_stories(coverage);
	FILE *const out = page->opt.out;

	fputs("<header class=\"masthead\">\n<p class=\"kicker\">neardup</p>\n<h1>", out);
	nd_markup_bdi(out, page->opt.title, ND_MARKUP_TITLE);
	fputs("</h1>\n<p class=\"dek\">", out);
	put_count(out, together, "article", "articles");
	fputs(together == 1 ? " belongs to " : " belong to ", out);
	put_count(out, coverage->n_stories, "story", "stories");
	fputs("; ", out);
	put_count(out, page->opt.articles - together,
		  coverage->small ? "is in a smaller one or stands alone" : "stands alone",
		  coverage->small ? "are in smaller ones or stand alone" : "stand alone");
	fputs(".</p>\n<div id=\"when\"></div>\n</header>\n", out);
}

static void put_list(const struct nd_story_page *page, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		nd_put_story(page->coverage, nd_story_at(page->coverage, i), &page->opt);
}

static void put_across(const struct nd_story_page *page, size_t to)
{
	const struct nd_coverage *const coverage = page->coverage;
	FILE *const out = page->opt.out;
	char count[ND_FIGURE_ROOM];

	fputs("<section id=\"across\"><h2>Copies across stories</h2>\n"
	      "<p>These articles share most of their text, but the rest of the coverage "
	      "puts them into different stories.</p>\n", out);
	put_list(page, coverage->n_stories, to);
	if (coverage->across_left_out)
		fprintf(out, "<p class=\"left-out\">%s more such pairs are not listed.</p>\n",
			nd_figure_count(count, coverage->across_left_out));
	fputs("</section>\n", out);
}

static void put_stories(const struct nd_story_page *page)
{
	const struct nd_coverage *const coverage = page->coverage;
	const size_t listed = coverage->n_stories < ND_PAGE_STORIES ? coverage->n_stories
								    : ND_PAGE_STORIES;
	const size_t n = nd_story_page_stories(page);
	FILE *const out = page->opt.out;
	char count[ND_FIGURE_ROOM];

	fputs(controls, out);
	fputs("<section id=\"stories\" aria-label=\"Stories\">\n", out);
	put_list(page, 0, listed);
	if (!coverage->n_stories)
		fputs("<p class=\"none\">No article belongs to another one.</p>\n", out);
	fputs("</section>\n", out);
	if (listed < coverage->n_stories)
		fprintf(out, "<p class=\"left-out\">The %s smallest stories are not listed.</p>\n",
			nd_figure_count(count, coverage->n_stories - listed));
	if (n > coverage->n_stories)
		put_across(page, n);
}

static void put_sections(const struct nd_story_page *page)
{
	FILE *const out = page->opt.out;

	for (size_t i = 0; i < page->opt.n_sections; i++) {
		const struct nd_story_section *const section = &page->opt.sections[i];

		fputs("<section class=\"list\"><h2>", out);
		nd_markup_string(out, section->heading);
		fputs("</h2>\n<p>", out);
		nd_markup_string(out, section->says);
		fputs("</p>\n", out);
		put_list(page, section->from, section->to);
		if (section->from == section->to)
			fputs("<p class=\"none\">There are none.</p>\n", out);
		fputs("</section>\n", out);
	}
}

static void put_footer(const struct nd_story_page *page)
{
	FILE *const out = page->opt.out;

	fputs("<footer>\n", out);
	fputs(keys, out);
	fputs("<p>A score is the share of text that two articles have in common (copies), or the "
	      "probability that they report the same event. A story\xe2\x80\x99s confidence is the "
	      "mean probability that its members report one event. Times are UTC.</p>\n<p>", out);
	nd_markup_string(out, page->opt.settings);
	fputs("</p>\n<noscript><p>Texts, shared passages and filters need JavaScript; the lists do "
	      "not.</p></noscript>\n</footer>\n", out);
}

enum nd_status nd_story_page_open(struct nd_story_page **out, const struct nd_coverage *coverage,
				  const struct nd_story_page_options *opt)
{
	struct nd_story_page *const page = calloc(1, sizeof(*page));
	enum nd_status status;

	*out = NULL;
	if (!page)
		return ND_ENOMEM;
	page->coverage = coverage;
	page->opt = *opt;
	nd_page_begin(opt->out, opt->title, &nd_report_css, &nd_report_js);
	if (opt->put_head)
		opt->put_head(opt->ctx, opt->out);
	else
		put_masthead(page);
	fputs("<main>\n", opt->out);
	if (opt->sections)
		put_sections(page);
	else
		put_stories(page);
	fputs("</main>\n", opt->out);
	put_footer(page);
	nd_page_script(opt->out, &nd_report_js);
	status = settle(page, ND_OK);
	if (status == ND_OK)
		*out = page;
	else
		free(page);
	return status;
}

static struct nd_page_article article_at(const struct nd_story_page *page, size_t index)
{
	struct nd_page_article article = { .published = ND_NO_TIME };

	page->opt.article(page->opt.ctx, index, &article);
	return article;
}

static enum nd_status begin_chunk(struct nd_story_page *page, size_t story)
{
	page->first = story;
	page->begun = open_memstream(&page->bytes, &page->n);
	page->json = (struct nd_json)ND_JSON_INIT(page->begun);
	if (!page->begun)
		return ND_ENOMEM;
	nd_json_begin(&page->json, '[');
	return ND_OK;
}

enum nd_status nd_story_page_begin(struct nd_story_page *page, size_t i)
{
	const struct nd_story *const story = nd_story_at(page->coverage, i);
	const size_t n = story->members < ND_PAGE_MEMBERS ? story->members : ND_PAGE_MEMBERS;

	page->story = i;
	if (!page->begun && begin_chunk(page, i) != ND_OK)
		return ND_ENOMEM;
	nd_json_begin(&page->json, '{');
	nd_json_key(&page->json, "articles");
	nd_json_begin(&page->json, '[');
	for (size_t k = 0; k < n; k++) {
		const size_t index = nd_story_member(page->coverage, story, k)->article;
		const struct nd_page_article article = article_at(page, index);

		nd_put_article_data(&page->json, index, &article);
	}
	nd_json_end(&page->json, ']');
	nd_json_key(&page->json, "pairs");
	nd_json_begin(&page->json, '[');
	return ND_OK;
}

enum nd_status nd_story_page_pair(struct nd_story_page *page, const struct nd_pair *pair,
				  const struct nd_explanation *why)
{
	const struct nd_page_article a = article_at(page, pair->a_index);
	const struct nd_page_article b = article_at(page, pair->b_index);

	nd_put_pair_data(&page->json, pair, why, a.text, b.text);
	return ND_OK;
}

/* Close the JSON in memory; ND_ENOMEM if it did not all fit. */
static enum nd_status close_begun(struct nd_story_page *page)
{
	const int failed = page->begun && fclose(page->begun);

	page->begun = NULL;
	return failed ? ND_ENOMEM : ND_OK;
}

/* Write the chunk that was begun, if any: an element that names its stories. */
static enum nd_status put_chunk(struct nd_story_page *page)
{
	FILE *const out = page->opt.out;
	enum nd_status status;
	size_t written = 0;

	if (!page->begun)
		return ND_OK;
	nd_json_end(&page->json, ']');
	status = close_begun(page);
	if (status == ND_OK) {
		fputs("<script type=\"application/octet-stream\" data-of=\"", out);
		for (size_t i = page->first; i <= page->story; i++)
			fprintf(out, "%s%s", i > page->first ? " " : "",
				nd_story_at(page->coverage, i)->id);
		fputs("\">", out);
		status = nd_put_packed(out, page->bytes, page->n, &written);
		fputs("</script>\n", out);
	}
	page->data += written;
	free(page->bytes);
	page->bytes = NULL;
	return settle(page, status);
}

enum nd_status nd_story_page_end(struct nd_story_page *page)
{
	nd_json_end(&page->json, ']');
	nd_json_end(&page->json, '}');
	fflush(page->begun);	/* so that 'n' is what was written */
	return page->n < CHUNK ? ND_OK : put_chunk(page);
}

enum nd_status nd_story_page_close(struct nd_story_page *page)
{
	enum nd_status status;

	if (!page)
		return ND_OK;
	status = put_chunk(page);
	nd_page_end(page->opt.out);
	fflush(page->opt.out);
	status = settle(page, status);
	free(page);
	return status;
}
