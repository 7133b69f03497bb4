/* merging.c - one thread that merges, and when it is done */
#include "store/merging.h"

static int everybody(const void *ctx, uint32_t number)
{
	(void)ctx;
	(void)number;
	return 1;
}

static void *merge(void *ctx)
{
	struct nd_merging *const merging = ctx;
	const struct nd_sheet *parts[ND_MERGE_MOST];

	for (size_t i = 0; i < merging->n; i++)
		parts[i] = &merging->parts[i];
	merging->status = nd_segment_merge(parts, merging->n, merging->folder, merging->file,
					   everybody, NULL, &merging->err);
	atomic_store(&merging->is_done, 1);
	return NULL;
}

static void close_parts(struct nd_merging *merging)
{
	for (size_t i = 0; i < merging->n; i++) {
		const uint32_t number = merging->parts[i].number;

		nd_sheet_close(&merging->parts[i]);
		merging->parts[i].number = number;
	}
}

enum nd_status nd_merging_begin(struct nd_merging *merging, const struct nd_sheet *segments,
				size_t n, const char *folder, uint32_t file, struct nd_error *err)
{
	enum nd_status status = ND_OK;

	*merging = (struct nd_merging){ .n = n, .file = file, .folder = folder };
	for (size_t i = 0; i < n && status == ND_OK; i++)
		status = nd_sheet_open(&merging->parts[i], folder, ND_SHEET_POSTINGS,
				       segments[i].number, err);
	merging->under_way = status == ND_OK;
	if (status != ND_OK) {
		close_parts(merging);
		return status;
	}
	merging->threaded = !pthread_create(&merging->thread, NULL, merge, merging);
	if (!merging->threaded)
		merge(merging);
	return ND_OK;
}

int nd_merging_is_done(const struct nd_merging *merging)
{
	return merging->under_way && atomic_load(&merging->is_done);
}

enum nd_status nd_merging_end(struct nd_merging *merging, struct nd_error *err)
{
	if (merging->threaded)
		pthread_join(merging->thread, NULL);
	close_parts(merging);
	merging->under_way = 0;
	if (merging->status != ND_OK)
		*err = merging->err;
	return merging->status;
}
