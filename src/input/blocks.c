/*
 * blocks.c - pull under a lock, parse beside each other, take in turn
 *
 * A block goes round: free -> pulled and parsed by a thread -> parked until its
 * turn comes -> taken, by the thread that parked the one whose turn it is -> free.
 * There are more blocks than threads, so that nobody waits for one who is late.
 */
#include "input/blocks.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/parallel.h"
#include "input/html.h"
#include "input/record.h"
#include "input/record_json.h"

/* Bytes a pull: few enough that a block stays in the second level cache, beside all that is
 * made of it, while it is parsed.  With 1 MiB a run over 150 MB takes 591 ms, with 256 or 512 KiB 516. */
#define BLOCK ((size_t)256 << 10)

/* What the threads share. */
struct blocks {
	struct nd_reading *reading;
	const struct nd_reading *untouched;	/* as it was before the threads began */
	nd_read_line *read_line;
	pthread_mutex_t pulling;	/* for these: */
	struct nd_array carry;		/* char: the start of the next line */
	uint64_t offset, line;		/* of the next block */
	uint64_t number;		/* of the next block, from 0 */
	int ended;			/* there is none */
	struct block *block;		/* all of them */
	size_t n;
	pthread_mutex_t passing;	/* for these: */
	pthread_cond_t freed;
	struct block *free;		/* the one that was freed last, and may be in the cache, first */
	struct block **parked;		/* by number, modulo n */
	int taking;			/* a thread is taking them */
	uint64_t turn;			/* number of the block that is taken next */
	enum nd_status status;		/* other than ND_OK: blocks are not read any more */
};

struct block {
	struct block *next;		/* that is free */
	struct blocks *blocks;		/* NULL: it was never used */
	enum nd_status status;		/* of pulling and parsing it */
	struct nd_reading reading;	/* a copy, with a parser of its own */
	struct nd_input_sink sink;
	struct nd_error err;
	struct nd_error stopped;	/* why a callback stopped the reading */
	void *batch;
	struct nd_array bytes;		/* char */
	struct nd_text lines;		/* whole ones, in 'bytes' */
	uint64_t offset, line, number;
	size_t too_long;		/* bytes of a line that is dropped; it has the number 'line' */
	size_t records;			/* in the batch */
	struct nd_array held;		/* struct nd_held */
	struct nd_arena sentences;
};

/* Bytes are counted in columns, which the compiler makes a vector of; a column holds 255. */
static uint64_t count_newlines(struct nd_text text)
{
	uint64_t count = 0;
	size_t i = 0;

	while (text.len - i >= 64) {
		uint8_t column[64] = { 0 };

		for (unsigned row = 0; row < 255 && text.len - i >= 64; row++, i += 64)
			for (unsigned k = 0; k < 64; k++)
				column[k] = (uint8_t)(column[k] + (text.at[i + k] == '\n'));
		for (unsigned k = 0; k < 64; k++)
			count += column[k];
	}
	for (; i < text.len; i++)
		count += text.at[i] == '\n';
	return count;
}

static enum nd_status no_memory(struct block *block)
{
	return nd_fail_memory(&block->err);
}

/* Pull once more behind what the block has; *got is 0 at the end. */
static enum nd_status pull(struct block *block, size_t *got)
{
	const struct nd_source *const source = &block->blocks->reading->source;
	char *const to = nd_array_reserve(&block->bytes, BLOCK + ND_SOURCE_PADDING);
	char why[ND_ERRNO_TEXT];
	long n;

	if (!to)
		return no_memory(block);
	n = source->pull(source->ctx, to, BLOCK);
	if (n < 0)
		return nd_fail(&block->err, ND_EIO, "cannot read '%s': %s", block->reading.file,
			       nd_errno_text(why, errno));
	*got = (size_t)n;
	block->bytes.n += *got;
	block->blocks->ended = n == 0;
	return ND_OK;
}

/* Move *end behind the last newline from byte 'from' on, if there is one. */
static void find_end(const struct block *block, size_t from, size_t *end)
{
	const char *const at = block->bytes.items;
	const char *const newline = memrchr(at + from, '\n', block->bytes.n - from);

	if (newline)
		*end = (size_t)(newline + 1 - at);
}

/* Pull until the block is full of lines, or a line is too long, or nothing is left; *end is
 * where the last whole line ends. */
static enum nd_status pull_lines(struct block *block, size_t *end)
{
	const size_t most = block->blocks->reading->max_record;
	size_t searched = 0;

	*end = 0;
	while (!block->blocks->ended) {
		enum nd_status status;
		size_t got;

		find_end(block, searched, end);
		if (*end ? block->bytes.n >= BLOCK : block->bytes.n > most)
			return ND_OK;
		searched = block->bytes.n;
		status = pull(block, &got);
		if (status != ND_OK)
			return status;
	}
	*end = block->bytes.n;
	return ND_OK;
}

/* The block is one line that is longer than a record may be: drop it up to its newline. */
static enum nd_status drop_line(struct block *block)
{
	enum nd_status status = ND_OK;
	char *at = block->bytes.items;
	const char *newline = memchr(at, '\n', block->bytes.n);

	block->too_long = 0;
	while (status == ND_OK && !newline && !block->blocks->ended) {
		size_t got;

		block->too_long += block->bytes.n;
		block->bytes.n = 0;
		status = pull(block, &got);
		at = block->bytes.items;
		newline = memchr(at, '\n', block->bytes.n);
	}
	block->too_long += newline ? (size_t)(newline + 1 - at) : block->bytes.n;
	block->bytes.n -= newline ? (size_t)(newline + 1 - at) : block->bytes.n;
	if (newline)
		memmove(at, newline + 1, block->bytes.n);
	return status;
}

/* Keep what follows the lines for the next block. */
static enum nd_status carry_over(struct block *block, size_t end)
{
	struct nd_array *const carry = &block->blocks->carry;

	carry->n = 0;
	if (!nd_array_append(carry, (const char *)block->bytes.items + end, block->bytes.n - end))
		return no_memory(block);
	block->bytes.n = end;
	memset((char *)block->bytes.items + end, 0, ND_SOURCE_PADDING);	/* there is room: see pull() */
	return ND_OK;
}

/* Fill the block with the next lines, or with none and too_long. */
static enum nd_status fill(struct block *block)
{
	struct blocks *const blocks = block->blocks;
	size_t end;
	enum nd_status status;

	block->bytes.n = 0;
	block->too_long = 0;
	if (!nd_array_reserve(&block->bytes, blocks->carry.n + ND_SOURCE_PADDING) ||
	    !nd_array_append(&block->bytes, blocks->carry.items, blocks->carry.n))
		return no_memory(block);
	status = pull_lines(block, &end);
	if (status == ND_OK && !end && block->bytes.n) {
		status = drop_line(block);
		end = 0;
	}
	if (status == ND_OK)
		status = carry_over(block, end);
	if (blocks->carry.n)
		blocks->ended = 0;
	block->lines = (struct nd_text){ block->bytes.items, end };
	block->offset = blocks->offset;
	block->line = blocks->line;
	block->number = blocks->number++;
	blocks->offset += end + block->too_long;
	blocks->line += block->too_long ? 1 : count_newlines(block->lines);
	return status;
}

/* Get the next block; 0: there is none.  A failure is in *status and ends the reading. */
static int next_block(struct block *block, enum nd_status *status)
{
	struct blocks *const blocks = block->blocks;
	int there;

	pthread_mutex_lock(&blocks->pulling);
	there = !blocks->ended || blocks->carry.n;
	if (there) {
		*status = fill(block);
		if (*status != ND_OK) {
			blocks->ended = 1;
			blocks->carry.n = 0;
		}
	}
	pthread_mutex_unlock(&blocks->pulling);
	return there;
}

static int hold(struct block *block, const struct nd_complaint *complaint)
{
	struct nd_held held = { *complaint, block->records };

	held.complaint.message = nd_arena_copy(&block->sentences, complaint->message,
					       strlen(complaint->message) + 1);
	return held.complaint.message && nd_array_append(&block->held, &held, 1);
}

static int on_complaint(void *ctx, const struct nd_complaint *complaint)
{
	struct block *const block = ctx;

	if (hold(block, complaint))
		return 0;
	nd_fail_memory(&block->stopped);
	return 1;
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct block *const block = ctx;
	struct nd_record one = *record;
	struct nd_error err = { 0 };
	const struct nd_complaint complaint = { record->file, record->line, err.message, 1 };
	enum nd_status status;

	one.offset = block->offset + (uint64_t)(record->raw.at - block->lines.at);
	one.again = block->reading.regular && block->reading.source.pull == nd_pull_file;
	status = block->sink.crew->record(block->batch, &one, &err);
	if (status == ND_OK) {
		block->records++;
		return 0;
	}
	if (status == ND_EINVAL)
		return on_complaint(ctx, &complaint);
	block->stopped = err;
	return 1;
}

static enum nd_status parse(struct block *block)
{
	const char *at = block->lines.at, *const end = at + block->lines.len;
	enum nd_status status = ND_OK;
	uint64_t line = block->line;

	block->records = 0;
	block->held.n = 0;
	nd_arena_release(&block->sentences);
	if (block->too_long)
		status = nd_record_too_long(&block->reading, line);
	while (status == ND_OK && at < end) {
		const char *const newline = memchr(at, '\n', (size_t)(end - at));
		const char *const stop = newline ? newline : end;

		status = block->blocks->read_line(&block->reading,
						  (struct nd_text){ at, (size_t)(stop - at) }, line++);
		at = stop + 1;
	}
	if (status == ND_ESTOPPED)	/* it comes from the callbacks above */
		block->err = block->stopped;
	return status == ND_ESTOPPED ? block->err.status : status;
}

/* It is the block's turn: have its batch taken, unless somebody failed before. */
static enum nd_status take(struct block *block, enum nd_status before)
{
	struct nd_reading *const reading = block->blocks->reading;
	enum nd_status status = before;

	if (status == ND_OK && block->sink.crew->take(block->batch, block->held.items, block->held.n))
		status = nd_fail(reading->err, ND_ESTOPPED, "stopped by callback");
	if (status == ND_OK && block->status != ND_OK)
		status = nd_fail(reading->err, block->status, "%s", block->err.message);
	reading->told += block->records + block->held.n;
	return status;
}

/* Park the block; then, if nobody else does, take those whose turn has come.  0: stop. */
static int pass(struct block *block)
{
	struct blocks *const blocks = block->blocks;
	struct block **parked = &blocks->parked[block->number % blocks->n];
	int go_on;

	pthread_mutex_lock(&blocks->passing);
	*parked = block;
	while (!blocks->taking && *(parked = &blocks->parked[blocks->turn % blocks->n])) {
		struct block *const one = *parked;
		enum nd_status status = blocks->status;

		*parked = NULL;
		blocks->taking = 1;
		pthread_mutex_unlock(&blocks->passing);
		status = take(one, status);
		pthread_mutex_lock(&blocks->passing);
		blocks->taking = 0;
		blocks->status = status;
		blocks->turn++;
		one->next = blocks->free;
		blocks->free = one;
		pthread_cond_signal(&blocks->freed);
	}
	go_on = blocks->status == ND_OK;
	pthread_mutex_unlock(&blocks->passing);
	return go_on;
}

static void open_block(struct block *block, struct blocks *blocks)
{
	*block = (struct block){
		.blocks = blocks,
		.reading = *blocks->untouched,
		.sink = { on_record, on_complaint, block, blocks->untouched->sink->crew },
		.bytes = ND_ARRAY_INIT(char, SIZE_MAX / 4),
		.held = ND_ARRAY_INIT(struct nd_held, SIZE_MAX / 256),
	};
	block->reading.sink = &block->sink;
	block->reading.err = &block->err;
	block->reading.json = NULL;
	block->reading.html = NULL;
	block->batch = block->sink.crew->open(block->sink.crew->ctx);
}

/* A block that nobody has; waits until there is one. */
static struct block *free_block(struct blocks *blocks)
{
	struct block *block;

	pthread_mutex_lock(&blocks->passing);
	while (!blocks->free)
		pthread_cond_wait(&blocks->freed, &blocks->passing);
	block = blocks->free;
	blocks->free = block->next;
	pthread_mutex_unlock(&blocks->passing);
	if (!block->blocks)
		open_block(block, blocks);
	return block;
}

static void close_block(struct block *block)
{
	if (block->batch)
		block->sink.crew->close(block->batch);
	nd_array_release(&block->bytes);
	nd_array_release(&block->held);
	nd_arena_release(&block->sentences);
	nd_json_close(block->reading.json);
	nd_html_close(block->reading.html);
}

static enum nd_status work(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct blocks *const blocks = ctx;
	struct block *block = free_block(blocks);

	(void)worker;
	(void)from;
	(void)to;
	while (next_block(block, &block->status)) {
		if (!block->batch)
			block->status = no_memory(block);
		if (block->status == ND_OK)
			block->status = parse(block);
		if (!pass(block))
			return ND_OK;
		block = free_block(blocks);
	}
	return ND_OK;
}

/* Make all blocks, and list them as free. */
static int open_blocks(struct blocks *blocks)
{
	blocks->block = nd_calloc(blocks->n, sizeof(*blocks->block));
	blocks->parked = nd_calloc(blocks->n, sizeof(*blocks->parked));
	for (size_t i = 0; blocks->block && i < blocks->n; i++) {
		blocks->block[i].next = blocks->free;
		blocks->free = &blocks->block[i];
	}
	return blocks->block && blocks->parked;
}

static void close_blocks(struct blocks *blocks)
{
	for (size_t i = 0; blocks->block && i < blocks->n; i++)
		if (blocks->block[i].blocks)
			close_block(&blocks->block[i]);
	free(blocks->block);
	free(blocks->parked);
	nd_array_release(&blocks->carry);
}

enum nd_status nd_blocks_read(struct nd_reading *reading, nd_read_line *read_line)
{
	const struct nd_text rest = nd_source_unread(&reading->source);
	const struct nd_reading untouched = *reading;
	const unsigned threads = reading->sink->crew->threads;
	struct blocks blocks = {
		.reading = reading,
		.untouched = &untouched,
		.read_line = read_line,
		.pulling = PTHREAD_MUTEX_INITIALIZER,
		.carry = ND_ARRAY_INIT(char, SIZE_MAX / 4),
		.offset = reading->source.offset,
		.line = 1,
		.ended = reading->source.ended,
		.passing = PTHREAD_MUTEX_INITIALIZER,
		.freed = PTHREAD_COND_INITIALIZER,
		.n = threads > 1 ? 2 * threads : 1,
	};

	if (!open_blocks(&blocks) || !nd_array_append(&blocks.carry, rest.at, rest.len)) {
		blocks.status = nd_fail_memory(reading->err);
	} else {
		nd_source_skip(&reading->source, rest.len);
		nd_parallel(threads, threads, 1, work, &blocks);
	}
	close_blocks(&blocks);
	return blocks.status;
}
