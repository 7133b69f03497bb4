/*
 * source.h - bytes of a file or stream through one bounded buffer
 *
 * A source pulls blocks from a file descriptor (or from whatever a function
 * gives: a decompressor, say) and keeps the bytes that nobody has skipped yet
 * in one piece:
 *
 *	nd_source_start(&source, nd_pull_file, &fd);
 *	while (!source.ended)
 *		status = nd_source_more(&source);
 *
 * The buffer grows until a record fits in and never above its ceiling, so an
 * endless stream is read in constant memory.  After the last byte stand
 * ND_SOURCE_PADDING readable bytes, which is what simdjson asks for.
 */
#ifndef ND_INPUT_SOURCE_H
#define ND_INPUT_SOURCE_H

#include <stdint.h>

#include "base/array.h"
#include "neardup.h"

#define ND_SOURCE_PADDING 64

/* Put up to 'room' (>= 1) bytes at 'to': how many came, 0 at the end, -1 and errno. */
typedef long nd_pull(void *ctx, char *to, size_t room);

struct nd_source {
	nd_pull *pull;
	void *ctx;
	struct nd_array bytes;	/* .n: end of the bytes that were pulled */
	size_t from;		/* start of the bytes that are unread */
	uint64_t offset;	/* of 'from' in the stream */
	int ended;		/* nothing follows the unread bytes */
};

/* A source whose unread bytes can grow to 'most'; nothing is allocated yet. */
void nd_source_init(struct nd_source *source, size_t most);

/* Begin a stream; the buffer of the one before is used again. */
void nd_source_start(struct nd_source *source, nd_pull *pull, void *ctx);

/*
 * Wait for more bytes and put them after the unread ones; 'ended' where there
 * are none.  Pointers into the source are void after this call.  ND_EINVAL:
 * 'most' bytes are unread; ND_EIO: see errno; ND_ENOMEM.
 */
enum nd_status nd_source_more(struct nd_source *source);

/* A block is handed out as soon as it arrives, so that a slow stream is not held up. */
static inline struct nd_text nd_source_unread(const struct nd_source *source)
{
	const char *const at = source->bytes.items;
	return (struct nd_text){ at ? at + source->from : "", source->bytes.n - source->from };
}

static inline void nd_source_skip(struct nd_source *source, size_t n)
{
	source->from += n;
	source->offset += n;
}

void nd_source_release(struct nd_source *source);

/* nd_pull from the file descriptor that the int at 'ctx' holds. */
long nd_pull_file(void *ctx, char *to, size_t room);

#endif
