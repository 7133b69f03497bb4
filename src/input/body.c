/*
 * body.c - judge the blocks, find the element, gather the text
 */
#include "input/body.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "input/ascii.h"

/* Per node and block, for one page. */
struct body {
	const struct nd_page *page;
	uint32_t headline;
	unsigned char *away;	/* by node: it and all in it stand beside the article */
	unsigned char *table;	/* by node: in a table of data, with a header */
	float *score;		/* by node: words of prose, less for what is deeper in it */
	unsigned char *prose;	/* by block: the tree says so, and it is not away */
	unsigned char *taken;	/* by block: the article */
	size_t words;		/* of prose */
};

/*
 * What an element hands on to the one that it is in.  Mean F1 on tests/data/pages:
 * .976 at 0.4 and 0.5 (a body in parts loses some), .992 at 0.6, .987 at 0.7,
 * .970 at 0.8, .877 at 1 (comments and teasers are taken along).
 */
#define HANDED_ON 0.6f

static float link_density(const struct nd_page_block *block)
{
	return block->letters ? (float)block->linked / (float)block->letters : 0;
}

static const struct nd_page_block *block_at(const struct body *body, size_t i)
{
	static const struct nd_page_block none;

	return i < body->page->blocks.n ? nd_page_block(body->page, i) : &none;
}

/* Kohlschütter, Fankhauser, Nejdl 2010, algorithm 2, constants and all. */
static int is_prose(const struct nd_page_block *before, const struct nd_page_block *block,
		    const struct nd_page_block *after)
{
	if (link_density(block) > 0.333333f)
		return 0;
	if (link_density(before) > 0.555556f)
		return block->words > 40 || after->words > 17;
	return block->words > 16 || after->words > 15 || before->words > 4;
}

static int is_in(uint32_t block, const struct nd_page_node *node)
{
	return block >= node->blocks && block < node->blocks_end;
}

/* Has it more than so many words? */
static int has_words(const struct body *body, const struct nd_page_node *node, size_t most)
{
	size_t words = 0;

	for (uint32_t i = node->blocks; i < node->blocks_end && words <= most; i++)
		words += block_at(body, i)->words;
	return words > most;
}

#define ABOUT_WORDS 60	/* a byline or caption is not longer; what is carries the name by chance */

/* Does the element stand beside the article?  What holds the headline does not. */
static int stands_away(const struct body *body, const struct nd_page_node *node, int in_article)
{
	const unsigned which = node->tag->which;
	int away = (node->tag->flags & ND_TAG_AWAY) || (node->hints & ND_HINT_AWAY) ||
		   (which == ND_TAG_FOOTER) || (which == ND_TAG_HEADER && !in_article);

	if (which == ND_TAG_BODY || which == ND_TAG_HTML || which == ND_TAG_MAIN ||
	    (node->hints & ND_HINT_BODY) || is_in(body->headline, node))
		return 0;
	if ((node->hints & ND_HINT_ABOUT) || (node->tag->flags & ND_TAG_CAPTION))
		away |= !has_words(body, node, ABOUT_WORDS);
	return away;
}

/* Tables with a header cell hold data; those without are mostly layout. */
static void find_tables(struct body *body)
{
	const struct nd_page *const page = body->page;

	for (uint32_t i = 1; i < page->nodes.n; i++) {
		uint32_t table = i;
		if (nd_page_node(page, i)->tag->which != ND_TAG_TH)
			continue;
		while (table && nd_page_node(page, table)->tag->which != ND_TAG_TABLE)
			table = nd_page_node(page, table)->parent;
		body->table[table] = table != 0;
	}
	for (uint32_t i = 1; i < page->nodes.n; i++)
		body->table[i] |= body->table[nd_page_node(page, i)->parent];
}

static void find_away(struct body *body)
{
	const struct nd_page *const page = body->page;
	uint32_t article_end = 0;

	for (uint32_t i = 1; i < page->nodes.n; i++) {
		const struct nd_page_node *const node = nd_page_node(page, i);
		const unsigned which = node->tag->which;

		body->away[i] = body->away[node->parent] ||
				stands_away(body, node, i < article_end);
		if ((which == ND_TAG_ARTICLE || which == ND_TAG_MAIN) && node->end > article_end)
			article_end = node->end;
	}
}

static void judge(struct body *body)
{
	for (uint32_t i = 0; i < body->page->blocks.n; i++) {
		const struct nd_page_block *const block = block_at(body, i);
		const struct nd_page_node *const node = nd_page_node(body->page, block->node);

		if (i == body->headline || body->away[block->node] ||
		    (node->tag->flags & ND_TAG_HEADING))
			continue;
		body->prose[i] = (unsigned char)is_prose(block_at(body, (size_t)i - 1), block,
							 block_at(body, i + 1));
		body->words += body->prose[i] ? block->words : 0;
	}
}

/* Where a template puts a text: what kind of element it is in, and what that one is in. */
static uint64_t place_of(const struct body *body, uint32_t block)
{
	const struct nd_page_node *const node =
		nd_page_node(body->page, block_at(body, block)->node);

	return nd_mix((uint64_t)node->kind << 32 | nd_page_node(body->page, node->parent)->kind);
}

#define PLACES 64	/* that are told apart; of more the later ones do not count */

struct place {
	uint64_t name;
	size_t words;		/* of prose */
};

/*
 * The place of the article's paragraphs: that of most prose, or one that comes
 * before it, behind the headline, with at least LIKE_MOST of that.  Where a
 * thread of comments is longer than the article, the article still comes first.
 */
#define LIKE_MOST 0.5f	/* 0.1 to 0.8 make no difference above .0005 of F1 */
static uint64_t find_place(const struct body *body)
{
	struct place places[PLACES];
	size_t n = 0, most = 0, i;

	for (uint32_t k = body->headline == ND_NO_BLOCK ? 0 : body->headline + 1;
	     k < body->page->blocks.n; k++) {
		const uint64_t name = place_of(body, k);
		if (!body->prose[k])
			continue;
		for (i = 0; i < n && places[i].name != name; i++)
			;
		if (i == PLACES)
			continue;
		if (i == n)
			places[n++] = (struct place){ name, 0 };
		places[i].words += block_at(body, k)->words;
		most = places[i].words > most ? places[i].words : most;
	}
	for (i = 0; i < n; i++)
		if ((float)places[i].words >= LIKE_MOST * (float)most)
			return places[i].name;
	return 0;
}

/* Is it an element that holds paragraphs, rather than one? */
static int holds(const struct nd_page_node *node)
{
	return node->blocks_end - node->blocks > 1;
}

/* What a block's words weigh: little before the headline, and less in another place than most. */
static float weight_of(const struct body *body, uint32_t block, uint64_t place)
{
	if (body->headline != ND_NO_BLOCK && block < body->headline)
		return 0.2f;
	return place_of(body, block) == place ? 1 : 0.5f;
}

static void add_up(struct body *body)
{
	const struct nd_page *const page = body->page;
	const uint64_t place = find_place(body);

	for (uint32_t i = 0; i < page->blocks.n; i++) {
		uint32_t node = block_at(body, i)->node;
		if (!body->prose[i])
			continue;
		while (node && !holds(nd_page_node(page, node)))
			node = nd_page_node(page, node)->parent;
		body->score[node] += weight_of(body, i, place) * (float)block_at(body, i)->words;
	}
	/* children come after their parents; cells of one row have little to do with another */
	for (uint32_t i = (uint32_t)page->nodes.n - 1; i > 0; i--) {
		const struct nd_page_node *const node = nd_page_node(page, i);
		const int is_cell = (node->tag->flags & ND_TAG_CELL) != 0;
		body->score[node->parent] += (is_cell ? HANDED_ON / 2 : HANDED_ON) * body->score[i];
	}
}

/* The element with the article's text. */
static uint32_t find_body(const struct body *body)
{
	const struct nd_page *const page = body->page;
	uint32_t best = 0;

	for (uint32_t i = 1; i < page->nodes.n; i++)
		if (body->score[i] > body->score[best])
			best = i;
	for (uint32_t i = 1; i < page->nodes.n; i++) {
		const struct nd_page_node *const node = nd_page_node(page, i);
		/* the page says that this is it, and it is not just a part */
		if ((node->hints & ND_HINT_BODY) && !body->away[i] &&
		    has_words(body, node, body->words * 2 / 5))
			return i;
	}
	return best;
}

static int ends_sentence(struct nd_text text)
{
	static const char *const ends[] = {
		".", "!", "?", "\"", "\xe2\x80\x9d", "\xc2\xbb", "\xe2\x80\xa6", "\xe3\x80\x82",
		"\xef\xbc\x81", "\xef\xbc\x9f", "\xe3\x80\x8d", "\xe0\xa5\xa4", "\xd8\x9f", ":",
		"\xe2\x80\x9c", "\xe2\x80\x99", ")",
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const size_t len = strlen(ends[i]);
		if (text.len >= len && !memcmp(text.at + text.len - len, ends[i], len))
			return 1;
	}
	return 0;
}

/* "(c) 2026 The Harbour Post. All rights reserved." */
static int is_notice(const struct body *body, uint32_t i)
{
	const struct nd_text text = nd_page_text(body->page, block_at(body, i));

	return text.len > 2 && (!memcmp(text.at, "\xc2\xa9", 2) ||
				(text.len > 9 && !strncasecmp(text.at, "copyright", 9)));
}

/* Within the body: is it text, by itself?  Headings are settled later. */
static int is_text(const struct body *body, uint32_t i)
{
	const struct nd_page_block *const block = block_at(body, i);
	const unsigned flags = nd_page_node(body->page, block->node)->tag->flags;
	const float links = link_density(block);

	if (i == body->headline || body->away[block->node] || (flags & ND_TAG_HEADING) ||
	    is_notice(body, i))
		return 0;
	if ((flags & ND_TAG_CELL) && body->table[block->node])
		return links < 0.5f;
	if (links > 0.333333f)	/* a sentence about what it links to may be mostly link */
		return links < 0.8f && block->words >= 15 &&
		       ends_sentence(nd_page_text(body->page, block));
	if (body->prose[i] && block->words > 4)
		return 1;
	return block->words > 4 || (block->words > 0 && !(flags & ND_TAG_CELL) &&
				    ends_sentence(nd_page_text(body->page, block)));
}

static void take_in(struct body *body, const struct nd_page_node *node)
{
	for (uint32_t i = node->blocks; i < node->blocks_end; i++)
		body->taken[i] |= (unsigned char)is_text(body, i);
}

static int has_prose(const struct body *body, const struct nd_page_node *node)
{
	for (uint32_t i = node->blocks; i < node->blocks_end; i++)
		if (body->prose[i])
			return 1;
	return 0;
}

/* Do two elements play the same part in a template?  Without a class nobody knows. */
static int is_like(const struct nd_page *page, uint32_t a, uint32_t b)
{
	return nd_page_node(page, a)->kind == nd_page_node(page, b)->kind &&
	       nd_page_node(page, a)->has_class;
}

/*
 * Parts of a body that is split: elements like it that hold prose, beside it or
 * each in an element like the one that it is in.
 */
static void take_parts(struct body *body, uint32_t best)
{
	const struct nd_page *const page = body->page;
	const uint32_t parent = nd_page_node(page, best)->parent;
	const uint32_t wrapped = nd_page_node(page, parent)->has_class
				 ? nd_page_node(page, parent)->parent : parent;

	for (uint32_t i = wrapped + 1; i < nd_page_node(page, wrapped)->end; i++) {
		const uint32_t own = nd_page_node(page, i)->parent;
		if (i != best && is_like(page, i, best) && !body->away[i] &&
		    has_prose(body, nd_page_node(page, i)) &&
		    (own == parent || is_like(page, own, parent)))
			take_in(body, nd_page_node(page, i));
	}
}

static int is_ancestor(const struct nd_page *page, uint32_t node, uint32_t of)
{
	return node <= of && of < nd_page_node(page, node)->end;
}

/*
 * Prose right behind the body, in an element that the body is in too: an end
 * tag too many has thrown it out.
 */
static void take_stray(struct body *body, uint32_t best)
{
	const struct nd_page *const page = body->page;
	const struct nd_page_node *const node = nd_page_node(page, best);
	unsigned gap = 0;

	for (uint32_t i = node->blocks_end; i < page->blocks.n && gap < 3; i++) {
		const struct nd_page_block *const block = block_at(body, i);
		const uint32_t parent = nd_page_node(page, block->node)->parent;
		if (nd_page_node(page, block->node)->tag->flags & ND_TAG_HEADING)
			return;
		if (body->prose[i] && !is_notice(body, i) &&
		    (is_ancestor(page, block->node, best) ||
		     (nd_page_node(page, block->node)->tag->which == ND_TAG_P &&
		      is_ancestor(page, parent, best)))) {
			body->taken[i] = 1;
			gap = 0;
		} else {
			gap++;
		}
	}
}

#define STANDFIRST_WORDS 8

/* Between headline and body: the standfirst. */
static void take_standfirst(struct body *body, const struct nd_page_node *node)
{
	const struct nd_page *const page = body->page;

	if (body->headline == ND_NO_BLOCK || body->headline >= node->blocks)
		return;
	for (uint32_t i = body->headline + 1; i < node->blocks; i++) {
		const struct nd_page_block *const block = block_at(body, i);
		body->taken[i] |= !body->away[block->node] && link_density(block) < 0.2f &&
				  block->words >= STANDFIRST_WORDS &&
				  !(nd_page_node(page, block->node)->tag->flags & ND_TAG_CELL);
	}
}

/* A subheading belongs to the text where text follows it and stood before it. */
static void take_headings(struct body *body, const struct nd_page_node *node)
{
	uint32_t last = node->blocks;	/* behind the last block of text */

	for (uint32_t i = node->blocks; i < node->blocks_end; i++)
		if (body->taken[i])
			last = i + 1;
	for (uint32_t i = node->blocks; i < last; i++) {
		const struct nd_page_block *const block = block_at(body, i);
		const unsigned flags = nd_page_node(body->page, block->node)->tag->flags;
		if (!(flags & ND_TAG_HEADING) || body->away[block->node] || i == body->headline ||
		    link_density(block) > 0.5f)
			continue;
		body->taken[i] = body->taken[i + 1] || (i + 2 < last && body->taken[i + 2]);
	}
}

#define SHORT_WORDS 8

/* A quarter digits or more: "18:22, 3 Feb 2026, updated 19:05" */
static int is_dates(struct nd_text text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++)
		digits += text.at[i] >= '0' && text.at[i] <= '9';
	return digits * 4 >= text.len;
}

/* A line at either end that is no sentence: a date, a byline, a credit. */
static int is_fringe(const struct body *body, uint32_t i)
{
	const struct nd_page_block *const block = block_at(body, i);
	const struct nd_text text = nd_page_text(body->page, block);
	const size_t most = memchr(text.at, '|', text.len) ? 2 * SHORT_WORDS : SHORT_WORDS;

	return (block->words <= most || is_dates(text)) && !ends_sentence(text);
}

static void trim_ends(struct body *body)
{
	uint32_t from = 0, to = (uint32_t)body->page->blocks.n;

	for (; from < to && (!body->taken[from] || is_fringe(body, from)); from++)
		body->taken[from] = 0;
	for (; to > from && (!body->taken[to - 1] || is_fringe(body, to - 1)); to--)
		body->taken[to - 1] = 0;
}

static void choose(struct body *body)
{
	const uint32_t best = find_body(body);
	const struct nd_page_node *const node = nd_page_node(body->page, best);

	take_in(body, node);
	take_parts(body, best);
	take_stray(body, best);
	take_standfirst(body, node);
	trim_ends(body);
	take_headings(body, node);
}

/* Append 'text' without white space, in lower case as far as it is ASCII; at most n letters. */
static int append_letters(struct nd_array *out, struct nd_text text, size_t n)
{
	char *const to = nd_array_reserve(out, text.len);

	if (!to)
		return 0;
	for (size_t i = 0, k = 0; i < text.len && k < n; i++)
		if (!nd_ascii_blank(text.at[i])) {
			to[k++] = nd_ascii_lower(text.at[i]);
			out->n++;
		}
	return 1;
}

#define SAID_LEAST 200			/* letters of an articleBody that is more than a summary */
#define SAID_MOST ((size_t)1 << 20)	/* bytes */
#define PREFIX 64			/* letters by which a block is found in it */
#define EFFORT ((size_t)64 << 20)	/* bytes that are searched for one page */

/* Take the blocks that stand in 'letters', in order; returns how many letters they have. */
static size_t take_found(struct body *body, struct nd_text letters, struct nd_array *prefix)
{
	size_t at = 0, found = 0, effort = 0;

	for (uint32_t i = 0; i < body->page->blocks.n && effort < EFFORT; i++) {
		const struct nd_page_block *const block = block_at(body, i);
		const char *place;
		prefix->n = 0;
		if (block->words < 2 || i == body->headline ||
		    !append_letters(prefix, nd_page_text(body->page, block), PREFIX))
			continue;
		effort += letters.len - at;
		place = memmem(letters.at + at, letters.len - at, prefix->items, prefix->n);
		if (!place || block->letters > letters.len - (size_t)(place - letters.at))
			continue;
		body->taken[i] = 1;
		found += block->letters;
		at = (size_t)(place - letters.at) + block->letters;
	}
	return found;
}

/* The blocks that the page itself says are the article, where they are most of what it says. */
static int take_said(struct body *body, struct nd_text said)
{
	struct nd_array letters = ND_ARRAY_INIT(char, SAID_MOST);
	struct nd_array prefix = ND_ARRAY_INIT(char, SIZE_MAX / 2);
	int good = 0;

	if (append_letters(&letters, said, SIZE_MAX) && letters.n >= SAID_LEAST) {
		const struct nd_text text = { letters.items, letters.n };
		good = take_found(body, text, &prefix) * 5 >= letters.n * 4;
	}
	if (!good)
		memset(body->taken, 0, body->page->blocks.n);
	nd_array_release(&letters);
	nd_array_release(&prefix);
	return good;
}

static int put(struct nd_array *out, const char *between, struct nd_text text)
{
	return (!out->n || nd_array_append(out, between, strlen(between))) &&
	       nd_array_append(out, text.at, text.len);
}

static enum nd_status gather(const struct body *body, struct nd_array *out)
{
	const struct nd_page *const page = body->page;
	uint32_t row = UINT32_MAX;	/* node of the last cell's row */

	for (uint32_t i = 0; i < page->blocks.n; i++) {
		const struct nd_page_node *const node = nd_page_node(page, block_at(body, i)->node);
		const unsigned flags = node->tag->flags;
		const char *between = flags & (ND_TAG_ITEM | ND_TAG_CELL) ? "\n" : "\n\n";

		if (!body->taken[i])
			continue;
		if ((flags & ND_TAG_CELL) && node->parent == row)
			between = "\t";
		row = flags & ND_TAG_CELL ? node->parent : UINT32_MAX;
		if (!put(out, between, nd_page_text(page, block_at(body, i))))
			return ND_ENOMEM;
	}
	return ND_OK;
}

static int allocate(struct body *body)
{
	const size_t nodes = body->page->nodes.n, blocks = body->page->blocks.n + 2;

	body->away = nd_calloc(nodes, 1);
	body->table = nd_calloc(nodes, 1);
	body->score = nd_calloc(nodes, sizeof(*body->score));
	body->prose = nd_calloc(blocks, 1);
	body->taken = nd_calloc(blocks, 1);
	return body->away && body->table && body->score && body->prose && body->taken;
}

enum nd_status nd_body(const struct nd_page *page, uint32_t headline, struct nd_text said,
		       struct nd_array *out)
{
	struct body body = { .page = page, .headline = headline };
	enum nd_status status = ND_ENOMEM;

	out->n = 0;
	if (allocate(&body)) {
		find_away(&body);
		find_tables(&body);
		judge(&body);
		add_up(&body);
		if (!take_said(&body, said))
			choose(&body);
		status = gather(&body, out);
	}
	free(body.away);
	free(body.table);
	free(body.score);
	free(body.prose);
	free(body.taken);
	return status;
}

enum nd_status nd_body_all(const struct nd_page *page, struct nd_array *out)
{
	struct body body = { .page = page, .taken = nd_calloc(page->blocks.n + 1, 1) };
	enum nd_status status = ND_ENOMEM;

	out->n = 0;
	if (body.taken) {
		memset(body.taken, 1, page->blocks.n);
		status = gather(&body, out);
	}
	free(body.taken);
	return status;
}
