/*
 * reading.h - what a reader of one format gets, and how it answers
 *
 * A reader takes bytes from reading->source and tells what it finds with
 * nd_deliver() and nd_complain().  Both return what the reader must return at
 * once unless it is ND_OK.
 */
#ifndef ND_INPUT_READING_H
#define ND_INPUT_READING_H

#include "input/encoding.h"
#include "input/input.h"
#include "input/source.h"

struct nd_json;
struct nd_packed;
struct nd_html;

struct nd_reading {
	const struct nd_input_options *opt;
	const struct nd_input_sink *sink;
	struct nd_error *err;		/* may be NULL */
	size_t max_record;		/* of opt, never 0 */
	uint64_t max_size;		/* of opt, never 0 */
	struct nd_json *json;		/* parser of records, NULL until one is needed */
	struct nd_source source;
	const char *file;		/* being read */
	uint64_t line, nth;		/* of 'file': see nd_place_next() */
	int regular;			/* 'file' itself is read, and can be read again */
	uint64_t told;			/* articles and complaints of this file */
	struct nd_html *html;		/* reader of pages, NULL until one is needed */
	struct nd_packed *packed;	/* the archive it lies in, or NULL */
	unsigned depth;			/* of archives within archives */
	unsigned within;		/* of nd_read_memory() within itself */
};

/* A format: how to tell it and how to read it.  All of them stand in input.c. */
struct nd_format {
	const char *name;
	/*
	 * Is it this one?  'head' is the start of the source without byte order
	 * mark and white space, and not empty; 'all' says that no more of it
	 * will be shown.  ND_PROBE_MORE, only where !all: show me more.
	 */
	enum nd_probe { ND_PROBE_NO, ND_PROBE_YES, ND_PROBE_MORE }
		(*probe)(struct nd_text head, int all);
	enum nd_status (*read)(struct nd_reading *reading);
};

/* nd_source_more() for a reader, which has looked that no more than max_record
 * bytes are unread: what goes wrong is in reading->err. */
enum nd_status nd_reading_more(struct nd_reading *reading);

/*
 * Wait until everything is unread in one piece, up to the end or to more than
 * 'most' bytes (at most max_record): then there is more, and it is too long.
 */
enum nd_status nd_reading_all(struct nd_reading *reading, size_t most);

/* nd_reading_more() for a source that a container has laid aside; 'file' is its name. */
enum nd_status nd_reading_more_of(struct nd_reading *reading, struct nd_source *source,
				  const char *file);

/*
 * For containers: read what 'pull' gives through reading->source, which is
 * started anew, as a file of that name, whatever its format.  Afterwards
 * reading->file is what it was.
 */
enum nd_status nd_read_within(struct nd_reading *reading, const char *file, nd_pull *pull,
			      void *ctx);

/*
 * The same for bytes in memory; reading->source is laid aside meanwhile.  What
 * holds such bytes may lie in what holds such bytes, ND_WITHIN_DEPTH times.
 */
#define ND_WITHIN_DEPTH 4
enum nd_status nd_read_memory(struct nd_reading *reading, const char *file, struct nd_text bytes);

/*
 * nd_decode() for a reader, with a complaint at 'line' of what was guessed,
 * replaced or impossible; then decoded->text is empty with a NULL pointer.
 */
enum nd_status nd_reading_decode(struct nd_reading *reading, uint64_t line, struct nd_text bytes,
				 const char *told, enum nd_markup markup, struct nd_array *out,
				 struct nd_decoded *decoded);

/* For a reader that may find several records in a line: one starts here. */
static inline void nd_place_next(struct nd_reading *reading, uint64_t line)
{
	reading->nth = line == reading->line ? reading->nth + 1 : 1;
	reading->line = line;
}

/* The id of a record without one: "file:line", ".2" behind it for the second of a line.  What
 * is longer than the room is cut, 'len' says how long it would be: more than ND_ID_MAX. */
#define ND_PLACE_ROOM (ND_ID_MAX + 32)
struct nd_text nd_place(const struct nd_reading *reading, uint64_t line, char room[ND_PLACE_ROOM]);

enum nd_status nd_deliver(struct nd_reading *reading, const struct nd_record *record);

enum nd_status nd_complain(struct nd_reading *reading, uint64_t line, int skipped,
			   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A stranger's text made fit for a complaint: the start of it, in one line. */
struct nd_excerpt { char at[48]; };
struct nd_excerpt nd_excerpt(struct nd_text text);

/* The white space of JSON, which is also that of a blank line. */
static inline int nd_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Without the white space before it; the pointer of an empty one still points there. */
static inline struct nd_text nd_trim_front(struct nd_text text)
{
	for (; text.len && nd_is_space(*text.at); text.at++, text.len--)
		;
	return text;
}

/* The same on both sides. */
static inline struct nd_text nd_trim(struct nd_text text)
{
	for (; text.len && nd_is_space(text.at[text.len - 1]); text.len--)
		;
	return nd_trim_front(text);
}

#endif
