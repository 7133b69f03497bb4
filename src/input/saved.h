/*
 * saved.h - pairs and stories read back from the JSON Lines that the program wrote
 *
 * One line at a time; what comes out points into the reader and is good until
 * its next line.  A line that is none of ours is refused with a sentence, a
 * static string.
 */
#ifndef ND_INPUT_SAVED_H
#define ND_INPUT_SAVED_H

#include "neardup.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes behind a line that may be read (they count for nothing). */
#define ND_SAVED_PADDING 64

struct nd_saved;

struct nd_saved *nd_saved_open(void);	/* NULL: out of memory */
void nd_saved_close(struct nd_saved *saved);	/* NULL is fine */

/*
 * A pair of 'neardup pairs', with its terms and passages if it was written with
 * --explain.  Positions of the articles are 0: only their ids are known.
 * ND_EFORMAT: *why says what is wrong.  ND_ENOMEM.
 */
enum nd_status nd_saved_pair(struct nd_saved *saved, struct nd_text line,
			     struct nd_explanation *out, const char **why);

/* A story of 'neardup clusters': its members have ids alone.  As above. */
enum nd_status nd_saved_cluster(struct nd_saved *saved, struct nd_text line,
				struct nd_cluster *out, const char **why);

#ifdef __cplusplus
}
#endif
#endif
