/* headline.c - titles compared, the one on the page found, the site's name taken off */
#include "input/headline.h"

#include <string.h>

#include "input/ascii.h"
#include "input/entities.h"

/* Bytes of the character that UTF-8 starts with. */
static size_t first_length(const char *at)
{
	const unsigned char c = (unsigned char)*at;

	return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

#define LONGEST_TITLE ((size_t)1024)	/* bytes */

int nd_same_title(struct nd_text a, struct nd_text b)
{
	char letters[2][LONGEST_TITLE];
	struct nd_text text[2] = { a, b };
	size_t n[2] = { 0, 0 };

	for (int k = 0; k < 2; k++) {
		if (text[k].len > LONGEST_TITLE)
			return 0;
		for (size_t i = 0; i < text[k].len; i++)
			if (!nd_ascii_blank(text[k].at[i]))
				letters[k][n[k]++] = nd_ascii_lower(text[k].at[i]);
	}
	if (n[0] < 8 || n[1] < 8 || n[0] > 3 * n[1] || n[1] > 3 * n[0])
		return 0;
	/* the first letter may be a capital in one of them, in any script */
	const size_t first[2] = { first_length(letters[0]), first_length(letters[1]) };
	return memmem(letters[0], n[0], letters[1] + first[1], n[1] - first[1]) ||
	       memmem(letters[1], n[1], letters[0] + first[0], n[0] - first[0]);
}

static int is_heading(const struct nd_page *page, uint32_t block)
{
	const struct nd_page_node *const node =
		nd_page_node(page, nd_page_block(page, block)->node);

	return (node->tag->flags & ND_TAG_HEADING) != 0;
}

static int is_h1(const struct nd_page *page, uint32_t block)
{
	const struct nd_page_node *node = nd_page_node(page, nd_page_block(page, block)->node);

	return node->tag->which == ND_TAG_H1 ||
	       nd_page_node(page, node->parent)->tag->which == ND_TAG_H1;
}

/* A byline may follow the headline behind a line break. */
static struct nd_text first_line(struct nd_text text)
{
	const char *const newline = memchr(text.at, '\n', text.len);

	return (struct nd_text){ text.at, newline ? (size_t)(newline - text.at) : text.len };
}

/* Heading or not, is it what 'name' calls the article? */
static int is_called(const struct nd_page *page, uint32_t block, struct nd_text name,
		     struct nd_text site)
{
	const struct nd_text text = nd_page_text(page, nd_page_block(page, block));

	return (is_heading(page, block) || is_h1(page, block)) && nd_same_title(text, name) &&
	       !nd_same_title(text, site);
}

uint32_t nd_headline_find(const struct nd_page *page, const struct nd_json_ld *ld)
{
	const struct nd_text names[] = {
		ld->headline, page->facts[ND_FACT_OG_TITLE], page->facts[ND_FACT_TITLE],
	};
	const struct nd_text site = page->facts[ND_FACT_SITE].len ? page->facts[ND_FACT_SITE]
								  : ld->publisher;
	uint32_t best = ND_NO_BLOCK;

	for (size_t k = 0; k < sizeof(names) / sizeof(*names) && best == ND_NO_BLOCK; k++)
		for (uint32_t i = 0; names[k].len && i < page->blocks.n; i++)
			if (is_called(page, i, names[k], site) &&
			    (best == ND_NO_BLOCK || nd_page_block(page, i)->letters >
						    nd_page_block(page, best)->letters))
				best = i;
	/* no heading at all: a line in bold, say */
	for (uint32_t i = 0; best == ND_NO_BLOCK && i < page->blocks.n; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++)
			if (nd_page_block(page, i)->words > 3 && nd_same_title(names[k],
			    first_line(nd_page_text(page, nd_page_block(page, i)))))
				best = i;
	for (uint32_t i = 0; best == ND_NO_BLOCK && i < page->blocks.n; i++)
		if (is_h1(page, i) && nd_page_block(page, i)->words > 2)
			best = i;
	return best;
}

/* What stands before the last " - ", " | " and the like, which joins the site's name. */
static struct nd_text without_site(struct nd_text title, struct nd_text site)
{
	static const char *const joints[] = { " | ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
					      " :: ", " \xc2\xbb ", " \xc2\xb7 ", "_" };
	size_t cut = 0, behind = 0;

	for (size_t i = 1; i < title.len; i++)
		for (size_t k = 0; k < sizeof(joints) / sizeof(*joints); k++) {
			const size_t len = strlen(joints[k]);
			if (i + len < title.len && !memcmp(title.at + i, joints[k], len)) {
				cut = i;
				behind = i + len;
			}
		}
	if (cut) {
		const struct nd_text head = { title.at, cut };
		const struct nd_text tail = { title.at + behind, title.len - behind };
		if (nd_same_title(tail, site) ||
		    (nd_count_words(tail) <= 4 && nd_count_words(head) >= 4))
			return nd_ascii_trim(head);
	}
	return title;
}

struct nd_text nd_headline_title(struct nd_page *page, const struct nd_json_ld *ld,
				   uint32_t headline)
{
	const struct nd_text site = page->facts[ND_FACT_SITE];
	const struct nd_text og = page->facts[ND_FACT_OG_TITLE];
	const struct nd_text on_page = headline == ND_NO_BLOCK ? (struct nd_text){ "", 0 } :
				       first_line(nd_page_text(page, nd_page_block(page, headline)));

	if (on_page.len && (nd_same_title(on_page, ld->headline) || nd_same_title(on_page, og) ||
			    nd_same_title(on_page, page->facts[ND_FACT_TITLE])))
		return on_page;
	if (ld->headline.len)
		return nd_plain(nd_ascii_trim(ld->headline), &page->arena);
	if (og.len)
		return nd_plain(without_site(og, site), &page->arena);
	if (page->facts[ND_FACT_TITLE].len)
		return without_site(page->facts[ND_FACT_TITLE], site);
	return on_page;
}
