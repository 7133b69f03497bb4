/*
 * input.h - files, folders and streams in; articles out
 *
 * A source of articles is a path or standard input.  Its format is found from
 * its first bytes, never from its name, by asking the readers of the table in
 * input.c in turn.  What cannot be read as an article is told to 'complain'
 * with file and line, and the reading goes on.  What a record must have is
 * listed in record.h; one record gives one complaint at most.
 *
 *	packed		gzip, zstd, xz, bzip2, lz4, tar, zip: packed.h
 *	UTF-16, UTF-32	with a byte order mark: converted, then any of the others
 *	JSON Lines	a record a line, delivered as soon as the line is there
 *	JSON array	of records, however spread over lines
 *	JSON objects	one after the other, over many lines or several in one
 *	WARC		pages, feeds and texts of a web archive: warc.h
 *	feed		RSS, RDF, Atom: feed.h
 *	HTML		one article, found on the page: article.h, body.h
 *	table		CSV and its kin with a header: table.h
 *	plain text	whatever else: one article without title
 *
 * Memory is bounded by max_record, however long the input.  The same bytes
 * give the same calls, however they arrive.
 */
#ifndef ND_INPUT_INPUT_H
#define ND_INPUT_INPUT_H

#include "neardup.h"

/* An article and where it came from.  Pointers are good until the callback returns. */
struct nd_record {
	struct nd_article article;	/* complete: ready for nd_engine_add() */
	struct nd_text date;		/* as it stood, may be empty */
	struct nd_text url, source, lang; /* may be empty */
	struct nd_text raw;		/* the JSON object as it stood, else empty */
	const char *file;		/* path as given or found, "-": standard input */
	uint64_t line;			/* where it starts, from 1; 0: it is the whole file */
	uint64_t offset;		/* of 'raw' in the file ... */
	int again;			/* ... from where nd_rereader_read() can have it once more */
};

/* Something that is wrong with the input. */
struct nd_complaint {
	const char *file;
	uint64_t line;			/* from 1; 0: the file as a whole */
	const char *message;		/* what is wrong, lower case, no full stop */
	int skipped;			/* 1: the record is left out; 0: it is used */
};

/* Return 0 to go on; anything else ends the reading with ND_ESTOPPED. */
typedef int nd_on_record(void *ctx, const struct nd_record *record);
typedef int nd_on_complaint(void *ctx, const struct nd_complaint *complaint);

struct nd_input_options {
	const char *id_key;	/* names of fields and columns; NULL for the defaults: id */
	const char *title_key;	/* title, else ... */
	const char *text_key;	/* text, else body, else content, else ... */
	const char *date_key;	/* date, else published, else timestamp, else ...: see record.c */
	size_t max_record;	/* bytes of one record or text file; 0 for ND_RECORD_MAX */
	uint64_t max_size;	/* bytes that a packed file may unpack to; 0 for ND_UNPACKED_MAX */
};
/* JSON may spend 6 bytes (\u0041) on one byte of text; twice ND_TEXT_MAX is
 * room for any article that the engine takes and a bound for a hostile line. */
#define ND_RECORD_MAX (2 * ND_TEXT_MAX)
/* Far more than the articles that fit in memory: a bound for hostile archives. */
#define ND_UNPACKED_MAX ((uint64_t)64 << 30)

/* A complaint that was made while others read, too; its strings are good until it is told. */
struct nd_held {
	struct nd_complaint complaint;
	size_t before;		/* records of the batch that came before it */
};

/*
 * Several threads for one file, where its format allows it: JSON Lines.  Blocks
 * of lines are given out; each thread parses one and puts its records into a
 * batch of the caller's, and the batches are taken in the order of the input.
 */
struct nd_input_crew {
	unsigned threads;
	/* A new, empty batch; NULL: out of memory. */
	void *(*open)(void *ctx);
	/* In any thread, each with its own batch.  ND_EINVAL: the record is left out, and the
	 * sentence becomes a complaint; other failures end the reading. */
	enum nd_status (*record)(void *batch, const struct nd_record *record, struct nd_error *err);
	/* One at a time, in order: deal with all records and empty the batch; told what there
	 * is to complain of.  Anything but 0 ends the reading with ND_ESTOPPED. */
	int (*take)(void *batch, const struct nd_held *held, size_t n);
	void (*close)(void *batch);
	void *ctx;
};

struct nd_input_sink {
	nd_on_record *record;
	nd_on_complaint *complain;	/* NULL: nobody wants to know */
	void *ctx;
	const struct nd_input_crew *crew; /* NULL: everything goes to 'record' */
};

/*
 * Read every article of 'path': a file, a folder (its files by name, folders
 * within too, hidden ones left out; links are not followed into folders) or
 * "-" for standard input.  An article without id gets "file:line" ("file:line.2" for the
 * second of a line), or its path where the file is plain text.  A file without any article
 * is complained of, not skipped.  'opt' may be NULL for the defaults.
 *
 * ND_EIO: a file or folder cannot be opened or read (the sentence names it;
 * inside a folder this is a complaint and the others are read on).
 * ND_ESTOPPED: a callback asked to stop.
 */
enum nd_status nd_input_read(const char *path, const struct nd_input_options *opt,
			     const struct nd_input_sink *sink, struct nd_error *err);

/* The same of bytes in memory, which stand for a file of that name. */
enum nd_status nd_input_read_bytes(const char *name, struct nd_text bytes,
				   const struct nd_input_options *opt,
				   const struct nd_input_sink *sink, struct nd_error *err);

/* A reader of single records that nd_input_read() has given before; for one thread. */
struct nd_rereader;
struct nd_rereader *nd_rereader_open(const struct nd_input_options *opt); /* NULL: no memory */
void nd_rereader_close(struct nd_rereader *reader);	/* NULL is fine */

/* Where a record is that said 'again'. */
struct nd_reread_place {
	const char *file;
	uint64_t offset;
	size_t len;			/* of the record's 'raw' */
	uint64_t line;
};

/*
 * Read it once more and hand it to 'fn'.  ND_EIO: the file cannot be read, or
 * there is no such record any more; else what nd_input_read() gives.
 */
enum nd_status nd_rereader_read(struct nd_rereader *reader, const struct nd_reread_place *place,
			     nd_on_record *fn, void *ctx, struct nd_error *err);

#endif
