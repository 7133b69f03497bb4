/*
 * diff.c - the chain of passages that stand in the same order, and the others
 *
 * A passage that stands elsewhere in the other text cannot be in one diff with
 * the rest: of all chains of passages in the order of both texts the one with
 * the most text is shown, the others follow.
 */
#include "report/diff.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "report/characters.h"
#include "report/figures.h"
#include "report/paragraph.h"
#include "report/style.h"

#define PASSAGES	32	/* at most; the engine gives 20 */
#define QUOTE		600	/* bytes of a passage that are shown */
#define AROUND		160	/* bytes of a gap at either end */
#define WORD		24	/* bytes that a cut may move to hit a blank */

struct diff {
	struct nd_report *report;
	size_t columns;
	struct nd_text a, b;
	const struct nd_passage *passage[PASSAGES];	/* by their place in A */
	int in_chain[PASSAGES];
	size_t n;
};

static int compare_places(const void *x, const void *y)
{
	const struct nd_passage *const a = *(const struct nd_passage *const *)x;
	const struct nd_passage *const b = *(const struct nd_passage *const *)y;

	return (a->a_from > b->a_from) - (a->a_from < b->a_from);
}

/* Mark the chain: the most text up to each passage, then back from the best end. */
static void find_chain(struct diff *diff)
{
	size_t text[PASSAGES], best = 0;
	int before[PASSAGES];

	for (size_t i = 0; i < diff->n; i++) {
		const struct nd_passage *const one = diff->passage[i];

		text[i] = 0;
		before[i] = -1;
		for (size_t k = 0; k < i; k++) {
			if (diff->passage[k]->b_to > one->b_from ||
			    diff->passage[k]->a_to > one->a_from || text[k] <= text[i])
				continue;
			text[i] = text[k];
			before[i] = (int)k;
		}
		text[i] += one->text.len;
		if (text[i] > text[best])
			best = i;
	}
	for (int i = diff->n ? (int)best : -1; i >= 0; i = before[i])
		diff->in_chain[i] = 1;
}

static const char *style(const struct diff *diff, const char *sequence)
{
	return diff->report->opt.colour ? sequence : NULL;
}

static enum nd_status put_lines(const struct diff *diff, const char *lead, const char *sequence,
				struct nd_text text)
{
	const struct nd_paragraph paragraph = { lead, lead, style(diff, sequence), diff->columns };
	char *const shown = nd_shown(text, ND_SPACE_FOLDED);

	if (!shown)
		return ND_ENOMEM;
	if (*shown)
		nd_put_paragraph(diff->report->opt.out, &paragraph, shown);
	free(shown);
	return ND_OK;
}

/* A place near 'at', one way or the other: a blank, else where a character begins. */
static size_t boundary(struct nd_text text, size_t at, int step)
{
	size_t place = at;

	while (place > 0 && place < text.len && text.at[place] != ' ' && place + WORD > at &&
	       place < at + WORD)
		place = step > 0 ? place + 1 : place - 1;
	if (place > 0 && place < text.len && text.at[place] == ' ')
		return place;
	return nd_utf8_floor(text.at, text.len, at);
}

/* A text with its middle left out: about 'begin' bytes of it, and of the last 'end' ones. */
static enum nd_status put_cut(const struct diff *diff, const char *lead, const char *sequence,
			      struct nd_text text, size_t begin, size_t end)
{
	enum nd_status status;
	size_t from;
	char *line;
	int n;

	if (text.len <= begin + end + 2 * WORD)
		return put_lines(diff, lead, sequence, text);
	begin = boundary(text, begin, -1);
	from = boundary(text, text.len - end, 1);
	n = asprintf(&line, "%.*s \xe2\x80\xa6 %.*s", (int)begin, text.at, (int)(text.len - from),
		     text.at + from);
	if (n < 0)
		return ND_ENOMEM;
	status = put_lines(diff, lead, sequence, (struct nd_text){ line, (size_t)n });
	free(line);
	return status;
}

/* Is there more in it than white space and ASCII punctuation? */
static int says_something(struct nd_text text)
{
	for (size_t i = 0; i < text.len;) {
		const uint32_t c = nd_next_character(text, &i);

		if (!nd_character_is_space(c) && !(c < 0x80 && ispunct((int)c)))
			return 1;
	}
	return 0;
}

static struct nd_text part(struct nd_text text, size_t from, size_t to)
{
	if (to > text.len)
		to = text.len;
	if (from >= to)
		return (struct nd_text){ "", 0 };
	return (struct nd_text){ text.at + from, to - from };
}

/* What stands between two passages, or before the first or after the last one. */
static enum nd_status put_gap(const struct diff *diff, struct nd_text a, struct nd_text b,
			      int first, int last)
{
	const size_t begin = first ? 0 : AROUND, end = last ? 0 : AROUND;
	enum nd_status status = ND_OK;

	if (!says_something(a) && !says_something(b))
		return ND_OK;
	if (a.len)
		status = put_cut(diff, "  - ", ND_STYLE_RED, a, begin, end);
	if (status == ND_OK && b.len)
		status = put_cut(diff, "  + ", ND_STYLE_GREEN, b, begin, end);
	return status;
}

static enum nd_status put_passage(const struct diff *diff, const struct nd_passage *passage)
{
	char count[3][ND_FIGURE_ROOM];

	fprintf(diff->report->opt.out, "%s  @@ %s bytes, from %s in A and %s in B%s\n",
		diff->report->opt.colour ? ND_STYLE_CYAN : "",
		nd_figure_count(count[0], passage->text.len),
		nd_figure_count(count[1], passage->a_from),
		nd_figure_count(count[2], passage->b_from),
		diff->report->opt.colour ? ND_STYLE_END : "");
	return put_cut(diff, "    ", NULL, passage->text, QUOTE / 2, QUOTE / 2);
}

static enum nd_status put_chain(const struct diff *diff)
{
	enum nd_status status = ND_OK;
	size_t at_a = 0, at_b = 0;
	int first = 1;

	for (size_t i = 0; status == ND_OK && i < diff->n; i++) {
		const struct nd_passage *const passage = diff->passage[i];

		if (!diff->in_chain[i])
			continue;
		status = put_gap(diff, part(diff->a, at_a, passage->a_from),
				 part(diff->b, at_b, passage->b_from), first, 0);
		if (status == ND_OK)
			status = put_passage(diff, passage);
		at_a = passage->a_to;
		at_b = passage->b_to;
		first = 0;
	}
	if (status == ND_OK)
		status = put_gap(diff, part(diff->a, at_a, diff->a.len),
				 part(diff->b, at_b, diff->b.len), 0, 1);
	return status;
}

enum nd_status nd_put_diff(struct nd_report *report, const struct nd_explanation *why,
			   struct nd_text a_text, struct nd_text b_text, size_t columns)
{
	struct diff diff = { .report = report, .columns = columns, .a = a_text, .b = b_text };
	enum nd_status status;
	int others = 0;

	diff.n = why->n_passages < PASSAGES ? why->n_passages : PASSAGES;
	for (size_t i = 0; i < diff.n; i++)
		diff.passage[i] = &why->passages[i];
	qsort(diff.passage, diff.n, sizeof(*diff.passage), compare_places);
	find_chain(&diff);
	status = put_chain(&diff);
	for (size_t i = 0; status == ND_OK && i < diff.n; i++) {
		if (diff.in_chain[i])
			continue;
		if (!others++)
			fputs("  in another place of the other text:\n", report->opt.out);
		status = put_passage(&diff, diff.passage[i]);
	}
	return status;
}
