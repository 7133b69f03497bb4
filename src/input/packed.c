/*
 * packed.c - libarchive between two sources
 *
 *	file -> outer source -> libarchive -> reading->source -> reader of the member
 *
 * libarchive takes blocks of the outer source as they lie there.  What goes
 * wrong within looks to the reader of the member like the end of its bytes, so
 * that it keeps what it has; the complaint comes after it.
 */
#include "input/packed.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "input/gzip.h"

/* One archive being read, and the one that it lies in. */
struct nd_packed {
	struct nd_reading *reading;
	struct nd_packed *within;	/* NULL: it is a file of its own */
	struct nd_source outer;		/* the packed bytes */
	size_t given;			/* of its unread bytes, to libarchive */
	struct archive *archive;
	const char *file;		/* its name */
	struct nd_array name;		/* of the member being read; char */
	uint64_t unpacked;		/* bytes that came out */
	uint64_t members;
	uint64_t began;			/* where in 'outer' libarchive began */
	int gzip;			/* what begins there is a gzip member */
	unsigned damages;		/* that were stepped over */
	int broken;			/* 'why' is what libarchive says */
	int drained;			/* libarchive says that a member has ended */
	enum nd_status status;		/* of the outer source */
	char why[ND_PACKED_WHY];	/* why nothing more is to be had, else empty */
};

#define MOST_NAME ((size_t)16 << 10)	/* bytes */

/* Asked of libarchive at once: where what is packed breaks off, it keeps back all that it was
 * asked for, so a download cut short lost a megabyte of articles. */
#define PIECE ((size_t)8 << 10)

static int starts(struct nd_text head, const char *magic, size_t len)
{
	return head.len >= len && !memcmp(head.at, magic, len);
}

#define STARTS(head, magic) starts(head, magic, sizeof(magic) - 1)

static int is_bzip2(struct nd_text head)
{
	return STARTS(head, "BZh") && head.len >= 10 &&
	       (!memcmp(head.at + 4, "1AY&SY", 6) || !memcmp(head.at + 4, "\x17\x72\x45\x38", 4));
}

/*
 * A header of tar is a block of 512 bytes with "ustar" at 257.  It begins with
 * a name, in which a line end is not to be expected.
 */
static enum nd_probe probe_tar(struct nd_text head, int all)
{
	static const size_t at = 257, need = 257 + 5;

	if (head.len >= need)
		return memcmp(head.at + at, "ustar", 5) ? ND_PROBE_NO : ND_PROBE_YES;
	return all || memchr(head.at, '\n', head.len) ? ND_PROBE_NO : ND_PROBE_MORE;
}

static enum nd_probe probe(struct nd_text head, int all)
{
	if (nd_gzip_marked(head) || STARTS(head, "\x28\xb5\x2f\xfd") ||
	    STARTS(head, "\xfd" "7zXZ\0") || STARTS(head, "\x04\x22\x4d\x18") ||
	    STARTS(head, "PK\3\4") || STARTS(head, "PK\5\6") || is_bzip2(head))
		return ND_PROBE_YES;
	return probe_tar(head, all);
}

static void end(struct nd_packed *packed, const char *why)
{
	if (!*packed->why)
		snprintf(packed->why, sizeof(packed->why), "%s", why);
}

/* What libarchive says of its last failure, in one line. */
static void tell(struct archive *archive, char why[ND_PACKED_WHY])
{
	const char *const said = archive_error_string(archive);
	const struct nd_text text = { said, said ? strlen(said) : 0 };

	snprintf(why, ND_PACKED_WHY, "cannot unpack it further: %s",
		 text.len ? nd_excerpt(text).at : "broken");
}

/* What was damaged is stepped over. */
static void forget(struct nd_packed *packed)
{
	packed->damages++;
	packed->broken = packed->drained = 0;
	*packed->why = '\0';
}

static void end_broken(struct nd_packed *packed)
{
	char why[ND_PACKED_WHY];

	tell(packed->archive, why);
	end(packed, why);
	packed->broken = 1;
}

/* Bytes of the file on disk that libarchive has seen. */
static uint64_t bytes_on_disk(const struct nd_packed *packed)
{
	while (packed->within)
		packed = packed->within;
	return packed->outer.offset + packed->given;
}

/* Is it a bomb?  What has come out so far is passed on, nothing after it. */
static void limit(struct nd_packed *packed)
{
	const uint64_t most = packed->reading->max_size;
	char why[ND_PACKED_WHY];

	if (packed->unpacked > most) {
		snprintf(why, sizeof(why), "it unpacks to more than %llu bytes (--max-size): the "
			 "rest is left out", (unsigned long long)most);
		end(packed, why);
	} else if (packed->unpacked > ND_PACKED_FREE &&
		   packed->unpacked / ND_PACKED_RATIO > bytes_on_disk(packed)) {
		snprintf(why, sizeof(why), "it unpacks to more than %d times its size: the rest "
			 "is left out", ND_PACKED_RATIO);
		end(packed, why);
	}
}

/* For libarchive: the next block; the one before is done with. */
static la_ssize_t give(struct archive *archive, void *ctx, const void **block)
{
	struct nd_packed *const packed = ctx;
	struct nd_source *const outer = &packed->outer;

	nd_source_skip(outer, packed->given);
	packed->given = 0;
	if (!nd_source_unread(outer).len && !outer->ended)
		packed->status = nd_reading_more_of(packed->reading, outer, packed->file);
	if (packed->status != ND_OK) {
		archive_set_error(archive, EIO, "cannot be read");
		return -1;
	}
	*block = nd_source_unread(outer).at;
	packed->given = nd_source_unread(outer).len;
	return (la_ssize_t)packed->given;
}

/* An nd_pull: the next bytes of the member. */
static long pull_member(void *ctx, char *to, size_t room)
{
	struct nd_packed *const packed = ctx;
	la_ssize_t got;
	size_t pulled = 0;

	if (*packed->why || packed->status != ND_OK)
		return 0;
	do {
		got = archive_read_data(packed->archive, to + pulled,
					room - pulled < PIECE ? room - pulled : PIECE);
		pulled += got > 0 ? (size_t)got : 0;
	} while (got > 0 && pulled < room);
	if (got < 0)
		end_broken(packed);
	packed->drained = !got;
	packed->unpacked += pulled;
	limit(packed);
	return (long)pulled;
}

/* A new libarchive reader of what we read and of nothing else; NULL: no memory. */
static struct archive *new_archive(int members)
{
	struct archive *const archive = archive_read_new();

	if (!archive)
		return NULL;
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_lz4(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	if (members) {
		archive_read_support_format_tar(archive);
		archive_read_support_format_zip_streamable(archive);
	}
	return archive;
}

static struct nd_text member_name(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname_utf8(entry);

	if (!name)
		name = archive_entry_pathname(entry);
	if (!name)
		name = "";
	while (!strncmp(name, "./", 2) || *name == '/')
		name += *name == '/' ? 1 : 2;
	return (struct nd_text){ name, strlen(name) };
}

/* As in a folder on disk: a part of the path that starts with a dot; and what a Mac adds. */
static int is_hidden(struct nd_text name)
{
	for (size_t i = 0; i + 1 < name.len; i++)
		if (name.at[i] == '.' && (!i || name.at[i - 1] == '/') && name.at[i + 1] != '.')
			return 1;
	return STARTS(name, "__MACOSX/");
}

/* "archive/member", or NULL where that is too long. */
static const char *full_name(struct nd_packed *packed, struct nd_text name)
{
	struct nd_array *const full = &packed->name;
	char number[32];

	if (!name.len) {	/* the archive has a name that is not in Unicode */
		name.len = (size_t)snprintf(number, sizeof(number), "member %llu",
					    (unsigned long long)packed->members);
		name.at = number;
	}
	full->n = 0;
	if (!nd_array_append(full, packed->file, strlen(packed->file)) ||
	    !nd_array_append(full, "/", 1) || !nd_array_append(full, name.at, name.len) ||
	    !nd_array_append(full, "", 1))
		return NULL;
	return full->items;
}

/* Is it one stream, and no archive of members? */
static int is_alone(const struct nd_packed *packed)
{
	return archive_format(packed->archive) == ARCHIVE_FORMAT_RAW;
}

/* What follows a damage is a file of its own: nobody knows how many lines are missing. */
static enum nd_status read_alone(struct nd_packed *packed)
{
	const char *file = packed->file;
	char from[48];

	if (packed->damages) {
		const int n = snprintf(from, sizeof(from), "from byte %llu",
				       (unsigned long long)packed->began);

		file = full_name(packed, (struct nd_text){ from, (size_t)n });
	}
	return file ? nd_read_within(packed->reading, file, pull_member, packed) :
	       nd_fail_memory(packed->reading->err);
}

static enum nd_status read_member(struct nd_packed *packed, struct archive_entry *entry)
{
	struct nd_reading *const reading = packed->reading;
	const struct nd_text name = member_name(entry);
	const char *file;

	if (is_alone(packed))
		return read_alone(packed);
	if (++packed->members > ND_PACKED_ENTRIES) {
		end(packed, "it has more than 10,000,000 members: the rest is left out");
		return ND_OK;
	}
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
	    is_hidden(name))
		return ND_OK;
	file = full_name(packed, name);
	if (!file)
		return nd_complain(reading, 0, 1, "a member whose name has more than %zu bytes",
				   MOST_NAME);
	return nd_read_within(reading, file, pull_member, packed);
}

/* Of a zip file libarchive finds the next member behind one that it cannot unpack. */
static enum nd_status step_over_member(struct nd_packed *packed)
{
	struct nd_reading *const reading = packed->reading;
	const char *const file = reading->file;
	enum nd_status status;

	if (!packed->broken || packed->damages == ND_PACKED_DAMAGES || !packed->name.n ||
	    (archive_format(packed->archive) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_ZIP)
		return ND_OK;
	reading->file = packed->name.items;
	status = nd_complain(reading, 0, 1, "%s", packed->why);
	reading->file = file;
	forget(packed);
	return status;
}

static enum nd_status read_members(struct nd_packed *packed)
{
	struct archive_entry *entry;
	enum nd_status status = ND_OK;

	while (status == ND_OK && !*packed->why) {
		const int said = archive_read_next_header(packed->archive, &entry);
		if (said == ARCHIVE_EOF)
			break;
		if (said == ARCHIVE_OK || said == ARCHIVE_WARN) {
			status = read_member(packed, entry);
			if (status == ND_OK)
				status = step_over_member(packed);
		} else if (packed->status == ND_OK && said != ARCHIVE_RETRY) {
			end_broken(packed);
		}
		if (status == ND_OK)
			status = packed->status;
	}
	return status;
}

/* Read what libarchive makes of the bytes from here on, up to the end or a damage. */
static enum nd_status read_stream(struct nd_packed *packed)
{
	enum nd_status status = ND_OK;

	packed->began = packed->outer.offset;
	packed->gzip = nd_gzip_marked(nd_source_unread(&packed->outer));
	archive_read_set_callback_data(packed->archive, packed);
	archive_read_set_read_callback(packed->archive, give);
	if (archive_read_open1(packed->archive) == ARCHIVE_OK)
		status = read_members(packed);
	else if (packed->status == ND_OK)
		end_broken(packed);
	else
		status = packed->status;
	return status;
}

/* Go to where another gzip member begins, from this byte of the outer source on; *found: there is
 * one. */
static enum nd_status find_member(struct nd_packed *packed, uint64_t from, int *found)
{
	struct nd_source *const outer = &packed->outer;
	enum nd_status status = ND_OK;

	if (from > outer->offset)
		nd_source_skip(outer, from - outer->offset < packed->given ?
			       (size_t)(from - outer->offset) : packed->given);
	packed->given = 0;
	for (*found = 0; status == ND_OK && !*found;) {
		const size_t n = nd_source_unread(outer).len;
		const size_t at = nd_gzip_find(nd_source_unread(outer), outer->ended);

		nd_source_skip(outer, at);
		if (at < n && (outer->ended || n - at >= ND_GZIP_PROBE))
			*found = 1;
		else if (outer->ended)
			break;
		else
			status = nd_reading_more_of(packed->reading, outer, packed->file);
	}
	return status;
}

/* Did libarchive end with a damage behind which there may be more?  It does so silently, too. */
static int may_go_on(const struct nd_packed *packed)
{
	if (!packed->gzip || packed->damages == ND_PACKED_DAMAGES)
		return 0;
	if (!is_alone(packed) && archive_format(packed->archive))	/* 0: it did not come so far */
		return 0;
	return packed->broken || (packed->drained && !*packed->why);
}

/*
 * A gzip member that cannot be unpacked, or something between two: the next one can, perhaps.
 * *goes_on: it is there, and libarchive is to begin anew.
 */
static enum nd_status step_over(struct nd_packed *packed, int *goes_on)
{
	const la_int64_t taken = archive_filter_bytes(packed->archive, -1);	/* -1: it is not told */
	const uint64_t at = packed->began + (taken > 0 ? (uint64_t)taken : 1);
	enum nd_status status;

	*goes_on = 0;
	if (!may_go_on(packed))
		return ND_OK;
	status = find_member(packed, at, goes_on);
	if (status != ND_OK || !*goes_on)
		return status;
	forget(packed);
	return nd_complain(packed->reading, 0, 1,
			   "damaged: what is packed in bytes %llu to %llu is left out",
			   (unsigned long long)at, (unsigned long long)packed->outer.offset - 1);
}

static enum nd_status read_archive(struct nd_packed *packed)
{
	struct nd_reading *const reading = packed->reading;
	enum nd_status status;
	int goes_on;

	do {
		packed->archive = new_archive(1);
		if (!packed->archive)
			return nd_fail_memory(reading->err);
		status = read_stream(packed);
		goes_on = 0;
		if (status == ND_OK)
			status = step_over(packed, &goes_on);
		archive_read_free(packed->archive);
	} while (status == ND_OK && goes_on);
	if (status == ND_OK && *packed->why)
		status = nd_complain(reading, 0, 1, "%s", packed->why);
	return status;
}

static enum nd_status read_packed(struct nd_reading *reading)
{
	struct nd_packed packed = {
		.reading = reading,
		.within = reading->packed,
		.outer = reading->source,
		.file = reading->file,
		.name = ND_ARRAY_INIT(char, MOST_NAME),
	};
	enum nd_status status;

	if (reading->depth == ND_PACKED_DEPTH)
		return nd_complain(reading, 0, 1, "packed more than %d times", ND_PACKED_DEPTH);
	nd_source_init(&reading->source, reading->max_record);
	reading->packed = &packed;
	reading->depth++;
	status = read_archive(&packed);
	reading->depth--;
	reading->packed = packed.within;
	nd_source_release(&reading->source);
	reading->source = packed.outer;
	nd_array_release(&packed.name);
	return status;
}

int nd_unpack(struct nd_text packed, struct nd_array *out, char why[ND_PACKED_WHY])
{
	static const size_t block = (size_t)64 << 10;
	struct archive *const archive = new_archive(0);
	struct archive_entry *entry;
	la_ssize_t got = 0;
	char *to;

	snprintf(why, ND_PACKED_WHY, "out of memory");
	if (!archive)
		return 0;
	if (archive_read_open_memory(archive, packed.at, packed.len) != ARCHIVE_OK ||
	    archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		got = -1;
	while (got >= 0) {
		to = nd_array_reserve(out, block);
		if (!to)
			break;
		got = archive_read_data(archive, to, block);
		if (got <= 0)
			break;
		out->n += (size_t)got;
		if (out->n + block > out->ceiling) {
			snprintf(why, ND_PACKED_WHY, "unpacked it has more than %zu bytes",
				 out->ceiling);
			break;
		}
	}
	if (got < 0)
		tell(archive, why);
	archive_read_free(archive);
	return got == 0;
}

const struct nd_format nd_format_packed = { "packed", probe, read_packed };
