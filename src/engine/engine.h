/*
 * engine.h - what is inside a struct nd_engine
 *
 * The conductor: neardup.h is implemented here by calling the stages in order.
 *
 *	engine.c	open, close and what is between them
 *	columns.c	what is known of all articles
 *	add.c		articles become documents, one by one
 *	batch.c		the same in batches, by several threads
 *	again.c		ids and shingles of those that are not kept
 *	pairs.c		documents -> candidates -> verified pairs
 *	order.c		which article comes after which
 *	lines.c		documents without the templates of their sources
 *	frames.c	templates of sources with two or three articles
 *	address.c	pairs that stand at one address
 *	events.c	the event channel's part of that
 *	views.c		articles as the event channel sees them
 *	judging.c	candidates -> probabilities
 *	group.c		compared pairs -> which article is in which story
 *	stories.c	the stories, told
 *	explain.c	two articles, looked at again
 */
#ifndef ND_ENGINE_ENGINE_H
#define ND_ENGINE_ENGINE_H

#include "base/mapped.h"
#include "base/parallel.h"
#include "base/zipped.h"
#include "engine/columns.h"
#include "engine/document.h"
#include "engine/ids.h"
#include "engine/recalled.h"
#include "lsh/bands.h"
#include "sketch/sketches.h"
#include "verify/hashset.h"

/* A pair that was compared, whatever came of it.  Places among the documents, a the earlier. */
struct nd_compared {
	uint32_t a, b;
	uint16_t relation;	/* enum nd_relation, ND_UNRELATED if none holds */
	uint16_t same_address;	/* printed at one address: see address.h */
	float event;		/* probability, -1 where the event channel did not run */
	double jaccard, containment; /* both -1 where it was not verified */
};

struct nd_events;

/* One thread's cache.  Lists lie one after the other; when there are many all are forgotten. */
struct nd_again {
	struct nd_array lists;		/* uint64_t */
	struct nd_array slots;		/* struct again_slot, by the low bits of the place */
	uint32_t round;			/* slots of another round are stale */
	struct nd_hashset later;	/* holds the article of place 'held' ... */
	uint32_t held;			/* ... or none: ND_NO_PLACE; it has so many shingles: */
	size_t n_held;
	struct nd_hashset others;	/* shingles that only the earlier article has */
	struct nd_zipper zipper;
	struct nd_array texts;		/* char: these ... */
	const struct nd_zipped *of;	/* ... or none */
	struct nd_arena loaded;		/* what nd_again_load() put into features */
	struct nd_recalled names;		/* ids that it read again */
	struct nd_error failure;	/* why an article could not be read again */
};
#define ND_AGAIN_INIT { .lists = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16), \
	.slots = ND_ARRAY_INIT(struct nd_again_slot, UINT32_MAX), .round = 1, \
	.later = ND_HASHSET_INIT, .held = ND_NO_PLACE, .others = ND_HASHSET_INIT, \
	.texts = ND_ARRAY_INIT(char, SIZE_MAX / 4), .loaded = ND_ARENA_INIT }

struct nd_again_slot {
	uint32_t place, round;
	size_t from, n;			/* in 'lists' */
};

/* Texts of several articles, zipped as one. */
struct nd_zipped {
	const void *at;
	size_t n, whole;	/* bytes, and unzipped */
};

/* The texts of an article that cannot be read again, until its templates are left out. */
struct nd_held {
	struct nd_text title, text;	/* zipped: of the text only the length */
	int state;
	const struct nd_zipped *zipped;
	size_t from;			/* where in these the text begins */
};
enum { ND_HELD_ELSEWHERE, ND_HELD_HERE, ND_HELD_ZIPPED, ND_HELD_NO_MORE };

/* Lists of documents that were made together: those up to 'end' that are in no earlier lot. */
struct nd_lot {
	struct nd_arena terms, prints;
	size_t end;			/* place */
};

struct nd_engine {
	struct nd_options opt;	/* threads resolved */
	struct nd_bands bands;
	struct nd_charmap *map;
	struct nd_minhash minhash;
	struct nd_recipe recipe;
	struct nd_workshop *workshops;	/* one a thread */
	struct nd_again *again;		/* one a thread */

	struct nd_columns columns;	/* those from 'made' on are only stored */
	size_t made;
	struct nd_sketches sketches;	/* of those made, where the text channel runs */
	struct nd_arena kept;		/* features, ids; with keep_text also titles and texts */
	struct nd_array lots;		/* struct nd_lot; documents made again are in workshops */
	int spent;			/* lists are gone: nothing can be added ... */
	enum nd_status once;		/* ... and this is what became of the comparison */
	struct nd_array pending;	/* struct nd_article: of the documents not yet made */
	struct nd_arena pending_texts;
	size_t pending_bytes;
	struct nd_ids ids;

	struct nd_templates *templates;	/* NULL: every line counts */
	size_t judged;			/* documents that were looked at for them */
	size_t masked;			/* documents that were made without them ... */
	size_t templates_known;		/* ... when so many were known */
	struct nd_array held;		/* struct nd_held, by place; may be shorter */
	struct nd_arena held_texts;
	struct nd_array maps;		/* struct nd_mapped: files with zipped texts and packed shingles */

	struct nd_array compared;	/* struct nd_compared, by (b, a) in rank order */
	struct nd_array order;		/* uint32_t: the related ones among them, best first */
	int up_to_date;			/* are they of all documents? */
	uint32_t *by_rank;		/* articles in order of time */
	uint32_t *rank;			/* of the article at a place */
	uint32_t *first;		/* by rank: rank of the earliest identical article */
	uint32_t *printings_from;	/* by rank of a first article: where in 'printings' ... */
	uint32_t *printings;		/* ... the ranks of all identical ones are, it included */
	uint32_t *story;		/* by rank: rank of the earliest article of its story; NULL:
					   nobody asked for stories yet */
	struct nd_array same_address;	/* uint64_t: see address.h */
	struct nd_array addresses;	/* uint64_t: places of articles that share one, its number below */
	struct nd_events *events;	/* NULL where the channel did not run */
	uint32_t asked_a, asked_b;	/* compared though no candidates; equal: none */
	struct nd_stats stats;

	nd_on_progress *progress;
	void *progress_ctx;
};

#define ND_MAX_ARTICLES ((size_t)UINT32_MAX - 1)

/*
 * Copies are one story, as sure as anything here is; but not a near-duplicate that
 * the event channel takes for another event: the figures of another week round the
 * same phrases, a fact box that is printed again months later.  How likely that is
 * follows from the time between.  Of corpora/reuters' near-duplicates these have an
 * event probability below one half: of 926 within two days none, of 51 within four
 * 4, of 38 within seven 14, of 171 later ones 168, nearly all of them such figures
 * and chronologies.  Within four days the channel must be surer, and is not asked
 * if most of the text is the same: of helsinki_newsday's reprints, whose every rare
 * term stands in a hundred other reports on the summit, 154 share more than .6 and
 * are below one half.  What shares less is often another item in the same
 * template (telegram_stream).
 *
 * Later than four days a text of which less than .6 is left is the next issue of
 * a serial, and no part of the story: of 26 later near-duplicates in which the
 * channel believes, 17 are such fact boxes and chronologies, which share .34 to .56, and
 * with them the longest story ran for six weeks.
 */
#define ND_COPY_PROBABILITY	0.99f
#define ND_ISSUE_HOURS		96
#define ND_OTHER_ISSUE		0.2f
#define ND_OTHER_ISSUE_LATER	0.5f
#define ND_MOST_OF_IT		0.6	/* Jaccard */

/*
 * Is a pair one story because it is a copy?  'event' is -1 without the event
 * channel, 'hours' apart -1 where a date lacks.
 */
static inline int nd_copy_holds(unsigned relation, float event, double jaccard, double hours)
{
	if (relation != ND_NEAR_DUPLICATE || event < 0)
		return relation < ND_SAME_EVENT;
	if (hours > ND_ISSUE_HOURS)
		return event >= ND_OTHER_ISSUE_LATER && jaccard >= ND_MOST_OF_IT;
	return event >= ND_OTHER_ISSUE || jaccard >= ND_MOST_OF_IT;
}

/* Probability that a pair is one story; 'hours' as above. */
static inline float nd_story_probability(unsigned relation, int copy_holds, double hours, float event)
{
	if (copy_holds)
		return event < ND_COPY_PROBABILITY ? ND_COPY_PROBABILITY : event;
	return relation == ND_NEAR_DUPLICATE && hours > ND_ISSUE_HOURS ? 0 : event;
}

/* Texts of one address are joined before all others. */
#define ND_ADDRESS_PROBABILITY	1.0f

/* The key of a pair: ranks of the earlier and the later. */
static inline uint64_t nd_pair_of_ranks(uint32_t earlier, uint32_t later)
{
	return (uint64_t)later << 32 | earlier;
}

/* Is the article of this rank the first of its text? */
static inline int nd_is_first(const struct nd_engine *engine, uint32_t rank)
{
	return engine->first[rank] == rank;
}

/* Of the article at a place, and its rank once nd_engine_compare() has put them in order. */
static inline struct nd_features *nd_features_at(const struct nd_engine *engine, size_t place)
{
	return nd_columns_features(&engine->columns, place);
}

static inline int64_t nd_published_at(const struct nd_engine *engine, size_t place)
{
	return nd_columns_published(&engine->columns, place);
}

static inline uint32_t nd_rank_at(const struct nd_engine *engine, size_t place)
{
	return engine->rank[place];
}

/* Compared pairs stand in this order: by the rank of b, then of a. */
static inline uint64_t nd_compared_key(const struct nd_engine *engine,
				       const struct nd_compared *pair)
{
	return nd_pair_of_ranks(engine->rank[pair->a], engine->rank[pair->b]);
}

/* Are lists freed once nobody needs them? */
static inline int nd_engine_spends(const struct nd_engine *engine)
{
	return engine->opt.once && !engine->opt.keep_text;
}

/* Append a lot of the lists of a workshop and of all documents made up to now.  Fails only with
 * ND_ENOMEM. */
enum nd_status nd_engine_take_lot(struct nd_engine *engine, struct nd_workshop *workshop);

/* Has nothing been freed yet?  ND_EINVAL says that no article can be added. */
enum nd_status nd_engine_check_open(const struct nd_engine *engine, struct nd_error *err);

/* Are the options in their ranges?  ND_EINVAL names the one that is not. */
enum nd_status nd_options_check(const struct nd_options *opt, struct nd_error *err);

/* Can it be taken: an id of 1 to ND_ID_MAX bytes, some text, and not too much?  ND_EINVAL says why not. */
enum nd_status nd_article_check(const struct nd_article *article, struct nd_error *err);

/* Place of the article with this id, or ND_NO_PLACE. */
uint32_t nd_engine_find(struct nd_engine *engine, struct nd_text id);

/* Tell the progress callback, if there is one. */
void nd_engine_tell(const struct nd_engine *engine, const char *stage, uint64_t done,
		    uint64_t total);

/* Make documents of all articles that are only stored.  Fails only with ND_ENOMEM. */
enum nd_status nd_engine_make_all(struct nd_engine *engine);

/* Compare all candidates, if that is not done.  Where it fails nd_again_fail() has the sentence. */
enum nd_status nd_engine_compare(struct nd_engine *engine);

/* Add the pairs of these keys, ascending, each once, to those that are compared already; the
 * keys are used up.  Fails only with ND_ENOMEM. */
enum nd_status nd_engine_admit(struct nd_engine *engine, struct nd_array *keys);

/*
 * Fill in jaccard, containment and the strongest relation of copies of a pair,
 * ND_UNRELATED where none holds; a pair whose jaccard is known stays as it is.
 * Several threads at once, each with its own 'worker'; errors as nd_again_overlap().
 */
enum nd_status nd_engine_verify(struct nd_engine *engine, unsigned worker, struct nd_compared *pair);

/* The strongest relation of copies that two texts are in; identical ones are one text already. */
enum nd_relation nd_copy_relation(const struct nd_options *opt, const struct nd_overlap *overlap);

/* The figure that decided on a pair: Jaccard, containment or probability. */
double nd_engine_score(const struct nd_compared *pair);

/* Are the two at most opt.window apart, as far as their dates are known, or of one address? */
int nd_engine_in_window(const struct nd_engine *engine, const struct nd_compared *pair);

/* The same of the two nearest articles that are identical with these two. */
int nd_engine_ever_in_window(const struct nd_engine *engine, const struct nd_compared *pair);

/* Does the pair count for the stories?  Those of relations that are not asked for do not. */
int nd_engine_links(const struct nd_engine *engine, const struct nd_compared *pair);

/* Settle which article is in which story, from all compared pairs.  Fails only with ND_ENOMEM. */
enum nd_status nd_engine_group(struct nd_engine *engine);

/* Do both, or articles identical with them, have one address? */
int nd_engine_same_url(const struct nd_engine *engine, const struct nd_compared *pair);

/* The two of a pair as a caller sees them: in order of time where both have one, else in
 * order of input.  Places. */
void nd_engine_turn(const struct nd_engine *engine, const struct nd_compared *pair, uint32_t *a,
		    uint32_t *b);

/* Fill in what a caller sees of a pair, which is verified for it if it was not: only its
 * figures are then new, not its relation.  Fails as nd_again_id(). */
enum nd_status nd_engine_show(struct nd_engine *engine, const struct nd_compared *compared,
			      struct nd_pair *pair);

#endif
