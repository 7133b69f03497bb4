/* story_list.c - a story is a <details>: closed it is a headline, open it is a list */
#include "report/story_list.h"

#include <math.h>
#include <string.h>

#include "report/figures.h"
#include "report/format.h"
#include "report/markup.h"

#define SOURCES 4	/* named in the line below a headline */
#define LOOK_AT 40	/* articles that are looked at for them */

struct writer {
	const struct nd_coverage *coverage;
	const struct nd_story *story;
	const struct nd_story_page_options *opt;
	FILE *out;
};

static struct nd_page_article article_at(const struct writer *w, size_t index)
{
	struct nd_page_article article = { .published = ND_NO_TIME };

	w->opt->article(w->opt->ctx, index, &article);
	return article;
}

/* Who published it: the source as it is named, else the host of the address. */
static struct nd_text publisher(const struct nd_page_article *article)
{
	return article->source.len ? article->source : nd_markup_host(article->url);
}

static void put_title(FILE *out, const struct nd_page_article *article)
{
	const struct nd_text title = article->title.len ? article->title :
				     article->text.len ? article->text : article->id;

	nd_markup_bdi(out, title, ND_MARKUP_TITLE);
}

/* "within 40 minutes", "within 5 hours", "over 3 days" */
static void put_span(FILE *out, int64_t first, int64_t last)
{
	const double seconds = (double)last - (double)first;
	char figure[ND_FIGURE_ROOM];

	if (seconds <= 0)
		return;
	if (seconds < 90 * 60)
		fprintf(out, ", within %s minutes",
			nd_figure_count(figure, (uint64_t)ceil(seconds / 60)));
	else if (seconds < 36 * 3600)
		fprintf(out, ", within %s hours",
			nd_figure_count(figure, (uint64_t)ceil(seconds / 3600)));
	else
		fprintf(out, ", over %s days",
			nd_figure_count(figure, (uint64_t)ceil(seconds / 86400)));
}

static int same_text(struct nd_text a, struct nd_text b)
{
	return a.len == b.len && (!a.len || !memcmp(a.at, b.at, a.len));
}

/* The first few publishers by time, and how many more there are among those looked at. */
static void put_publishers(const struct writer *w)
{
	struct nd_text seen[LOOK_AT];
	size_t n = 0;

	for (size_t i = 0; i < w->story->members && i < LOOK_AT; i++) {
		const struct nd_page_article article =
			article_at(w, nd_story_member(w->coverage, w->story, i)->article);
		const struct nd_text name = publisher(&article);
		size_t at = 0;

		while (at < n && !same_text(seen[at], name))
			at++;
		if (at == n && name.len)
			seen[n++] = name;
	}
	if (!n)
		return;
	fputs("<span class=\"sources\">", w->out);
	for (size_t i = 0; i < n && i < SOURCES; i++) {
		fputs(i ? ", " : "", w->out);
		nd_markup_bdi(w->out, seen[i], ND_MARKUP_ID);
	}
	if (n > SOURCES)
		fprintf(w->out, " and %zu%s more", n - SOURCES,
			w->story->members > LOOK_AT ? " or" : "");
	fputs("</span>", w->out);
}

static size_t copies_of(const struct writer *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->story->members; i++) {
		const struct nd_covered *const member = nd_story_member(w->coverage, w->story, i);
		const struct nd_pair *const pairs = w->coverage->pairs.items;

		n += member->follows != ND_NOBODY && pairs[member->pair].relation < ND_SAME_EVENT;
	}
	return n;
}

static void put_dates(const struct writer *w, int64_t first, int64_t last)
{
	fputs("<p class=\"facts\"><span class=\"date\">", w->out);
	nd_markup_time(w->out, first);
	if (first != ND_NO_TIME)
		put_span(w->out, first, last);
	fputs("</span>", w->out);
}

/* A story: how many articles, the headline that stands for it, what else is known. */
static void put_summary(const struct writer *w)
{
	const struct nd_story *const story = w->story;
	const struct nd_page_article head = article_at(w, story->representative);
	char count[ND_FIGURE_ROOM], figure[ND_FIGURE_ROOM];
	const size_t copies = copies_of(w);

	fprintf(w->out, "<summary><span class=\"size\">%s</span><h3>",
		nd_figure_count(count, story->members));
	put_title(w->out, &head);
	fputs("</h3>", w->out);
	put_dates(w, story->first, story->last);
	put_publishers(w);
	if (copies)
		fprintf(w->out, "<span class=\"copies\">%s %s</span>",
			nd_figure_count(count, copies), copies == 1 ? "copy" : "copies");
	if (story->confidence >= 0)
		fprintf(w->out, "<span class=\"confidence\">confidence %s</span>",
			nd_figure_fixed(figure, story->confidence, 2));
	fputs("</p></summary>\n", w->out);
}

/* A pair for itself: its score, both headlines. */
static void put_pair_summary(const struct writer *w, int64_t first, int64_t last)
{
	const struct nd_pair *const pair = nd_story_pair(w->coverage, w->story, 0);
	const struct nd_page_article a = article_at(w, pair->a_index);
	const struct nd_page_article b = article_at(w, pair->b_index);
	char figure[ND_FIGURE_ROOM];

	fprintf(w->out, "<summary><span class=\"size\">%s</span><h3>",
		nd_figure_fixed(figure, pair->score, 2));
	put_title(w->out, &a);
	fputs("<br>", w->out);
	put_title(w->out, &b);
	fputs("</h3>", w->out);
	put_dates(w, first, last);
	put_publishers(w);
	fprintf(w->out, "<span class=\"link %s\">%s</span></p></summary>\n",
		nd_relation_label(pair->relation), nd_relation_label(pair->relation));
}

/* How article i relates to the one that it follows: "near-duplicate of 1". */
static const char *verb(const struct writer *w, enum nd_relation relation, size_t i, size_t to)
{
	switch (relation) {
	case ND_IDENTICAL:	return "identical to";
	case ND_NEAR_DUPLICATE:	return "near-duplicate of";
	case ND_CONTAINED:	break;
	case ND_UNRELATED:	return "not reported with";
	default:		return "same event as";
	}
	return article_at(w, nd_story_member(w->coverage, w->story, i)->article).text.len >
	       article_at(w, nd_story_member(w->coverage, w->story, to)->article).text.len ?
	       "contains" : "contained in";
}

static void put_link(const struct writer *w, size_t i)
{
	const struct nd_covered *const member = nd_story_member(w->coverage, w->story, i);
	const struct nd_pair *const pair =
		(const struct nd_pair *)w->coverage->pairs.items + member->pair;
	char score[ND_FIGURE_ROOM];

	if (member->follows == ND_NOBODY) {
		fprintf(w->out, "<span class=\"link\">%s</span>",
			i ? "supported by the story as a whole" :
			article_at(w, member->article).published == ND_NO_TIME ? "date not known" :
			"first to publish");
		return;
	}
	fprintf(w->out, "<span class=\"link %s\" data-to=\"%u\">%s %u <b>%s</b></span>",
		nd_relation_label(pair->relation), (unsigned)member->follows,
		verb(w, pair->relation, i, member->follows), (unsigned)member->follows + 1,
		nd_figure_fixed(score, pair->score, 2));
}

static void put_member(const struct writer *w, size_t i)
{
	const struct nd_covered *const member = nd_story_member(w->coverage, w->story, i);
	const struct nd_page_article article = article_at(w, member->article);
	const struct nd_text name = publisher(&article);

	fprintf(w->out, "<li data-i=\"%u\"><p class=\"by\">", (unsigned)member->article);
	nd_markup_time(w->out, article.published);
	if (name.len) {
		fputs(" <span class=\"source\">", w->out);
		nd_markup_bdi(w->out, name, ND_MARKUP_ID);
		fputs("</span>", w->out);
	}
	fputs("</p><h4>", w->out);
	if (nd_markup_is_link(article.url)) {
		fputs("<a rel=\"noreferrer\" href=\"", w->out);
		nd_markup_line(w->out, article.url, article.url.len);
		fputs("\">", w->out);
		put_title(w->out, &article);
		fputs("</a>", w->out);
	} else {
		put_title(w->out, &article);
	}
	fputs("</h4><p class=\"how\">", w->out);
	put_link(w, i);
	fputs(" <span class=\"id\">", w->out);
	nd_markup_bdi(w->out, article.id, ND_MARKUP_ID);
	fputs("</span></p>", w->out);
	if (article.note.len) {
		fputs("<p class=\"note\">", w->out);
		nd_markup_bdi(w->out, article.note, ND_MARKUP_ID);
		fputs("</p>", w->out);
	}
	fputs("</li>\n", w->out);
}

static void put_members(const struct writer *w)
{
	const size_t n = w->story->members;
	const size_t shown = n < ND_PAGE_MEMBERS ? n : ND_PAGE_MEMBERS;
	char count[ND_FIGURE_ROOM];

	fputs("<ol>\n", w->out);
	for (size_t i = 0; i < shown; i++)
		put_member(w, i);
	fputs("</ol>\n", w->out);
	if (n > shown)
		fprintf(w->out, "<p class=\"left-out\">The %s later articles of this story are not "
			"listed.</p>\n", nd_figure_count(count, n - shown));
}

void nd_put_story(const struct nd_coverage *coverage, const struct nd_story *story,
		  const struct nd_story_page_options *opt)
{
	const struct writer w = { coverage, story, opt, opt->out };
	int64_t first = story->first, last = story->last;
	char figure[ND_FIGURE_ROOM];

	if (story->across) {
		first = article_at(&w, nd_story_member(coverage, story, 0)->article).published;
		last = article_at(&w, nd_story_member(coverage, story, 1)->article).published;
	}
	fprintf(w.out, "<details class=\"story%s\" id=\"s-%s\" data-size=\"%zu\" data-sure=\"%s\"",
		story->across ? " across" : "", story->id, story->members,
		story->confidence < 0 ? "0" : nd_figure_fixed(figure, story->confidence, 4));
	if (first != ND_NO_TIME)
		fprintf(w.out, " data-first=\"%lld\" data-last=\"%lld\"", (long long)first,
			(long long)last);
	fprintf(w.out, " data-copies=\"%zu\">\n", copies_of(&w));
	if (story->across)
		put_pair_summary(&w, first, last);
	else
		put_summary(&w);
	put_members(&w);
	fputs("</details>\n", w.out);
}
