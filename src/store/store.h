/*
 * store.h - what is inside a struct nd_store
 *
 *	open.c		create, open, close
 *	follow.c	what memory knows of the store, brought up to date
 *	read.c		records and places by number, numbers by id
 *	draft.c		an article becomes what is kept of it
 *	needle.c	and what it can be found by
 *	find.c		the articles it may be related to
 *	judge.c		how it is related to them: the adapter to verify/
 *	links.c		pairs in memory, seen from either side
 *	edges.c		what is known of pairs
 *	stories.c	which story it is in, and what that changes
 *	rows.c		stories in the tables, and the log
 *	add.c		an article goes in; groups are committed
 *	batch.c		articles that other threads have made ready
 *	load.c		the articles of a shard go in
 *	flush.c		what is new becomes a file, files are merged
 *	merging.c	... beside the work
 *	remove.c	articles go: by id, or by age; compacting
 *	check.c		is every byte right?
 *	tell.c		pairs, log and counts, told
 *	chronicle.c	stories, told
 */
#ifndef ND_STORE_STORE_H
#define ND_STORE_STORE_H

#include "base/arena.h"
#include "engine/document.h"
#include "lsh/bands.h"
#include "store/counts.h"
#include "store/kept.h"
#include "store/ledger.h"
#include "store/links.h"
#include "store/merging.h"
#include "store/needle.h"
#include "store/postings.h"
#include "verify/event_model.h"

#define ND_STORE_FORMAT		4

/* Articles in memory before they become files: 8,192 are 70 MB, and a process that opens
 * the store to read indexes so many in 0.1 s. */
#define ND_FRESH_MOST		8192
#define ND_NO_ARTICLE		UINT32_MAX

/* Places in the table of states. */
enum { ND_PLACE_PARAMETERS, ND_PLACE_STATE };

/* What may not change: value 0 of that table. */
struct nd_parameters {
	uint32_t format;
	uint32_t relations, ngram_size, num_perm;
	double threshold, recall, containment, event_threshold;
	uint64_t seed;
	uint64_t model;		/* hash of the event model */
	uint64_t text;		/* hash of what the tokeniser makes of a probe */
};

/* What changes with every commit: value 1. */
struct nd_state {
	uint32_t next;		/* number of the next article */
	uint32_t tail;		/* articles from this one on are in the table, not in files */
	uint32_t next_file;
	uint32_t next_story;	/* number of the next story that is split off; goes down */
	uint32_t floor;		/* no article below it is there */
	uint32_t reserved;
	uint64_t alive, removed; /* articles */
	uint64_t stories;	/* of two articles or more, as they are now */
	uint64_t next_log;
	uint64_t files_version;	/* changes when a file comes or goes */
	uint64_t removals;	/* changes when an article goes */
	int64_t latest;		/* when the newest article was added; never goes back */
	uint64_t counted;	/* articles in the counters of the .cnt file */
};

/* In the table of the tail a record is followed by the article's keys, 5 bytes and a weight each. */
#define ND_TAIL_KEY		6

/* Where an article is, if it is not alone: not the first of its text, or in another's story. */
struct nd_place {
	uint32_t story;		/* number of the article that founded it */
	uint32_t first;		/* number of the first article with the same text */
};

/* A pair of first articles, kept with the later one. */
struct nd_edge {
	uint32_t other;		/* the earlier */
	uint32_t common : 24;	/* shingles; Jaccard and containment follow */
	uint32_t relation : 4;	/* of copies, else ND_UNRELATED */
	uint32_t same_url : 1;	/* an article of each is printed at one address */
	uint32_t dated : 1;	/* are both? */
	uint32_t holds : 1;	/* one story because it is a copy, see nd_copy_holds() */
	uint32_t apart;		/* seconds between the nearest printings; UINT32_MAX: more, or not known */
	float event;		/* probability; -1 without event channel */
	uint16_t score, first;	/* COS_STEEP and the first probability, in units of 1 / ND_SCORE_UNIT */
};

struct nd_story_row {
	uint64_t name;		/* what its id is printed from */
	uint32_t size;		/* articles that are there */
	uint32_t texts;		/* different ones */
};

enum nd_removed_state { ND_ALIVE, ND_REMOVED, ND_GHOST };
struct nd_removed {
	int64_t when;
	uint32_t state;		/* ND_GHOST: gone, but copies of its text are not */
	uint32_t expired;
};

struct nd_log_row {		/* the article's id follows */
	int64_t when;
	uint64_t from, to;	/* names of stories, 0: none */
	uint32_t kind;		/* enum nd_change_kind */
	uint32_t id;		/* bytes */
};


struct nd_store {
	struct nd_ledger ledger;
	struct nd_parameters parameters;
	struct nd_state state;		/* as last read or, while writing, as it will be */
	struct nd_options opt;		/* the parameters, and window and keep of this opening */
	uint32_t commit_every;
	uint32_t fresh_most;		/* ND_FRESH_MOST, less in tests */
	struct nd_bands bands;
	struct nd_minhash minhash;
	struct nd_event_scale scale;	/* of both forests */
	unsigned least_equal;		/* slots of the sketches of copies */
	struct nd_charmap *map;
	struct nd_recipe recipe;
	struct nd_workshop workshop;

	struct nd_array records, segments;	/* struct nd_sheet, by their articles */
	struct nd_array record_ends;	/* uint32_t: number behind the last article of each of the first */
	uint64_t files_seen;		/* state.files_version of these */
	uint32_t own_files;		/* this process has written the files from this number on */
	struct nd_merging merging;	/* of some of these segments, beside the work */
	struct nd_counts counts;
	struct nd_links links;		/* of the table of edges */
	struct nd_fresh fresh;		/* keys of articles from state.tail on */
	struct nd_array tail;		/* const void *: their records ... */
	struct nd_arena tail_bytes;	/* ... in here, aligned */
	struct nd_array gone;		/* uint8_t: enum nd_removed_state of every article */
	uint64_t removals_seen;

	struct nd_draft draft;		/* of an article that came without one ... */
	struct nd_arena draft_bytes;	/* ... in here */
	struct nd_needle needle;	/* the article at hand */
	struct nd_finding *finding;	/* and what was found for it */
	struct nd_array answers;	/* struct nd_answer: those that wait for their commit */
	struct nd_arena answer_bytes;
	nd_on_answer *on_answer;
	void *answer_ctx;
	int broken;			/* a commit failed: what memory knows is not on the disk */
	struct nd_error err;		/* of the call that is running */
};

static inline int nd_gone(const struct nd_store *store, uint32_t number)
{
	if (number < store->state.floor)
		return ND_REMOVED;
	return number < store->gone.n ? ((const uint8_t *)store->gone.items)[number] : ND_ALIVE;
}

static inline int nd_has_events(const struct nd_store *store)
{
	return !!(store->opt.relations & ND_RELATION_BIT(ND_SAME_EVENT));
}

/* Pass on what the ledger says. */
enum nd_status nd_store_failed(struct nd_store *store, enum nd_status status);

/* Bring what memory knows up to the ledger's snapshot.  Reads records, may open files. */
enum nd_status nd_store_catch_up(struct nd_store *store);

/*
 * Around a look at the whole store: see what is there now, as the writer does
 * anyway; then let go of it and pass the status on, with its error.
 */
enum nd_status nd_store_look(struct nd_store *store);
enum nd_status nd_store_looked(struct nd_store *store, enum nd_status status, struct nd_error *err);

/* The record of an article; ND_EFORMAT: it is damaged or lost. */
enum nd_status nd_store_read(struct nd_store *store, uint32_t number, struct nd_kept *kept);
/* Ask for where a record is, and, once that is there, for the record; or only for its date. */
void nd_store_ask_where(const struct nd_store *store, uint32_t number);
void nd_store_ask_for(const struct nd_store *store, uint32_t number);
void nd_store_ask_for_date(const struct nd_store *store, uint32_t number);
/* When it was published, or ND_NO_TIME: of this the files have a list of its own. */
enum nd_status nd_store_date(struct nd_store *store, uint32_t number, int64_t *published);
/*
 * Take the next article into the tail, its keys into the fresh ones, its terms into
 * the counts.  The record is in store->tail_bytes.
 */
struct nd_taken {
	const void *record;
	const struct nd_key *keys;
	const uint32_t *terms;		/* their keys */
	size_t n_keys, n_terms;
};
enum nd_status nd_store_append(struct nd_store *store, const struct nd_taken *taken);

void nd_store_forget_tail(struct nd_store *store);
void nd_store_close_sheets(struct nd_array *sheets);

/* Link the next article by its n edges (struct nd_edge, not aligned). */
enum nd_status nd_store_link(struct nd_store *store, const void *edges, size_t n);

/* Note in memory what became of an article. */
enum nd_status nd_store_mark_gone(struct nd_store *store, uint32_t number,
				  enum nd_removed_state state);
/* Open the files that the tables name now; 'tail' too: what was in memory is in one of them. */
enum nd_status nd_store_load_files(struct nd_store *store, int tail);
/* Write store->state. */
enum nd_status nd_store_put_state(struct nd_store *store);

/* nd_store_add() of an article that is ready. */
enum nd_status nd_store_add_draft(struct nd_store *store, const struct nd_draft *draft,
				  struct nd_error *err);
/* The same of an article of a shard, whose sets are in store->workshop.arena. */
enum nd_status nd_store_add_made(struct nd_store *store, const struct nd_shard_article *made,
				 struct nd_error *err);

enum nd_status nd_store_place(struct nd_store *store, uint32_t number, struct nd_place *place);
/* The article with this id, or ND_NO_ARTICLE. */
enum nd_status nd_store_find_id(struct nd_store *store, struct nd_text id, uint32_t *number);

#endif
