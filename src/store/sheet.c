/* sheet.c - blocks out with their checksums, blocks in against them */
#include "store/sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

#define MAGIC		0x31746565485344ull	/* "DSHeet1" and a zero */
#define VERSION		1
#define HEADER		64

/* XXH3 takes 1.5 microseconds for a block; a query looks into some hundred, most of which it
 * has seen.  Larger ones cost a first look more, smaller ones more checksums. */
#define BLOCK		((size_t)16 << 10)

/* Written at once: so much of a file Linux then keeps and maps as one huge page, where the file
 * system can; a query looks at some thousand places, each on a page of its own if they are small. */
#define CHUNK		((size_t)2 << 20)

struct header {
	uint64_t magic;
	uint8_t version, kind;
	uint16_t bits;
	uint32_t articles;
	uint64_t bytes, items, index_at;
	uint32_t first, count;
	uint32_t earliest, latest;	/* hours since 1970, UINT32_MAX where unknown */
	uint64_t check;			/* of all before it */
};
_Static_assert(sizeof(struct header) == HEADER, "the header of a sheet has 64 bytes");

static const char *const endings[ND_SHEET_KINDS] = { "", ".rec", ".idx", ".cnt" };

void nd_sheet_path(char *out, size_t room, const char *folder, enum nd_sheet_kind kind,
		   uint32_t number)
{
	snprintf(out, room, "%s/%08x%s", folder, number, endings[kind]);
}

enum nd_sheet_kind nd_sheet_named(const char *name, uint32_t *number)
{
	for (int kind = ND_SHEET_RECORDS; kind < ND_SHEET_KINDS; kind++) {
		char again[16], *end;

		*number = (uint32_t)strtoul(name, &end, 16);
		snprintf(again, sizeof(again), "%08x%s", *number, endings[kind]);
		if (!strcmp(name, again))
			return (enum nd_sheet_kind)kind;
	}
	return (enum nd_sheet_kind)0;
}

static uint64_t blocks_of(uint64_t bytes)
{
	return (bytes + BLOCK - 1) / BLOCK;
}

static uint32_t to_hours(int64_t time)
{
	return time == ND_NO_TIME || time < 0 || time / 3600 >= UINT32_MAX ?
	       UINT32_MAX : (uint32_t)(time / 3600);
}

static int64_t from_hours(uint32_t hours)
{
	return hours == UINT32_MAX ? ND_NO_TIME : (int64_t)hours * 3600;
}

static uint64_t check_of(const struct header *header)
{
	return nd_hash_bytes(header, offsetof(struct header, check), MAGIC);
}

static enum nd_status map_file(struct nd_sheet *sheet, const char *path, struct nd_error *err)
{
	struct nd_error why;
	const enum nd_status status = nd_map(&sheet->map, path, &why);

	if (status != ND_OK)	/* one that is not there is named by a table */
		return nd_fail(err, status == ND_ENOENT ? ND_EFORMAT : status, "%s", why.message);
	if (sheet->map.n < HEADER)
		return nd_fail(err, ND_EFORMAT, "'%s' is cut off: it has %zu bytes", path,
			       sheet->map.n);
	return ND_OK;
}

static enum nd_status check_header(const struct nd_sheet *sheet, enum nd_sheet_kind kind,
				   const char *path, struct nd_error *err)
{
	const struct header *const header = sheet->map.at;
	uint64_t wanted;

	if (header->magic != MAGIC || header->check != check_of(header) || header->kind != kind)
		return nd_fail(err, ND_EFORMAT, "'%s' is damaged: its header is not that of a "
			       "file of the store", path);
	if (header->version != VERSION)
		return nd_fail(err, ND_EVERSION, "'%s' has format %u, this program reads %u", path,
			       (unsigned)header->version, VERSION);
	wanted = HEADER + header->bytes + 8 * blocks_of(header->bytes);
	if (sheet->map.n != wanted)
		return nd_fail(err, ND_EFORMAT, "'%s' is cut off: it has %zu bytes, not %llu", path,
			       sheet->map.n, (unsigned long long)wanted);
	return ND_OK;
}

enum nd_status nd_sheet_open(struct nd_sheet *sheet, const char *folder,
			     enum nd_sheet_kind kind, uint32_t number, struct nd_error *err)
{
	const struct header *header;
	char path[4096];
	enum nd_status status;

	*sheet = (struct nd_sheet){ .number = number };
	nd_sheet_path(path, sizeof(path), folder, kind, number);
	status = map_file(sheet, path, err);
	if (status == ND_OK)
		status = check_header(sheet, kind, path, err);
	if (status != ND_OK) {
		nd_sheet_close(sheet);
		return status;
	}
	header = sheet->map.at;
	sheet->payload = (const uint8_t *)sheet->map.at + HEADER;
	sheet->bytes = header->bytes;
	sheet->sums = sheet->payload + sheet->bytes;
	sheet->about = (struct nd_sheet_about){
		.first = header->first, .count = header->count, .items = header->items,
		.index_at = header->index_at, .bits = header->bits, .articles = header->articles,
		.earliest = from_hours(header->earliest), .latest = from_hours(header->latest),
	};
	sheet->seen = nd_calloc(blocks_of(sheet->bytes), 1);
	if (sheet->seen)
		return ND_OK;
	nd_sheet_close(sheet);
	return nd_fail_memory(err);
}

void nd_sheet_close(struct nd_sheet *sheet)
{
	nd_unmap(&sheet->map);
	free(sheet->seen);
	*sheet = (struct nd_sheet){ 0 };
}

static int block_is_right(const struct nd_sheet *sheet, uint64_t block)
{
	const uint64_t at = block * BLOCK;
	const size_t n = sheet->bytes - at < BLOCK ? (size_t)(sheet->bytes - at) : BLOCK;
	uint64_t sum;

	memcpy(&sum, sheet->sums + block * 8, sizeof(sum));
	return sum == nd_hash_bytes(sheet->payload + at, n, block);
}

void nd_sheet_trust(struct nd_sheet *sheet)
{
	memset(sheet->seen, 1, blocks_of(sheet->bytes));
}

const uint8_t *nd_sheet_look(const struct nd_sheet *sheet, uint64_t at, uint64_t n)
{
	if (at > sheet->bytes || n > sheet->bytes - at)
		return NULL;
	for (uint64_t block = at / BLOCK; n && block <= (at + n - 1) / BLOCK; block++) {
		if (sheet->seen[block])
			continue;
		if (!block_is_right(sheet, block))
			return NULL;
		sheet->seen[block] = 1;
	}
	return sheet->payload + at;
}

uint64_t nd_sheet_damage(const struct nd_sheet *sheet, uint64_t *first)
{
	uint64_t damaged = 0;

	for (uint64_t block = 0; block < blocks_of(sheet->bytes); block++)
		if (!block_is_right(sheet, block) && !damaged++)
			*first = HEADER + block * BLOCK;
	return damaged;
}

/* Free what was taken to write, when the file is closed. */
static void release(struct nd_sheet_writer *writer)
{
	free(writer->block);
	free(writer->chunk);
	writer->block = NULL;
	writer->chunk = NULL;
	nd_array_release(&writer->sums);
}

enum nd_status nd_sheet_begin(struct nd_sheet_writer *writer, const char *folder,
			      enum nd_sheet_kind kind, uint32_t number, struct nd_error *err)
{
	char text[ND_ERRNO_TEXT];
	static const struct header none;

	*writer = (struct nd_sheet_writer){ .sums = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 8) };
	nd_sheet_path(writer->path, sizeof(writer->path), folder, kind, number);
	writer->block = malloc(BLOCK);
	writer->chunk = malloc(CHUNK);
	if (!writer->block || !writer->chunk) {
		nd_sheet_drop(writer);
		return nd_fail_memory(err);
	}
	writer->out = fopen(writer->path, "wxe");
	if (!writer->out || setvbuf(writer->out, writer->chunk, _IOFBF, CHUNK) ||
	    fwrite(&none, sizeof(none), 1, writer->out) != 1) {
		const int number_ = errno;

		nd_sheet_drop(writer);
		return nd_fail(err, ND_EIO, "cannot write '%s': %s", writer->path,
			       nd_errno_text(text, number_));
	}
	return ND_OK;
}

static void write_block(struct nd_sheet_writer *writer)
{
	const uint64_t block = writer->sums.n;
	const uint64_t sum = nd_hash_bytes(writer->block, writer->filled, block);

	if (!nd_array_append(&writer->sums, &sum, 1))
		writer->failed = ENOMEM;
	else if (fwrite(writer->block, 1, writer->filled, writer->out) != writer->filled)
		writer->failed = errno;
	writer->filled = 0;
}

void nd_sheet_put(struct nd_sheet_writer *writer, const void *from, size_t n)
{
	const uint8_t *at = from;

	writer->bytes += n;
	while (n && !writer->failed) {
		const size_t room = BLOCK - writer->filled, some = n < room ? n : room;

		memcpy(writer->block + writer->filled, at, some);
		writer->filled += some;
		at += some;
		n -= some;
		if (writer->filled == BLOCK)
			write_block(writer);
	}
}

enum nd_status nd_sheet_finish(struct nd_sheet_writer *writer, enum nd_sheet_kind kind,
			       const struct nd_sheet_about *about, struct nd_error *err)
{
	struct header header = {
		.magic = MAGIC, .version = VERSION, .kind = (uint8_t)kind,
		.bits = (uint16_t)about->bits, .articles = about->articles,
		.bytes = writer->bytes, .items = about->items, .index_at = about->index_at,
		.first = about->first, .count = about->count,
		.earliest = to_hours(about->earliest), .latest = to_hours(about->latest),
	};
	char text[ND_ERRNO_TEXT];

	header.check = check_of(&header);
	if (writer->filled && !writer->failed)
		write_block(writer);
	if (!writer->failed &&
	    ((writer->sums.n &&
	      fwrite(writer->sums.items, 8, writer->sums.n, writer->out) != writer->sums.n) ||
	     fseek(writer->out, 0, SEEK_SET) ||
	     fwrite(&header, sizeof(header), 1, writer->out) != 1 ||
	     fflush(writer->out) || fsync(fileno(writer->out))))
		writer->failed = errno;
	if (writer->failed) {
		const int number = writer->failed;

		nd_sheet_drop(writer);
		return nd_fail(err, number == ENOMEM ? ND_ENOMEM : ND_EIO, "cannot write '%s': %s",
			       writer->path, nd_errno_text(text, number));
	}
	fclose(writer->out);
	writer->out = NULL;
	release(writer);
	return ND_OK;
}

void nd_sheet_drop(struct nd_sheet_writer *writer)
{
	if (writer->out) {
		fclose(writer->out);
		unlink(writer->path);
		writer->out = NULL;
	}
	release(writer);
}
