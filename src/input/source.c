/*
 * source.c - one buffer that unread bytes move down in
 *
 *	[ skipped | unread, in one piece | room | padding ]
 *	           ^from                 ^n
 *
 * When the room is used up the unread bytes move to the front; when that does
 * not help the buffer doubles.  Both cost O(1) a byte: a move frees at least
 * what was skipped since the last one, or is followed by a doubling.
 */
#include "input/source.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Bytes a pull.  56 MB of Reuters take 21.5 ms in blocks of 1 MiB and 23 ms in
 * smaller ones down to 64 KiB (AMD EPYC, 1 MiB of second level cache a core). */
#ifdef ND_SOURCE_BLOCK	/* the fuzzers': much smaller, so that records lie across blocks */
#define BLOCK ((size_t)ND_SOURCE_BLOCK)
#else
#define BLOCK ((size_t)1 << 20)
#endif
/* Of the first one, after which it is known who reads on: mostly blocks.c, with buffers of its own. */
#define FIRST (BLOCK < (size_t)64 << 10 ? BLOCK : (size_t)64 << 10)
#define LEAST ((size_t)64)	/* unread bytes that can always be held: a byte order mark */

void nd_source_init(struct nd_source *source, size_t most)
{
	const size_t extra = BLOCK + ND_SOURCE_PADDING;

	if (most < LEAST)
		most = LEAST;
	if (most > SIZE_MAX - extra)
		most = SIZE_MAX - extra;
	*source = (struct nd_source){ .bytes = ND_ARRAY_INIT(char, most + extra) };
}

void nd_source_start(struct nd_source *source, nd_pull *pull, void *ctx)
{
	source->pull = pull;
	source->ctx = ctx;
	source->bytes.n = source->from = 0;
	source->offset = 0;
	source->ended = 0;
}

static void move_down(struct nd_source *source)
{
	struct nd_array *const bytes = &source->bytes;
	char *const at = bytes->items;

	if (!source->from)
		return;
	bytes->n -= source->from;
	memmove(at, at + source->from, bytes->n);
	source->from = 0;
}

enum nd_status nd_source_more(struct nd_source *source)
{
	struct nd_array *const bytes = &source->bytes;
	const size_t most = source->offset + bytes->n ? BLOCK : FIRST;
	char *to;
	long got;

	assert(!source->ended);
	if (bytes->room - bytes->n < most + ND_SOURCE_PADDING)
		move_down(source);
	if (bytes->n + most + ND_SOURCE_PADDING > bytes->ceiling)
		return ND_EINVAL;
	to = nd_array_reserve(bytes, most + ND_SOURCE_PADDING);
	if (!to)
		return ND_ENOMEM;
	got = source->pull(source->ctx, to, most);
	if (got < 0)
		return ND_EIO;
	memset(to + got, 0, ND_SOURCE_PADDING);
	bytes->n += (size_t)got;
	source->ended = got == 0;
	return ND_OK;
}

void nd_source_release(struct nd_source *source)
{
	nd_array_release(&source->bytes);
}

long nd_pull_file(void *ctx, char *to, size_t room)
{
	const int fd = *(const int *)ctx;
	ssize_t got;

	do
		got = read(fd, to, room);
	while (got < 0 && errno == EINTR);
	return got;
}
