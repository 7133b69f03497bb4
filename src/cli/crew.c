/* crew.c - batches in, places kept, records read again */
#include "cli/crew.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/parallel.h"
#include "cli/gather.h"
#include "cli/record.h"

/* What one thread has made ready. */
struct batch {
	struct gather *gather;
	struct nd_batch *articles;
	struct kept kept;
	struct nd_array records;	/* struct nd_record, of which only the place counts */
	/* while it is taken */
	const struct nd_held *held;
	size_t n_held, told;
};

static void close_batch(void *ctx)
{
	struct batch *const batch = ctx;

	nd_batch_close(batch->articles);
	kept_release(&batch->kept);
	nd_array_release(&batch->records);
	free(batch);
}

static void *open_batch(void *ctx)
{
	struct gather *const gather = ctx;
	struct batch *const batch = nd_calloc(1, sizeof(*batch));

	if (!batch)
		return NULL;
	*batch = (struct batch){
		.gather = gather,
		.kept = KEPT_INIT(gather->kept.what),
		.records = ND_ARRAY_INIT(struct nd_record, UINT32_MAX),
	};
	if (nd_batch_open(&batch->articles, gather->engine, NULL) == ND_OK)
		return batch;
	free(batch);
	return NULL;
}

static enum nd_status add_record(void *ctx, const struct nd_record *record, struct nd_error *err)
{
	struct batch *const batch = ctx;
	struct nd_article article = record_article(record);
	enum nd_status status;

	article.again = record->again;
	status = nd_batch_add(batch->articles, &article, err);
	if (status != ND_OK)
		return status;
	if (!kept_add(&batch->kept, record) || !nd_array_append(&batch->records, record, 1))
		return nd_fail_memory(err);
	return ND_OK;
}

/* Tell what is wrong with the records before number i; not 0 if the reading is to stop. */
static int tell(struct batch *batch, size_t i)
{
	while (batch->told < batch->n_held && batch->held[batch->told].before <= i)
		if (intake_complain(&batch->gather->intake, &batch->held[batch->told++].complaint))
			return 1;
	return 0;
}

static int taken(void *ctx, size_t i, const struct nd_error *refused)
{
	struct batch *const batch = ctx;
	struct gather *const gather = batch->gather;
	const struct nd_record *const record = (const struct nd_record *)batch->records.items + i;

	if (tell(batch, i))
		return 1;
	if (refused)
		return gather_refused(gather, record->file, record->line, refused);
	return gather_taken(gather, kept_move(&gather->kept, &batch->kept, i) &&
				    crew_place(&gather->crew, record));
}

static int take_batch(void *ctx, const struct nd_held *held, size_t n)
{
	struct batch *const batch = ctx;
	struct gather *const gather = batch->gather;
	struct nd_error err = { ND_OK, "" };
	enum nd_status status;

	batch->held = held;
	batch->n_held = n;
	batch->told = 0;
	status = nd_engine_take(gather->engine, batch->articles, taken, batch, &err);
	batch->records.n = 0;
	kept_clear(&batch->kept);
	if (status == ND_OK)
		return tell(batch, SIZE_MAX);
	if (status != ND_ESTOPPED)	/* who stopped has said why */
		gather_refused(gather, "", 0, &err);
	return 1;
}

/* What is passed through the reader of one record. */
struct rereading {
	nd_on_article *fn;
	void *ctx;
	enum nd_status status;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	struct rereading *const rereading = ctx;

	rereading->status = rereading->fn(rereading->ctx, &record->article);
	return rereading->status != ND_OK;
}

/* The file that article 'index' is from. */
static const char *file_of(const struct crew *crew, size_t index)
{
	const struct crew_file *const file = crew->files.items;
	size_t low = 0, high = crew->files.n;

	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;

		if (file[middle].first <= index)
			low = middle;
		else
			high = middle;
	}
	return file[low].name;
}

static enum nd_status reread(void *ctx, unsigned worker, size_t index, nd_on_article *fn,
			     void *fn_ctx, struct nd_error *err)
{
	struct crew *const crew = ctx;
	const struct nd_input_options opt = intake_options(crew->gather->settings);
	const struct place place = places_get(&crew->places, index);
	const struct nd_reread_place where = {
		file_of(crew, index), place.offset, place.len, place.line,
	};
	struct rereading rereading = { fn, fn_ctx, ND_OK };
	struct nd_rereader **const reader = &crew->readers[worker];
	struct nd_error why = { ND_OK, "" };
	enum nd_status status;

	if (!*reader)
		*reader = nd_rereader_open(&opt);
	if (!*reader)
		return nd_fail_memory(err);
	status = nd_rereader_read(*reader, &where, on_record, &rereading, &why);
	if (rereading.status != ND_OK)	/* it has said why */
		return rereading.status;
	if (status != ND_OK)
		*err = why;
	return status;
}

int crew_place(struct crew *crew, const struct nd_record *record)
{
	const struct crew_file *const files = crew->files.items;
	const struct place place = { record->offset, record->line, record->raw.len };

	if (!crew->rereads)
		return 1;
	if (!crew->files.n || strcmp(files[crew->files.n - 1].name, record->file)) {
		const struct crew_file file = { strdup(record->file), crew->gather->n };

		if (!file.name || !nd_array_append(&crew->files, &file, 1)) {
			free(file.name);
			return 0;
		}
	}
	return places_add(&crew->places, place);
}

void crew_open(struct crew *crew, struct gather *gather, struct nd_options *opt)
{
	const unsigned threads = opt->threads ? opt->threads : nd_processors();

	crew->gather = gather;
	crew->input = (struct nd_input_crew){
		threads, open_batch, add_record, take_batch, close_batch, gather,
	};
	crew->readers = nd_calloc(threads, sizeof(*crew->readers));
	crew->rereads = crew->readers && !opt->keep_text;
	if (crew->rereads) {
		opt->reread = reread;
		opt->reread_ctx = crew;
	}
}

void crew_close(struct crew *crew)
{
	struct crew_file *const files = crew->files.items;

	for (unsigned i = 0; crew->readers && i < crew->input.threads; i++)
		nd_rereader_close(crew->readers[i]);
	free(crew->readers);
	for (size_t i = 0; i < crew->files.n; i++)
		free(files[i].name);
	nd_array_release(&crew->files);
	places_release(&crew->places);
}
