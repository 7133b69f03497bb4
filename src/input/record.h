/*
 * record.h - from the text of a JSON object to an article or one complaint
 *
 * What a record is held to, and what happens otherwise:
 *
 *	broken JSON, invalid UTF-8, not an object, too long	skipped
 *	no text (missing or null), or not a string		skipped
 *	text empty, title too					skipped
 *	text empty, title not					used, complaint
 *	id neither string nor number, or above ND_ID_MAX	skipped
 *	title and text above ND_TEXT_MAX			skipped
 *	title, url, source or lang not a string			used without it, complaint
 *	date of another type or not a date			used without it, complaint
 *	\u0000 in a field					a space in its place, complaint
 *	a list of strings, or of objects with a text, too	one string
 *	NaN or Infinity, which are no JSON, as a value		an empty one
 *
 * "Empty" is nothing but white space.  Without an id, or with an empty one, a
 * record is "file:line", nd_place().  However much is wrong, there is one complaint.
 */
#ifndef ND_INPUT_RECORD_H
#define ND_INPUT_RECORD_H

#include "input/reading.h"
#include "input/record_json.h"

/* What a record may hold, by name: some have several, of which the first that is not empty counts.
 * A name of the caller's own stands alone. */
enum nd_field {
	ND_FIELD_ID,
	ND_FIELD_TITLE,
	ND_FIELD_TEXT = ND_FIELD_TITLE + 2,
	ND_FIELD_HTML = ND_FIELD_TEXT + 6,	/* a text, too, with markup */
	ND_FIELD_DATE = ND_FIELD_TEXT + 9,
	ND_FIELD_URL = ND_FIELD_DATE + 13,
	ND_FIELD_SOURCE = ND_FIELD_URL + 2,
	ND_FIELD_LANG = ND_FIELD_SOURCE + 2,
	ND_FIELDS = ND_FIELD_LANG + 2
};

/* A name, as the options have it; one that is not in use is empty, NULL. */
struct nd_text nd_field_name(const struct nd_input_options *opt, enum nd_field field);

/* The parser of records, which looks for these names.  NULL: out of memory. */
struct nd_json *nd_record_parser(const struct nd_input_options *opt);

/*
 * Deliver the record with these values, which starts in 'line', held to the
 * above; 'raw' is the object as it stood, or empty.
 */
enum nd_status nd_record_deliver(struct nd_reading *reading,
				 const struct nd_json_value values[ND_FIELDS],
				 struct nd_text raw, uint64_t line);

/* Deliver the record that 'object' holds, which starts in 'line' and which 64 bytes follow. */
enum nd_status nd_record_read(struct nd_reading *reading, struct nd_text object, uint64_t line);

/* The complaint about a record of more than max_record bytes. */
enum nd_status nd_record_too_long(struct nd_reading *reading, uint64_t line);

#endif
