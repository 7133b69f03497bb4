/*
 * warc.h - web archives (WARC 0.17 to 1.1, ISO 28500): an article a page
 *
 * Read are responses with status 200, resources and conversions whose content
 * is HTML, a feed or plain text; everything else in an archive (requests,
 * pictures, redirections) is passed over.  Bodies may be chunked and
 * compressed (coding.h); a header that says so of a page that is not is forgiven.
 *
 * An article's id is its URL, "@" and the date of the record, for a page may
 * be archived many times.  A complaint names the archive and the URL, or the
 * number of the record.
 */
#ifndef ND_INPUT_WARC_H
#define ND_INPUT_WARC_H

#include "input/reading.h"

extern const struct nd_format nd_format_warc;

#endif
