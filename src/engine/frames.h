/*
 * frames.h - what two or three articles of one source share though they tell different stories
 *
 * text/templates.h asks for four stories, which a source with fewer articles cannot have.  Of
 * such a source all words are looked at instead.  A line or sentence that two of its articles share
 * is a template if the two tell different stories, and it nothing of either: of the words
 * rarer than one article in ND_FRAME_RARE in news at large, weighed by how rare they are, at
 * most ND_FRAME_COMMON is common to what only the one and only the other has, and to
 * either of these and what both have.  So a reprint keeps its text, for its lines tell what its
 * headline and the changed lines tell.
 *
 * Measured: of 213 pairs of one source in telegram_stream that share a line and are copies as
 * whole texts, those with both figures low are two stories in one frame, but for one weekly
 * column; of the real copies, updates and reprints, none has less than .4.  93 lines become
 * templates in telegram_stream, helsinki_newsday, vmds and wikinews_events; those of the first were
 * looked over and are frames nearly all.  Recall at the oracle of helsinki_newsday stays 1.0.
 */
#ifndef ND_ENGINE_FRAMES_H
#define ND_ENGINE_FRAMES_H

#include "engine/engine.h"

#define ND_FRAME_RARE	32
#define ND_FRAME_COMMON	0.25
#define ND_FRAME_WORDS	6	/* so many rare words only it has, or an article tells too little */

/* An article whose text is at hand. */
struct nd_framed {
	struct nd_text title, text;
};

/*
 * Make what frames the n (2 or 3) articles of a source templates of it.  Fails only with
 * ND_ENOMEM.
 */
enum nd_status nd_frames_judge(struct nd_engine *engine, struct nd_workshop *workshop,
			       uint64_t source, const struct nd_framed *articles, size_t n);

#endif
