/*
 * neardup.h - find the copies and the reports of one event in a pile of news
 *
 * An engine takes articles one at a time, keeps a small sketch of each, and
 * tells which pairs are copies of each other, which report the same event in
 * different words, and which stories they form:
 *
 *	struct nd_options opt = ND_OPTIONS_INIT;
 *	struct nd_engine *engine;
 *	struct nd_error err;
 *
 *	if (nd_engine_open(&engine, &opt, &err) != ND_OK)
 *		die(err.message);
 *	while (next_article(&article))
 *		nd_engine_add(engine, &article, &err);
 *	nd_engine_pairs(engine, print_pair, NULL, &err);
 *	nd_engine_close(engine);
 *
 * What holds for every function below:
 *
 *   Text       is UTF-8: a pointer and a length in bytes, no terminator.  The
 *              library copies whatever it keeps.  Bytes that are not UTF-8
 *              count as a space; they never make a call fail.
 *   Ownership  you close what you open.  Pointers given to a callback are good
 *              until the callback returns.
 *   Errors     ND_OK or a negative enum nd_status, and a sentence in 'err',
 *              which may be NULL.  Nothing prints, nothing exits, and a call
 *              that fails leaves its handle as it was.
 *   Threads    no global state.  Different engines may run at once; one engine
 *              is used by one thread at a time.  A call may use several threads
 *              of its own (nd_options.threads), never to run a callback but
 *              nd_options.reread.  Batches are filled by any thread.
 *   Results    the same articles in the same order under the same options give
 *              the same answer on every machine, for any number of threads.
 *   Limits     4,294,967,295 articles an engine, ND_TEXT_MAX bytes of text an
 *              article, ND_ID_MAX bytes an id.
 */
#ifndef NEARDUP_H
#define NEARDUP_H

#include <stddef.h>
#include <stdint.h>

#ifndef ND_API
# if defined(__GNUC__)
#  define ND_API __attribute__((visibility("default")))
# else
#  define ND_API
# endif
#endif
#ifdef __cplusplus
extern "C" {
#endif

#define ND_VERSION_STRING "0.1.0"

#define ND_TEXT_MAX	((size_t)64 << 20)	/* bytes: title and text together */
#define ND_ID_MAX	((size_t)4096)		/* bytes */
#define ND_NO_TIME	INT64_MIN		/* an article without a date */

enum nd_status {
	ND_OK		=  0,
	ND_ENOMEM	= -1,	/* out of memory */
	ND_EINVAL	= -2,	/* an option or argument is out of range */
	ND_EIO		= -3,	/* the system refused a read or a write */
	ND_EFORMAT	= -4,	/* the bytes are not what they claim to be */
	ND_EEXIST	= -5,	/* an article with this id is there already */
	ND_ENOENT	= -6,	/* no article has this id */
	ND_ESTOPPED	= -7,	/* your callback asked to stop */
	ND_EVERSION	= -8,	/* a store of another format, model or set of parameters */
	ND_EBUSY	= -9,	/* another process is writing to the store */
};

struct nd_error {
	enum nd_status status;
	char message[512];	/* one line, lower case, no full stop */
};

struct nd_text {
	const char *at;
	size_t len;
};

struct nd_article {
	struct nd_text id;	/* yours, 1 to ND_ID_MAX bytes; comes back in results */
	struct nd_text title;	/* may be empty */
	struct nd_text text;	/* may be empty if there is a title */
	int64_t published;	/* seconds since 1970 UTC, or ND_NO_TIME */
	struct nd_text source, url; /* who printed it and where; may be empty */
	int again;		/* nd_options.reread can give it once more */
};

/*
 * Give the article at 'index' (position among those added) once more, the same
 * bytes: call fn(fn_ctx, article) once and return what it returns.  This is the
 * one callback that several threads may be in at once: 'worker' is below
 * nd_options.threads, and calls with the same one follow each other.  Failures:
 * any status but ND_OK, with a sentence in err.
 *
 * With it the engine keeps 200 bytes of an article that says 'again' instead of
 * some 5,000, as long as the event channel does not run: of the few that have a
 * candidate for a copy the shingles and the id are found anew.  Where that channel
 * runs it saves the shingles, which are found anew once for all articles with a
 * likely pair, and the text, which is else held until templates are known.
 */
typedef enum nd_status nd_on_article(void *ctx, const struct nd_article *article);
typedef enum nd_status nd_reread(void *ctx, unsigned worker, size_t index, nd_on_article *fn,
				 void *fn_ctx, struct nd_error *err);

/* From the strongest to the weakest: a pair carries the strongest that holds. */
enum nd_relation {
	ND_IDENTICAL,		/* the same words in the same order */
	ND_NEAR_DUPLICATE,	/* Jaccard of the shingles >= threshold */
	ND_CONTAINED,		/* containment in the shorter >= containment */
	ND_SAME_EVENT,		/* event probability >= event_threshold */
	ND_RELATIONS,		/* how many there are */
	ND_UNRELATED = ND_RELATIONS
};
#define ND_RELATION_BIT(r)	(1u << (r))
#define ND_ALL_RELATIONS	((1u << ND_RELATIONS) - 1)

/* Which member of a story stands for it. */
enum nd_keep { ND_KEEP_FIRST, ND_KEEP_LONGEST, ND_KEEP_LATEST };

/*
 * Start from ND_OPTIONS_INIT and change what you need.  The defaults and the
 * measurements behind them:
 *
 *   threshold .3	copies in news are edited, cut and re-headed.  Of 682 pairs
 *			above .3 in three hand-labelled sets 658 were one story; of
 *			1,329 pairs of daily columns that share a template 1 was
 *			above .3, none above .4.
 *   containment .7	none of those 1,329 columns is above .6.
 *   num_perm 128	the fewest multiple of 64 whose bands reach the recall at
 *			the threshold: 49 bands of 2 rows.
 *   event_threshold .5	the probability is calibrated: more likely than not.
 */
struct nd_options {
	size_t size;		/* sizeof(struct nd_options); lets us add fields */
	double threshold;	/* Jaccard of a near-duplicate, 0.05-1, default .3 */
	double recall;		/* of pairs at the threshold, .5-.9999, default .99 */
	double containment;	/* of the shorter in the longer, .3-1, default .7 */
	double event_threshold;	/* probability of a same-event pair, 0-1, default .5 */
	uint32_t relations;	/* ND_RELATION_BITs wanted, default all; a channel
				   that none of them needs does not run */
	uint32_t ngram_size;	/* tokens a shingle, 1-16; 0, the default, is 3 words,
				   or 5 characters in scripts without spaces */
	uint32_t num_perm;	/* slots of a text sketch, 16-1024, default 128 */
	int64_t window;		/* seconds between two reports of one event, at most;
				   0, the default, is no limit */
	uint64_t seed;		/* of the hash family, default 1 */
	uint32_t threads;	/* 1-256; 0, the default, is one a processor */
	enum nd_keep keep;	/* the representative, default ND_KEEP_FIRST */
	int keep_text;		/* keep the texts, which nd_engine_explain() needs;
				   default 0 */
	const struct nd_background *background; /* how common words are in news; has to
				   outlive the engine.  NULL: what is built in */
	nd_reread *reread;	/* asks for an article once more; default NULL */
	void *reread_ctx;
	uint32_t least_story;	/* members of a story that is worth telling, default 1 */
	int keep_templates;	/* let lines count that one source prints round many of its
				   articles; default 0: they weigh nothing */
	int keep_strangers;	/* nd_engine_compared() tells all candidates, also the 7 of 10
				   that have no chance to be one event; default 0 */
	int once;		/* without keep_text: what nobody needs any more is freed while articles
				   are compared, and none can be added afterwards; default 0 */
};
#define ND_OPTIONS_INIT \
	{ sizeof(struct nd_options), 0.3, 0.99, 0.7, 0.5, ND_ALL_RELATIONS, \
	  0, 128, 0, 1, 0, ND_KEEP_FIRST, 0, NULL, NULL, NULL, 1, 0, 0, 0 }

/* A verified pair.  'a' is the earlier: by date if both have one, else by order. */
struct nd_pair {
	struct nd_text a, b;	/* ids */
	size_t a_index, b_index; /* position among the articles added, from 0 */
	enum nd_relation relation;
	double score;		/* 0-1, the figure that decided */
	double jaccard;		/* 0-1, exact, of the sets of shingles */
	double containment;	/* 0-1, exact, of the shorter in the longer */
	double event;		/* 0-1, or -1 where the event channel did not run */
	double hours_apart;	/* >= 0, or -1 where a date lacks */
	int same_url;		/* both, or articles identical with them, are printed at one
				   address (nd_url_canonical()): where they are no copies, that
				   makes them the same event with a score of 1 */
};

struct nd_member {
	struct nd_text id;
	size_t index;		/* position among the articles added */
	struct nd_text to;	/* the member that relation and score speak of: the
				   representative where that pair was verified, else
				   the one with the strongest pair; empty for the
				   representative itself */
	enum nd_relation relation; /* ND_RELATIONS for the representative */
	double score;		/* 0-1; 1 for the representative */
	int same_url;		/* as of that pair */
};

/* Members by time, then by order of input. */
struct nd_cluster {
	const char *id;		/* 16 hexadecimal digits: a hash of the id of the
				   earliest member, so that it outlives later ones */
	const struct nd_member *members;
	size_t size;		/* >= 1 */
	size_t representative;	/* index into members */
	int64_t first, last;	/* ND_NO_TIME where no member has a date */
};

/* A term that both articles carry. */
struct nd_shared_term {
	struct nd_text term;	/* as folded: a word, or two with a space between */
	double weight;		/* share of all that the two have in common, 0-1 */
};

/* A passage that both texts carry: byte offsets [from, to) into each text. */
struct nd_passage {
	struct nd_text text;	/* as it stands in a */
	size_t a_from, a_to, b_from, b_to;
};

/* One figure that was looked at, and a sentence on what it says. */
struct nd_measure {
	const char *name;	/* static: "jaccard" */
	double value;
	const char *says;	/* "1.8 % of all 3-word shingles stand in both" */
};

/* A line or sentence that weighed nothing, for its source prints it round other articles. */
struct nd_left_out {
	struct nd_text text;
	int in_b;		/* 0: in a */
	size_t from, to;	/* byte offsets into that text */
	unsigned in, of;	/* so many articles of the source have it, of so many that were
				   looked at together, the latest ones */
};

struct nd_explanation {
	struct nd_pair pair;	/* relation ND_UNRELATED where nothing holds */
	int was_candidate;	/* was it compared in the run?  0: only now */
	const struct nd_measure *measures;
	size_t n_measures;
	const char *const *reasons;	/* sentences: why this relation, why none stronger */
	size_t n_reasons;
	const struct nd_shared_term *terms;	/* heaviest first, at most 20 */
	size_t n_terms;
	const struct nd_passage *passages;	/* longest first, at most 20 */
	size_t n_passages;
	const struct nd_left_out *left_out;	/* in order of a, then of b, at most 100 */
	size_t n_left_out;
};

struct nd_stats {
	uint64_t articles;	/* added */
	uint64_t tokens;
	uint64_t text_candidates; /* pairs that shared a band or a passage */
	uint64_t event_candidates; /* pairs that shared enough rare terms */
	uint64_t crowded;	/* pairs not compared because a bucket was crowded */
	uint64_t pairs;		/* verified and reported */
	uint64_t templates;	/* lines and sentences that a source repeats */
	uint32_t bands, rows;	/* of the text channel */
	uint32_t ngram_size, num_perm;
};

/* Return 0 to go on; anything else ends the call with ND_ESTOPPED. */
typedef int nd_on_pair(void *ctx, const struct nd_pair *pair);
typedef int nd_on_cluster(void *ctx, const struct nd_cluster *cluster);
typedef int nd_on_left_out(void *ctx, const struct nd_left_out *left_out);
typedef int nd_on_explanation(void *ctx, const struct nd_explanation *why);
/* Told now and then in a long call; 'stage' is static, total may be 0 (unknown). */
typedef void nd_on_progress(void *ctx, const char *stage, uint64_t done,
			    uint64_t total);

struct nd_engine;
struct nd_background;

/*
 * Open an empty engine.  ND_EINVAL names the option that is out of range.
 * *out is NULL on failure.
 */
ND_API enum nd_status nd_engine_open(struct nd_engine **out,
				     const struct nd_options *opt,
				     struct nd_error *err);
ND_API void nd_engine_close(struct nd_engine *engine);	/* NULL is fine */

/* Have long calls report how far they are; NULL, the default, for silence. */
ND_API void nd_engine_progress(struct nd_engine *engine, nd_on_progress *fn,
			       void *ctx);

/*
 * Remember an article.  ND_EEXIST: its id is taken, the first one stays.
 * ND_EINVAL: no id, neither title nor text, or more bytes than the limits.
 */
ND_API enum nd_status nd_engine_add(struct nd_engine *engine,
				    const struct nd_article *article,
				    struct nd_error *err);

/*
 * Articles made ready by several threads.  Each thread fills a batch of its own,
 * which only reads the engine, and one thread at a time has the engine take
 * them: what follows from the order of the articles follows from the order of
 * the calls of nd_engine_take().
 *
 *	nd_batch_open(&batch, engine, &err);
 *	while (more)			in any thread
 *		nd_batch_add(batch, &article, &err);
 *	nd_engine_take(engine, batch, taken, NULL, &err);
 */
struct nd_batch;
ND_API enum nd_status nd_batch_open(struct nd_batch **out, const struct nd_engine *engine,
				    struct nd_error *err);
/* As nd_engine_add(), but whether the id is taken is found by nd_engine_take(). */
ND_API enum nd_status nd_batch_add(struct nd_batch *batch, const struct nd_article *article,
				   struct nd_error *err);
ND_API void nd_batch_close(struct nd_batch *batch);	/* NULL is fine */

/*
 * Told of each article of a batch, in order: 'refused' says why it was left out
 * (ND_EEXIST), or is NULL.  Return 0 to go on; anything else leaves out the rest
 * and ends the call with ND_ESTOPPED.
 */
typedef int nd_on_taken(void *ctx, size_t i, const struct nd_error *refused);

/* Move all articles of the batch, which is empty then, to the engine. */
ND_API enum nd_status nd_engine_take(struct nd_engine *engine, struct nd_batch *batch,
				     nd_on_taken *fn, void *ctx, struct nd_error *err);

/*
 * Shards: articles are made ready once, on any machine, and kept in a file from
 * which engines and stores take them.  Pairs and stories are those of the same
 * articles in the same order, to the last bit, however they lie in shards:
 *
 *	nd_shard_create(&writer, &opt, write_bytes, file, &err);
 *	nd_shard_batch_open(&batch, writer, &err);
 *	while (next_article(&article))
 *		nd_shard_batch_add(batch, &article, &err);	(writes now and then)
 *	nd_shard_write(writer, batch, &err);
 *	nd_shard_finish(writer, &err);
 *	...
 *	nd_engine_load(engine, "monday.nds", NULL, NULL, &err);
 *	nd_engine_load(engine, "tuesday.nds", NULL, NULL, &err);
 *
 * A shard depends on ngram_size, seed and background; which relations can be
 * looked for in it, on the relations it was made for; whether templates can be
 * left out, on keep_templates.  All other options may be other ones each time.
 * Its bytes are those of little-endian machines; src/shard/FORMAT.md describes them.
 */
struct nd_shard_writer;
struct nd_shard_batch;

#define ND_SHARD_MAGIC "\x89NDS\r\n\x1a\n"	/* what a shard begins with: 8 bytes */

/* Write n bytes; not 0: that failed, and the call ends with ND_ESTOPPED. */
typedef int nd_on_bytes(void *ctx, const void *bytes, size_t n);

/* Begin a shard; its bytes go to 'fn', from first to last.  *out is NULL on failure. */
ND_API enum nd_status nd_shard_create(struct nd_shard_writer **out, const struct nd_options *opt,
				      nd_on_bytes *fn, void *ctx, struct nd_error *err);
/* As nd_batch_open() and _add(): each thread fills its own.  An id may come twice; who loads
 * the shard finds out. */
ND_API enum nd_status nd_shard_batch_open(struct nd_shard_batch **out,
					  const struct nd_shard_writer *writer,
					  struct nd_error *err);
ND_API enum nd_status nd_shard_batch_add(struct nd_shard_batch *batch,
					 const struct nd_article *article, struct nd_error *err);
ND_API void nd_shard_batch_close(struct nd_shard_batch *batch);	/* NULL is fine */
/* Write what is in the batch, which is empty then.  One thread at a time; the order of the
 * articles is that of these calls.  After a failure the shard is worth nothing. */
ND_API enum nd_status nd_shard_write(struct nd_shard_writer *writer, struct nd_shard_batch *batch,
				     struct nd_error *err);
/* The end, without which a shard is taken for one that was cut off. */
ND_API enum nd_status nd_shard_finish(struct nd_shard_writer *writer, struct nd_error *err);
ND_API void nd_shard_close(struct nd_shard_writer *writer);	/* NULL is fine */

/* Is this a file that begins as a shard does? */
ND_API int nd_is_shard(const char *path);

/*
 * Told of each article of a shard, in order; of the text only how it begins is there,
 * and only where there is no title.  'refused' says why it was left out
 * (ND_EEXIST), or is NULL.  Return 0 to go on.
 */
typedef int nd_on_loaded(void *ctx, const struct nd_article *article,
			 const struct nd_error *refused);

/*
 * Add the articles of a shard; 'fn' may be NULL.  Nothing was added if it
 * fails with ND_EINVAL: the shard was made with other options, or the engine was opened
 * with keep_text; ND_EVERSION: by a program that makes other sketches; ND_EFORMAT: it is
 * damaged or cut off; ND_EIO, ND_ENOENT.  (A shard that somebody has forged may also
 * fail with ND_EFORMAT half-way.)  The file must not be changed while the
 * engine is open.
 */
ND_API enum nd_status nd_engine_load(struct nd_engine *engine, const char *path,
				     nd_on_loaded *fn, void *ctx, struct nd_error *err);

/*
 * Every related pair among the articles added, best first: by relation, then
 * by score, then by order of input.  Articles may be added afterwards and the
 * call repeated.
 *
 * Pairs and stories agree as far as they can: a same-event pair is reported if
 * both articles are in one story, or if its probability is .7 or more: an
 * article that is likely two stories' is put into one of them.  A near-duplicate
 * is reported in any case; that does not make it one story where it is more than
 * four days later and the event probability is below .5 or Jaccard below .6, or
 * earlier and they are below .2 and .6 (the figures of another week in the same
 * phrases, a fact box with other entries).  Of a text
 * that was added more than 100 times each copy is paired with the first and with
 * the 100 before it, not with all.
 */
ND_API enum nd_status nd_engine_pairs(struct nd_engine *engine, nd_on_pair *fn,
				      void *ctx, struct nd_error *err);

/*
 * Every pair that was compared, ND_UNRELATED where no relation that was asked
 * for holds, in the order of comparison: by the time of the later article, then
 * of the earlier.  For measuring: what nd_engine_pairs() leaves out is here too, and
 * with nd_options.keep_strangers what cannot be one event.
 */
ND_API enum nd_status nd_engine_compared(struct nd_engine *engine, nd_on_pair *fn,
					 void *ctx, struct nd_error *err);

/*
 * The stories: every article is in exactly one, most are alone in theirs; those
 * with fewer members than nd_options.least_story are not told.
 * Largest first, then by time of the earliest member, then by order of input.
 */
ND_API enum nd_status nd_engine_clusters(struct nd_engine *engine,
					 nd_on_cluster *fn, void *ctx,
					 struct nd_error *err);

/*
 * Say of two articles how they relate and why, whether or not they were
 * reported.  ND_ENOENT: no article has that id.  ND_EINVAL: the engine was
 * opened without keep_text, or both ids are the same.
 */
ND_API enum nd_status nd_engine_explain(struct nd_engine *engine,
					struct nd_text a, struct nd_text b,
					nd_on_explanation *fn, void *ctx,
					struct nd_error *err);

/*
 * Tell what weighs nothing in the text of the article at 'index' (position among
 * those added), in the order of the text: lines and sentences that its source prints
 * round many of the articles added so far.  None where keep_templates is set.
 * ND_ENOENT: there is no such article.  ND_EINVAL: opened without keep_text.
 */
ND_API enum nd_status nd_engine_left_out(struct nd_engine *engine, size_t index,
					 nd_on_left_out *fn, void *ctx, struct nd_error *err);

/* Counts so far; those of pairs are 0 before nd_engine_pairs() or _clusters(). */
ND_API void nd_engine_stats(const struct nd_engine *engine, struct nd_stats *out);

/*
 * Two articles alone do not teach which words are rare; a table of how common
 * words are in news does.  One is built in, and knows English best.  For another
 * language or another kind of text, count a pile of articles of it,
 *
 *	nd_frequencies_open(&frequencies, &err);
 *	while (next_article(&article))
 *		nd_frequencies_add(frequencies, &article, &err);
 *	nd_frequencies_tell(frequencies, 3, write_line, file, &err);
 *	nd_frequencies_close(frequencies);
 *
 * and have engines use it:
 *
 *	nd_background_read(&background, path, &err);
 *	opt.background = background;
 */
struct nd_frequencies;

struct nd_frequency {
	struct nd_text word;	/* as folded; where no spaces are, as ICU finds it */
	uint64_t articles;	/* that have it; of identical articles one is counted */
};
typedef int nd_on_frequency(void *ctx, const struct nd_frequency *frequency);

ND_API enum nd_status nd_frequencies_open(struct nd_frequencies **out, struct nd_error *err);
ND_API void nd_frequencies_close(struct nd_frequencies *frequencies);	/* NULL is fine */

/* Count an article, of which title and text are looked at. */
ND_API enum nd_status nd_frequencies_add(struct nd_frequencies *frequencies,
					 const struct nd_article *article, struct nd_error *err);

/* How many articles were counted. */
ND_API uint64_t nd_frequencies_articles(const struct nd_frequencies *frequencies);

/*
 * Tell the words, without numbers, that at least 'least' (>= 1) articles have, the
 * most common first.  In very large piles (more than 6 million words) rare words
 * are now and then forgotten: what is told of them is then a lower bound.
 */
ND_API enum nd_status nd_frequencies_tell(const struct nd_frequencies *frequencies, uint64_t least,
					  nd_on_frequency *fn, void *ctx, struct nd_error *err);

/*
 * Read a table: a line "#articles<TAB>N", then lines of a word, or two with a
 * blank between, a tab and the number of articles among the N that have it.  What
 * it holds goes above what is built in, and a word that is in neither is taken for
 * one that one article in N has.  ND_EIO: cannot be read; ND_EFORMAT: is no such
 * table, the sentence names the line.
 */
ND_API enum nd_status nd_background_read(struct nd_background **out, const char *path,
					 struct nd_error *err);
ND_API void nd_background_close(struct nd_background *background);	/* NULL is fine */

/*
 * Probability that a pair with this Jaccard index (0-1) shares at least one of
 * so many bands of so many rows, and so becomes a candidate: the S-curve.
 */
ND_API double nd_band_probability(uint32_t bands, uint32_t rows, double jaccard);

/*
 * The canonical form of a web address: one article may be printed at many, for a
 * telephone, a cache, a printer, or with what counts the clicks behind it.  Left
 * out or made one are
 *
 *   scheme	http and https; user, port 80 and 443; "#" and what follows
 *   host	capitals, a dot at the end, labels that name a device or a format
 *		(www, m, mobile, amp, touch, wap, print); letters beyond ASCII, and
 *		their xn-- form, stay as they are
 *   path	empty and dot segments, a slash at the end, index.html and its kin,
 *		";jsessionid=..."; the first segment if it is amp, m, mobile or print, the
 *		last if it is amp, print or mobile, ".amp" behind the name
 *   query	utm_source, fbclid, gclid and some seventy other parameters that track,
 *		or that choose a format; the others are put in order
 *   escapes	%41 is A; others are written in capitals; bytes beyond ASCII are escaped
 *
 * and the address that a cache of AMP pages names is taken for its own.  So
 * "https://m.example.org/news/1/amp?utm_source=x#top" is "example.org/news/1".
 *
 * Writes at most 'room' bytes to 'out', no terminator, and returns how many; 0
 * where it does not fit, where the address has more than 4,096 bytes, is not of
 * the web, or has neither path nor query: a front page is no article.
 */
ND_API size_t nd_url_canonical(struct nd_text url, char *out, size_t room);

/*
 * A store: the same for a feed that never stops.  It is a folder; what was
 * added stays there, survives a crash, and can be much larger than memory.
 * Articles come in the order in which they arrive; each is compared with all
 * that came before it, and what is said of it then is never silently changed:
 *
 *	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
 *	struct nd_store *store;
 *
 *	how.write = 1;
 *	nd_store_create("news", &opt, &err);		(once)
 *	nd_store_open(&store, "news", &how, &err);
 *	nd_store_on_answer(store, print_answer, NULL);
 *	while (next_article(&article))
 *		nd_store_add(store, &article, &err);
 *	nd_store_commit(store, &err);
 *	nd_store_close(store);
 *
 * One handle writes, in one process; any number of others read, there or in
 * other processes, and see what is committed.  A handle is used by one thread
 * at a time; batches are filled by any thread.  The one that writes merges files
 * in a thread of its own, between calls, too; to close it is to wait for that.
 * The files are described in src/store/FORMAT.md.
 */
struct nd_store;

struct nd_store_options {
	size_t size;		/* sizeof(struct nd_store_options) */
	int write;		/* add and remove; default 0, only read */
	int64_t window;		/* as in struct nd_options; may differ from opening to opening */
	enum nd_keep keep;	/* which article stands for its story */
	uint32_t commit_every;	/* articles that become durable together; 0: 1,000 */
	uint64_t most_bytes;	/* ceiling of the part in LMDB; 0, the default: what the disk has */
};
#define ND_STORE_OPTIONS_INIT \
	{ sizeof(struct nd_store_options), 0, 0, ND_KEEP_FIRST, 0, 0 }

/* What an article is to a store. */
enum nd_news {
	ND_NEW,			/* nothing there says the same in the same words */
	ND_COPY,		/* identical with, near-duplicate of or contained in another */
	ND_UPDATE,		/* its id was there with other words: it takes that one's place */
	ND_KNOWN,		/* it is there already, word for word: nothing was changed */
};

/* A change of what was said before. */
enum nd_change_kind {
	ND_MERGED,		/* story 'from' is now part of story 'to' */
	ND_SPLIT,		/* the article left story 'from' for the new story 'to' */
	ND_MOVED,		/* the article went from story 'from' to story 'to' */
	ND_GONE,		/* the article was removed from story 'from' */
	ND_EXPIRED,		/* the same, for its age */
	ND_CHANGE_KINDS
};

struct nd_change {
	uint64_t number;	/* counts from 0 */
	int64_t when;		/* seconds since 1970; never before the one ahead of it */
	enum nd_change_kind kind;
	const char *from, *to;	/* 16 hexadecimal digits; to "" where there is none */
	struct nd_text article;	/* id: the one that went, or that brought two stories together */
};

/* What is said of an article when it comes. */
struct nd_answer {
	struct nd_text id;
	enum nd_news news;
	const char *story;	/* 16 hexadecimal digits, "" in a query that is in none */
	size_t size;		/* articles in the story, this one included */
	struct nd_text representative; /* id of the article that stands for it */
	const struct nd_pair *matches; /* the related ones, best first, at most
				   ND_MATCHES_MOST; 'b' is this article, a_index the number
				   of the other in the store.  Of a text that was printed
				   several times the first that is still there. */
	size_t n_matches;
	const struct nd_change *changes; /* what its coming changed */
	size_t n_changes;
};
#define ND_MATCHES_MOST 100

typedef int nd_on_answer(void *ctx, const struct nd_answer *answer);
typedef int nd_on_change(void *ctx, const struct nd_change *change);

struct nd_store_info {
	struct nd_options opt;	/* the parameters */
	uint64_t articles;	/* that are there */
	uint64_t removed;	/* since the store was created */
	uint64_t stories;	/* of two articles or more */
	uint64_t changes;	/* in the log */
	uint64_t bytes;		/* on the disk, all files */
	uint64_t recent;	/* articles that are in no file yet */
	uint32_t files, segments; /* all; and those that a search goes through */
	int64_t first_added, last_added; /* ND_NO_TIME in an empty store */
	uint32_t format;
	uint64_t model, signatures; /* hashes of the event model and of the text stages */
};

/*
 * Make an empty store in a new or empty folder.  ND_EEXIST: it is not empty.
 * relations, threshold, recall, containment, event_threshold, ngram_size,
 * num_perm and seed become its parameters; the other options do not matter.
 */
ND_API enum nd_status nd_store_create(const char *path, const struct nd_options *opt,
				      struct nd_error *err);

/*
 * Open a store.  ND_EBUSY: another process writes to it.  ND_EVERSION: another
 * format, event model or tokeniser made it.  ND_EFORMAT: it is damaged.  *out is
 * NULL on failure.
 *
 * What is read is checked before it is believed, but LMDB maps data.mdb and trusts
 * its pages: where something else wrote into that file, or the disk fails, this
 * and all functions below may raise SIGBUS, SIGSEGV or SIGABRT.  nd_store_check()
 * does not: it looks in a process of its own.
 */
ND_API enum nd_status nd_store_open(struct nd_store **out, const char *path,
				    const struct nd_store_options *how, struct nd_error *err);
/* What was not committed is lost; files that are being merged are finished first.  NULL is fine. */
ND_API void nd_store_close(struct nd_store *store);

/* Are its parameters those of 'opt'?  ND_EVERSION names the first that differs, and both values. */
ND_API enum nd_status nd_store_expect(const struct nd_store *store, const struct nd_options *opt,
				      struct nd_error *err);

/* Who is told the answers, in the order of the articles, once they are durable. */
ND_API void nd_store_on_answer(struct nd_store *store, nd_on_answer *fn, void *ctx);

/*
 * Add an article.  Its answer comes when its group is committed: by this call
 * if the group is full, by nd_store_commit() at the latest.  ND_EINVAL: as
 * nd_engine_add(); the store is as it was.  After any other failure nothing
 * that was not committed is in the store, no answer to it will come, and the
 * handle refuses to write: close it, open it again, add again what has no answer.
 */
ND_API enum nd_status nd_store_add(struct nd_store *store, const struct nd_article *article,
				   struct nd_error *err);

/*
 * The same with articles that other threads make ready.  Reading an article's words, a fifth of
 * the work, does not depend on what is in the store; each thread does it into a batch of its
 * own, and the thread that has the store adds what is in one, in order, as nd_store_add() does:
 *
 *	nd_store_batch_open(&batch, store, &err);
 *	while (more)				in any thread, while another one adds
 *		nd_store_batch_add(batch, &article, &err);
 *	nd_store_take(store, batch, &err);	in the thread that has the store
 *
 * The answers are those of the same articles added one by one, to the last bit.  A batch has to
 * be closed before its store; an article of 500 words takes 16 KB there.
 */
struct nd_store_batch;
ND_API enum nd_status nd_store_batch_open(struct nd_store_batch **out, const struct nd_store *store,
					  struct nd_error *err);
/* ND_EINVAL: as nd_engine_add(). */
ND_API enum nd_status nd_store_batch_add(struct nd_store_batch *batch,
					 const struct nd_article *article, struct nd_error *err);
/* Add what is in the batch, which is empty then.  After a failure the rest was not added; for
 * those before it holds what nd_store_add() says. */
ND_API enum nd_status nd_store_take(struct nd_store *store, struct nd_store_batch *batch,
				    struct nd_error *err);
ND_API void nd_store_batch_close(struct nd_store_batch *batch);	/* NULL is fine */

/* Add the articles of a shard, as nd_store_add() does; 'fn' may be NULL.  Failures as those of
 * nd_engine_load() and nd_store_add(). */
ND_API enum nd_status nd_store_load(struct nd_store *store, const char *path, nd_on_loaded *fn,
				    void *ctx, struct nd_error *err);

/*
 * Make durable what was added or removed and give its answers.  ND_ESTOPPED:
 * a callback asked to stop; all is durable, the other answers are not given.
 */
ND_API enum nd_status nd_store_commit(struct nd_store *store, struct nd_error *err);

/* Articles that wait for nd_store_commit(). */
ND_API size_t nd_store_waiting(const struct nd_store *store);

/* What would be said of an article; nothing is changed.  'fn' is called once. */
ND_API enum nd_status nd_store_query(struct nd_store *store, const struct nd_article *article,
				     nd_on_answer *fn, void *ctx, struct nd_error *err);

/* Take an article out.  ND_ENOENT: there is none with this id.  Durable when committed. */
ND_API enum nd_status nd_store_remove(struct nd_store *store, struct nd_text id,
				      struct nd_error *err);

/*
 * Take out the articles that are older than 'before': published before it, or
 * added before it where they have no date or one after they were added.
 */
ND_API enum nd_status nd_store_expire(struct nd_store *store, int64_t before, uint64_t *removed,
				      struct nd_error *err);

/* Rewrite the files without what was removed.  Commits what waits. */
ND_API enum nd_status nd_store_compact(struct nd_store *store, struct nd_error *err);

/* As nd_engine_pairs() and nd_engine_clusters(); the indexes are numbers in the store. */
ND_API enum nd_status nd_store_pairs(struct nd_store *store, nd_on_pair *fn, void *ctx,
				     struct nd_error *err);
ND_API enum nd_status nd_store_clusters(struct nd_store *store, nd_on_cluster *fn, void *ctx,
					struct nd_error *err);

/* The changes from number 'since' on. */
ND_API enum nd_status nd_store_changes(struct nd_store *store, uint64_t since, nd_on_change *fn,
				       void *ctx, struct nd_error *err);

ND_API enum nd_status nd_store_info(struct nd_store *store, struct nd_store_info *out,
				    struct nd_error *err);

/* What is kept of the article of that number in pairs, stories and answers: id, title (cut at
 * 300 bytes), source, url and date; no text.  ND_ENOENT: it is not there. */
ND_API enum nd_status nd_store_article(struct nd_store *store, size_t number,
				       struct nd_article *out, struct nd_error *err);

/*
 * Read every byte of a store and see that all fits together.  'fn' is told each
 * thing that is wrong, in a sentence; ND_EFORMAT if there was any.
 */
typedef void nd_on_damage(void *ctx, const char *sentence);
ND_API enum nd_status nd_store_check(const char *path, nd_on_damage *fn, void *ctx,
				     struct nd_error *err);

ND_API const char *nd_news_name(enum nd_news news);		/* "update" */
ND_API const char *nd_change_name(enum nd_change_kind kind);	/* "merged" */

ND_API const char *nd_relation_name(enum nd_relation relation); /* "same-event" */
ND_API const char *nd_status_text(enum nd_status status); /* static, not NULL */
ND_API const char *nd_version(void);	/* of the library that is linked */
ND_API const char *nd_kernels(void);	/* instruction set in use: "portable" */

#ifdef __cplusplus
}
#endif
#endif /* NEARDUP_H */
