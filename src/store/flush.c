/* flush.c - files in, files out, each time in one transaction */
#include "store/flush.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/parallel.h"
#include "store/finding.h"

/* Files that one transaction brings, and files that it sends away. */
struct exchange {
	struct nd_store *store;
	struct nd_array in, out;	/* struct file */
};

struct file {
	enum nd_sheet_kind kind;
	uint32_t number;
};

static struct exchange exchange_of(struct nd_store *store)
{
	return (struct exchange){
		.store = store,
		.in = ND_ARRAY_INIT(struct file, UINT32_MAX),
		.out = ND_ARRAY_INIT(struct file, UINT32_MAX),
	};
}

static int is_alive(const void *ctx, uint32_t number)
{
	return nd_gone(ctx, number) != ND_REMOVED;
}

static enum nd_status add_file(struct exchange *exchange, struct nd_array *files,
			       enum nd_sheet_kind kind, uint32_t number)
{
	return nd_array_append(files, &(struct file){ kind, number }, 1) ? ND_OK :
	       nd_fail_memory(&exchange->store->err);
}

static void delete_files(const struct nd_store *store, const struct nd_array *files)
{
	const struct file *const file = files->items;
	char path[4096];

	for (size_t i = 0; i < files->n; i++) {
		nd_sheet_path(path, sizeof(path), store->ledger.folder, file[i].kind,
			      file[i].number);
		unlink(path);
	}
}

/* The names of new files last only once their folder is on the disk. */
static void sync_folder(const struct nd_store *store)
{
	const int fd = open(store->ledger.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Name the new files and forget the old ones, then open what is there now. */
static enum nd_status settle(struct exchange *exchange, enum nd_status status, int clear_tail)
{
	struct nd_store *const store = exchange->store;
	const struct file *const in = exchange->in.items, *const out = exchange->out.items;

	if (status == ND_OK)
		sync_folder(store);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_begin(&store->ledger));
	for (size_t i = 0; i < exchange->in.n && status == ND_OK; i++) {
		const uint32_t kind = in[i].kind;

		status = nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_FILES,
							      in[i].number, &kind, sizeof(kind)));
	}
	for (size_t i = 0; i < exchange->out.n && status == ND_OK; i++)
		status = nd_store_failed(store, nd_ledger_drop(&store->ledger, ND_TABLE_FILES,
							       out[i].number));
	if (status == ND_OK && clear_tail) {
		status = nd_store_failed(store, nd_ledger_clear(&store->ledger, ND_TABLE_TAIL));
		store->state.tail = store->state.next;
	}
	store->state.files_version++;
	if (status == ND_OK)
		status = nd_store_put_state(store);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_commit(&store->ledger));
	delete_files(store, status == ND_OK ? &exchange->out : &exchange->in);
	if (status == ND_OK)
		status = nd_store_load_files(store, clear_tail);
	nd_array_release(&exchange->in);
	nd_array_release(&exchange->out);
	return status;
}

/* Where records end, in units of 8 bytes, and when their articles were published. */
struct listing {
	uint32_t *ends;		/* by article, 0 before the first; an even number in all */
	int64_t *dates;
};

/* Write the records of [first, first + count) that are not gone. */
static enum nd_status put_records(struct nd_store *store, struct nd_sheet_writer *writer,
				  struct nd_sheet_about *about, const struct listing *listing)
{
	for (uint32_t i = 0; i < about->count; i++) {
		struct nd_kept kept;

		if (nd_gone(store, about->first + i) != ND_REMOVED) {
			const enum nd_status status = nd_store_read(store, about->first + i, &kept);

			if (status != ND_OK)
				return status;
			nd_sheet_put(writer, kept.head, kept.head->bytes);
			listing->dates[i] = kept.head->published;
			about->items++;
		}
		listing->ends[i + 1] = (uint32_t)(writer->bytes / 8);
		if (writer->bytes / 8 > UINT32_MAX)
			return nd_fail(&store->err, ND_EIO, "articles %u to %u have more than 32 "
				       "GiB of records", about->first, about->first + i);
	}
	return ND_OK;
}

static enum nd_status write_records(struct nd_store *store, uint32_t file,
				    struct nd_sheet_about about)
{
	const size_t n = ((size_t)about.count + 2) / 2 * 2;
	const struct listing listing = {
		nd_calloc(n, sizeof(uint32_t)), nd_calloc(about.count, sizeof(int64_t)),
	};
	struct nd_sheet_writer writer;
	enum nd_status status = listing.ends && listing.dates ?
		nd_sheet_begin(&writer, store->ledger.folder, ND_SHEET_RECORDS, file, &store->err) :
		nd_fail_memory(&store->err);

	if (status == ND_OK) {
		status = put_records(store, &writer, &about, &listing);
		if (status != ND_OK)
			nd_sheet_drop(&writer);
	}
	if (status == ND_OK) {
		about.index_at = writer.bytes;
		nd_sheet_put(&writer, listing.ends, n * sizeof(uint32_t));
		nd_sheet_put(&writer, listing.dates, about.count * sizeof(int64_t));
		status = nd_sheet_finish(&writer, ND_SHEET_RECORDS, &about, &store->err);
	}
	free(listing.ends);
	free(listing.dates);
	return status;
}

static enum nd_status write_counts(const struct nd_store *store, uint32_t file,
				   struct nd_error *err)
{
	const struct nd_counts *const counts = &store->counts;
	const size_t bytes = sizeof(uint16_t) << counts->bits;
	const struct nd_sheet_about about = {
		.items = counts->articles, .bits = counts->bits,
		.earliest = ND_NO_TIME, .latest = ND_NO_TIME,
	};
	struct nd_sheet_writer writer;
	const enum nd_status status = nd_sheet_begin(&writer, store->ledger.folder, ND_SHEET_COUNTS,
						     file, err);

	if (status != ND_OK)
		return status;
	nd_sheet_put(&writer, counts->row[0], bytes);
	nd_sheet_put(&writer, counts->row[1], bytes);
	return nd_sheet_finish(&writer, ND_SHEET_COUNTS, &about, err);
}

/* What is to be said of articles [first, first + count). */
static enum nd_status describe(struct nd_store *store, uint32_t first, uint32_t count,
			       struct nd_sheet_about *about)
{
	enum nd_status status = ND_OK;
	int undated = 0, any = 0;

	*about = (struct nd_sheet_about){ .first = first, .count = count };
	for (uint32_t i = 0; i < count && status == ND_OK; i++) {
		struct nd_kept kept;
		int64_t at;

		if (nd_gone(store, first + i) == ND_REMOVED)
			continue;
		about->articles++;
		status = nd_store_read(store, first + i, &kept);
		if (status != ND_OK)
			break;
		at = kept.head->published;
		undated |= at == ND_NO_TIME;
		if (!any || at < about->earliest)
			about->earliest = at;
		if (!any || at > about->latest)
			about->latest = at;
		any = 1;
	}
	if (undated || !any)
		about->earliest = about->latest = ND_NO_TIME;
	return status;
}

/* Send the file of counters away that another one replaces. */
static enum nd_status drop_counts(struct exchange *exchange)
{
	struct nd_store *const store = exchange->store;
	struct nd_bytes bytes;
	enum nd_status status = ND_OK;

	for (uint64_t number = 0; status == ND_OK; number++) {
		uint32_t kind;

		status = nd_ledger_next(&store->ledger, ND_TABLE_FILES, &number, &bytes);
		if (status == ND_ENOENT)
			return ND_OK;
		if (status != ND_OK || bytes.n != sizeof(kind))
			return nd_store_failed(store, status == ND_OK ? ND_ENOENT : status);
		memcpy(&kind, bytes.at, sizeof(kind));
		if (kind == ND_SHEET_COUNTS)
			status = add_file(exchange, &exchange->out, kind, (uint32_t)number);
	}
	return status;
}

static uint32_t count_alive(const struct nd_store *store, const struct nd_sheet_about *about)
{
	uint32_t alive = 0;

	for (uint32_t i = 0; i < about->count; i++)
		alive += nd_gone(store, about->first + i) != ND_REMOVED;
	return alive;
}

enum nd_status nd_flush_merged(struct nd_store *store)
{
	struct nd_merging *const merging = &store->merging;
	struct exchange exchange = exchange_of(store);
	enum nd_status status;

	if (!merging->under_way)
		return ND_OK;
	status = nd_merging_end(merging, &store->err);
	if (status == ND_OK)
		status = add_file(&exchange, &exchange.in, ND_SHEET_POSTINGS, merging->file);
	for (size_t i = 0; i < merging->n && status == ND_OK; i++)
		status = add_file(&exchange, &exchange.out, ND_SHEET_POSTINGS,
				  merging->parts[i].number);
	return settle(&exchange, status, 0);
}

void nd_flush_forget(struct nd_store *store)
{
	struct nd_merging *const merging = &store->merging;
	char path[4096];

	if (!merging->under_way || nd_merging_end(merging, &store->err) != ND_OK)
		return;
	nd_sheet_path(path, sizeof(path), store->ledger.folder, ND_SHEET_POSTINGS, merging->file);
	unlink(path);
}

/* Merge segments [from, from + n) of the list into one. */
static enum nd_status merge(struct nd_store *store, size_t from, size_t n)
{
	const struct nd_sheet *const segments = store->segments.items;
	const struct nd_sheet *parts[ND_MERGE_MOST];
	struct exchange exchange = exchange_of(store);
	const uint32_t file = store->state.next_file++;
	enum nd_status status = add_file(&exchange, &exchange.in, ND_SHEET_POSTINGS, file);

	for (size_t i = 0; i < n && status == ND_OK; i++) {
		parts[i] = &segments[from + i];
		status = add_file(&exchange, &exchange.out, ND_SHEET_POSTINGS, parts[i]->number);
	}
	if (status == ND_OK)
		status = nd_segment_merge(parts, n, store->ledger.folder, file, is_alive, store,
					  &store->err);
	return settle(&exchange, status, 0);
}

/*
 * The same beside the work.  Where articles are gone it is done at once: when their entries are
 * left out decides how many others are found for a crowded key, and that may not hang on the time
 * a thread takes.
 */
static enum nd_status begin_merge(struct nd_store *store, size_t from, size_t n)
{
	const struct nd_sheet *const segments = (const struct nd_sheet *)store->segments.items + from;

	for (size_t i = 0; i < n; i++)
		if (count_alive(store, &segments[i].about) < segments[i].about.count)
			return merge(store, from, n);
	return nd_merging_begin(&store->merging, segments, n, store->ledger.folder,
				store->state.next_file++, &store->err);
}

/*
 * A segment stays as it is while it has MERGE_RATIO times the articles of all that came
 * after it; else it becomes one with them, in one go.  Of 10^6 articles each is written 6.4
 * times, and there are 2.2 segments on average, 4 at most.  With 3 it were 4.9 times and 2.6
 * segments; pairs of like size would be 5.2 times and 3.4 segments, 6 at most.
 */
#define MERGE_RATIO	4

static enum nd_status merge_due(struct nd_store *store)
{
	const struct nd_sheet *const segments = store->segments.items;
	const size_t n = store->segments.n;
	size_t from = n;
	uint64_t behind = 0;	/* articles from there on */

	for (; from > 0 && n - from < ND_MERGE_MOST; from--) {
		const struct nd_sheet_about *const about = &segments[from - 1].about;
		const struct nd_sheet_about *const last = &segments[n - 1].about;

		if ((behind && about->count >= MERGE_RATIO * behind) ||
		    last->first + last->count - about->first > ND_SEGMENT_MOST)
			break;
		behind += about->count;
	}
	return n > from + 1 ? begin_merge(store, from, n - from) : ND_OK;
}

/* The three files that a tail becomes, which have nothing to do with each other. */
struct flushing {
	struct nd_store *store;
	struct nd_sheet_about about;
	uint32_t file;			/* the first one's number */
	enum nd_status status[3];
	struct nd_error err[3];		/* of the first in the store */
};

static enum nd_status write_file(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct flushing *const flushing = ctx;
	struct nd_store *const store = flushing->store;
	enum nd_status *const status = &flushing->status[from];
	const uint32_t file = flushing->file + (uint32_t)from;

	(void)worker;
	(void)to;
	if (from == 0)
		*status = write_records(store, file, flushing->about);
	else if (from == 1)
		*status = nd_segment_write(&store->fresh, store->ledger.folder, file,
					   &flushing->about, &flushing->err[1]);
	else
		*status = write_counts(store, file, &flushing->err[2]);
	return ND_OK;
}

/* Write the files of the tail, side by side: much of it is waiting for the disk. */
static enum nd_status write_files(struct exchange *exchange, uint32_t file)
{
	static const enum nd_sheet_kind kinds[3] = {
		ND_SHEET_RECORDS, ND_SHEET_POSTINGS, ND_SHEET_COUNTS,
	};
	struct nd_store *const store = exchange->store;
	struct flushing flushing = { .store = store, .file = file };
	enum nd_status status = describe(store, store->state.tail, (uint32_t)store->tail.n,
					 &flushing.about);

	if (status != ND_OK)
		return status;
	nd_parallel(3, 3, 1, write_file, &flushing);
	for (uint32_t i = 0; i < 3; i++) {
		if (status != ND_OK && flushing.status[i] != ND_OK)
			continue;	/* the first one is told */
		if (flushing.status[i] != ND_OK) {
			status = flushing.status[i];
			store->err = i ? flushing.err[i] : store->err;
		} else if (add_file(exchange, &exchange->in, kinds[i], file + i) != ND_OK) {
			status = ND_ENOMEM;
		}
	}
	return status;
}

enum nd_status nd_flush(struct nd_store *store)
{
	struct exchange exchange = exchange_of(store);
	const uint32_t file = store->state.next_file;
	enum nd_status status;

	if (!store->tail.n)
		return ND_OK;
	status = nd_flush_merged(store);
	if (status != ND_OK)
		return status;
	store->state.next_file += 3;
	status = write_files(&exchange, file);
	if (status == ND_OK)
		status = drop_counts(&exchange);
	status = settle(&exchange, status, 1);
	return status == ND_OK ? merge_due(store) : status;
}

/* Rewrite, or send away, a file of records without those that are gone. */
static enum nd_status rewrite_records(struct exchange *exchange, const struct nd_sheet *sheet,
				      uint32_t alive)
{
	struct nd_store *const store = exchange->store;
	struct nd_sheet_about about;
	enum nd_status status = add_file(exchange, &exchange->out, ND_SHEET_RECORDS, sheet->number);

	if (status != ND_OK || !alive)
		return status;
	status = describe(store, sheet->about.first, sheet->about.count, &about);
	if (status == ND_OK)
		status = add_file(exchange, &exchange->in, ND_SHEET_RECORDS, store->state.next_file);
	return status == ND_OK ? write_records(store, store->state.next_file++, about) : status;
}

/* The same for a segment. */
static enum nd_status rewrite_segment(struct exchange *exchange, const struct nd_sheet *sheet,
				      uint32_t alive)
{
	struct nd_store *const store = exchange->store;
	enum nd_status status = add_file(exchange, &exchange->out, ND_SHEET_POSTINGS, sheet->number);

	if (status != ND_OK || !alive)
		return status;
	status = add_file(exchange, &exchange->in, ND_SHEET_POSTINGS, store->state.next_file);
	return status == ND_OK ? nd_segment_merge(&sheet, 1, store->ledger.folder,
						  store->state.next_file++, is_alive, store,
						  &store->err) : status;
}

/* Rewrite all files of which this share or more is gone. */
static enum nd_status rewrite(struct nd_store *store, double share)
{
	struct exchange exchange = exchange_of(store);
	const struct nd_sheet *const records = store->records.items;
	const struct nd_sheet *const segments = store->segments.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < store->records.n && status == ND_OK; i++) {
		const uint32_t alive = count_alive(store, &records[i].about);

		if (alive < records[i].about.articles &&
		    alive <= (1 - share) * records[i].about.articles)
			status = rewrite_records(&exchange, &records[i], alive);
	}
	for (size_t i = 0; i < store->segments.n && status == ND_OK; i++) {
		const uint32_t alive = count_alive(store, &segments[i].about);

		if (alive < segments[i].about.articles &&
		    alive <= (1 - share) * segments[i].about.articles)
			status = rewrite_segment(&exchange, &segments[i], alive);
	}
	return settle(&exchange, status, 0);
}

enum nd_status nd_tidy(struct nd_store *store)
{
	const enum nd_status status = nd_flush_merged(store);

	return status == ND_OK ? rewrite(store, 0.5) : status;
}

enum nd_status nd_compact(struct nd_store *store)
{
	enum nd_status status = nd_flush_merged(store);

	if (status == ND_OK)
		status = rewrite(store, 0);
	while (status == ND_OK && store->segments.n > 1) {
		const struct nd_sheet *const segments = store->segments.items;
		const size_t n = store->segments.n < ND_MERGE_MOST ? store->segments.n :
				 ND_MERGE_MOST;
		const struct nd_sheet *const last = &segments[store->segments.n - 1];
		const size_t from = store->segments.n - n;

		if (last->about.first + last->about.count - segments[from].about.first >
		    ND_SEGMENT_MOST)
			break;
		status = merge(store, from, n);
	}
	return status;
}
