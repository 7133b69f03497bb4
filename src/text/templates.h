/*
 * templates.h - what one source prints round many articles
 *
 * Sign-up boxes, disclaimers and headlines of other stories stand in article
 * after article of one source.  They say nothing about an article, but two
 * articles that share them look alike.
 *
 * A text is taken apart into units: lines and, within lines, sentences; two units
 * are the same if their bytes are, without blanks at the ends.  The articles of a
 * source are looked at in order of time, ND_TEMPLATE_WINDOW at once; half of them are
 * those of the window before.  A unit is a template if in some window
 *
 *   - a fifth of those articles have it, or half of them where it is a line of
 *     fewer than three words and 24 bytes, and
 *   - four of the articles that have it tell different stories, and of more than
 *     eight at least every second one up to eight.
 *
 * The second keeps what is repeated for what it says: a text that was printed
 * three times, a quotation in every update of one story, the background paragraph
 * of a running one.  What an article tells is seen from its title and from its own units, those
 * that no other article of the window has: of each the longest word counts, for long
 * words are rare.  Two articles tell one story if at least two of these words, and
 * a tenth of the fewer, are the same; one with fewer than two has nothing to tell
 * and is not counted.
 *
 * Measured: 7,830 pages of 894 sources (telegram_stream) have 336 templates; of 311
 * pairs with a Jaccard index of .3 on the whole texts 88 are below it without them,
 * all of them two stories in one frame but three of a list of matches, of which each
 * day's is one line.  80 sources on one event
 * (helsinki_newsday) have 33, all of them frames; a fifth of the articles without
 * the second condition gives 217 of three words or more, most of them quotations
 * and background.  15,245 agency reports of one source have none.
 */
#ifndef ND_TEXT_TEMPLATES_H
#define ND_TEXT_TEMPLATES_H

#include "base/array.h"
#include "neardup.h"

#define ND_TEMPLATE_WINDOW	64	/* articles */
#define ND_TEMPLATE_STORIES	4
#define ND_TEMPLATE_LEAST	40	/* bytes: five or six words */

/*
 * A source with many articles is known by a sample of them: one in e, the power of two
 * for which the source has at most ND_TEMPLATE_ALL * e * e articles, so of n there are
 * about 2 to 8 sqrt(n) in the sample, at least 8.  Those are chosen by
 * a hash of their content, so that the sample, and all that is learned from it, does not
 * depend on the order in which the articles come.
 */
#define ND_TEMPLATE_ALL		16

struct nd_templates;

enum nd_unit_kind {
	ND_UNIT_TITLE,		/* of the title: tells the story, is no template */
	ND_UNIT_FRAGMENT,	/* part of a line, such as "Mr." */
	ND_UNIT_SHORT,		/* a line, but of fewer than three words and 24 bytes */
	ND_UNIT_LONG
};

#define ND_UNIT_SEARCHED 128

/* One unit of a text. */
struct nd_unit {
	uint64_t hash;		/* of its bytes */
	uint32_t word;		/* hash of the longest word of its first ND_UNIT_SEARCHED bytes */
	uint32_t from, to;	/* byte offsets into the text */
	enum nd_unit_kind kind;
};

/* Who printed it: a hash of the source or, where there is none, of the host of the
 * address; 0: nobody knows. */
uint64_t nd_template_source(struct nd_text source, struct nd_text url);

/* Append the units of a text to 'units' (struct nd_unit).  Fails only with ND_ENOMEM. */
enum nd_status nd_template_units(struct nd_array *units, struct nd_text text);

/* The same for an article that is to be learned from; those of the title follow.  They are
 * what a page with little text tells, and never the same as a unit of a text. */
enum nd_status nd_template_units_of(struct nd_array *units, struct nd_text title,
				    struct nd_text text);

/* NULL: out of memory. */
struct nd_templates *nd_templates_open(void);
void nd_templates_close(struct nd_templates *templates);	/* NULL is fine */

/*
 * Count an article of this source (not 0): is it to be learned from, as far as is known
 * by now?  'content' is any hash of the article.  -1: out of memory.
 */
int nd_templates_wants(struct nd_templates *templates, uint64_t source, uint64_t content);

/* One article in how many of the source is learned from: those whose content is divisible by
 * it.  It only grows. */
uint64_t nd_templates_every(const struct nd_templates *templates, uint64_t source);

/* Is an article of this content among one in so many, a power of two? */
static inline int nd_template_sampled(uint64_t every, uint64_t content)
{
	return (content & (every - 1)) == 0;	/* no division: it takes as long as 20 additions */
}

/* Have what is known of a source (or of none: 0) on its way to the cache. */
void nd_templates_fetch(const struct nd_templates *templates, uint64_t source);

/* Look at an article of this source that is wanted.  Fails only with ND_ENOMEM. */
enum nd_status nd_templates_learn(struct nd_templates *templates, uint64_t source,
				  int64_t published, uint64_t content, const struct nd_unit *units,
				  size_t n);

/* Are so many units held that those of further articles are better asked for again? */
int nd_templates_full(const struct nd_templates *templates);

/* As nd_templates_learn(); the units of the article at this place are asked for when it is judged. */
enum nd_status nd_templates_note(struct nd_templates *templates, uint64_t source,
				 int64_t published, uint64_t content, uint32_t place);

/* Append the units, as nd_template_units_of(), of the article at a place; 'worker' is that of
 * nd_parallel().  Anything but ND_OK ends the judging. */
typedef enum nd_status nd_units_again(void *ctx, unsigned worker, uint32_t place,
				      struct nd_array *units);

/*
 * Judge what was learned since the last time: the same for the same articles, in whatever
 * order they came.  Articles that come later are learned on top of it.  ND_ENOMEM, or what
 * 'again' gave, which may be NULL where nothing was noted.
 */
enum nd_status nd_templates_settle(struct nd_templates *templates, unsigned threads,
				   nd_units_again *again, void *ctx);

/* Forget the articles; what was found stays, and nothing more is learned. */
void nd_templates_spend(struct nd_templates *templates);

/* Has the source fewer than ND_TEMPLATE_STORIES articles, and is a line or sentence there
 * twice?  Then nothing was judged. */
int nd_templates_lacks_articles(const struct nd_templates *templates, uint64_t source);

/* A unit (its hash) that so many of so many articles have is a template, who ever found that.
 * Fails only with ND_ENOMEM. */
enum nd_status nd_templates_add(struct nd_templates *templates, uint64_t source, uint64_t unit,
				unsigned in, unsigned of);

/* How many are known. */
size_t nd_templates_count(const struct nd_templates *templates);

/* Does this source have any? */
int nd_templates_has(const struct nd_templates *templates, uint64_t source);

/* Why is this unit (its hash) a template?  It was in so many of so many articles of the source
 * that were looked at together; 0 of 0: it is none. */
void nd_templates_share(const struct nd_templates *templates, uint64_t source, uint64_t unit,
			unsigned *in, unsigned *of);

/*
 * Copy the text to 'out' (char) with blanks in place of the source's templates, so
 * that byte offsets stay, and append those units to 'left_out' (struct nd_unit)
 * unless that is NULL.  out->n is 0 where the text has none and stays as it is;
 * so it does where with 'beside' bytes of title less than ND_TEMPLATE_LEAST bytes
 * would be left: then the template is the article.  'units' is scratch.  Any
 * number of threads may do so at once.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_templates_mask(const struct nd_templates *templates, uint64_t source,
				 struct nd_text text, size_t beside, struct nd_array *units,
				 struct nd_array *out, struct nd_array *left_out);

#endif
