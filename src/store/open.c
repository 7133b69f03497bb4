/*
 * open.c - create, open, close, and what a handle knows of the store
 *
 * Memory holds what can be made again from the disk: the keys and records of
 * the articles that are not in files yet, the counters, the maps of the files.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/packed.h"
#include "engine/engine.h"
#include "store/finding.h"
#include "verify/event_model.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
# error "the files of a store are little-endian; see FORMAT.md"
#endif

#define PARAMETERS	0	/* places in the table of states */
#define STATE		1
#define COMMIT_EVERY	1000
#define TRIES		10	/* to see a snapshot whose files are still there */

enum nd_status nd_store_failed(struct nd_store *store, enum nd_status status)
{
	if (status == ND_ENOENT)
		return nd_fail(&store->err, ND_EFORMAT, "'%s/data.mdb' is damaged: a value that "
			       "must be there is not", store->ledger.folder);
	if (status != ND_OK)
		store->err = store->ledger.err;
	return status;
}

static uint64_t hash_of_forest(const struct nd_event_forest *forest, uint64_t seed)
{
	seed = nd_hash_bytes(forest->nodes, (size_t)forest->n_trees * ND_TREE_NODES *
			     sizeof(*forest->nodes), seed);
	seed = nd_hash_bytes(forest->leaves, (size_t)forest->n_trees * ND_TREE_LEAVES *
			     sizeof(*forest->leaves), seed);
	return nd_hash_bytes(forest->boundaries, (size_t)forest->n_figures *
			     (ND_MODEL_BINS - 1) * sizeof(float), seed);
}

/*
 * What this program makes of words.  A store of a program that makes something
 * else of them can not be searched by this one.
 */
static enum nd_status hash_of_text(struct nd_store *store, uint64_t *hash)
{
	struct nd_features features = { .coverage = 0 };
	struct nd_document document = { .features = &features };
	uint8_t sketch[ND_SKETCH_MAX] = { 0 };
	const enum nd_status status = nd_probe(&document, &store->workshop, &store->recipe, sketch);

	if (status != ND_OK)
		return status;
	*hash = nd_hash_u64s(features.shingles.at, features.shingles.n, document.content);
	if (store->recipe.text_channel)
		*hash = nd_hash_bytes(sketch, store->minhash.bytes, *hash);
	for (uint32_t i = 0; i < features.terms.n; i++)
		*hash = nd_mix(*hash ^ features.terms.key[i] ^ (uint64_t)features.terms.level[i] << 32 ^
			       (uint64_t)features.terms.flags[i] << 40);
	return ND_OK;
}

/* The stages, as store->opt wants them. */
static enum nd_status open_stages(struct nd_store *store)
{
	const struct nd_options *const opt = &store->opt;
	const uint32_t copies = ND_ALL_RELATIONS & ~ND_RELATION_BIT(ND_SAME_EVENT);
	const enum nd_status status = nd_charmap_open(&store->map, &store->err);

	if (status != ND_OK)
		return status;
	store->bands = nd_bands_choose(opt->num_perm, ND_ROWS_MAX, opt->threshold, opt->recall);
	if (nd_minhash_open(&store->minhash, store->bands.bands, store->bands.rows, opt->seed) != ND_OK)
		return nd_fail_memory(&store->err);
	store->least_equal = nd_minhash_least_equal(&store->minhash, opt->threshold);
	store->recipe = (struct nd_recipe){
		.map = store->map,
		.minhash = &store->minhash,
		.background = &nd_background_table,
		.ngram_size = opt->ngram_size,
		.seed = opt->seed,
		.text_channel = !!(opt->relations & copies),
		.fingerprints = !!(opt->relations & ND_RELATION_BIT(ND_CONTAINED)),
		.event_channel = !!(opt->relations & ND_RELATION_BIT(ND_SAME_EVENT)),
	};
	store->finding = nd_finding_open();
	if (!store->finding || nd_fresh_open(&store->fresh) != ND_OK ||
	    nd_counts_open(&store->counts) != ND_OK)
		return nd_fail_memory(&store->err);
	return ND_OK;
}

static enum nd_status make_parameters(struct nd_store *store, struct nd_parameters *parameters)
{
	const struct nd_options *const opt = &store->opt;

	/* no byte of it may be left to chance: it is compared and hashed as a whole */
	memset(parameters, 0, sizeof(*parameters));
	parameters->format = ND_STORE_FORMAT;
	parameters->relations = opt->relations;
	parameters->ngram_size = opt->ngram_size;
	parameters->num_perm = opt->num_perm;
	parameters->threshold = opt->threshold;
	parameters->recall = opt->recall;
	parameters->containment = opt->containment;
	parameters->event_threshold = opt->event_threshold;
	parameters->seed = opt->seed;
	parameters->model = hash_of_forest(&nd_event_second, hash_of_forest(&nd_event_first, 0));
	if (hash_of_text(store, &parameters->text) != ND_OK)
		return nd_fail_memory(&store->err);
	return ND_OK;
}

static struct nd_store *new_store(void)
{
	struct nd_store *const store = nd_calloc(1, sizeof(*store));

	if (!store)
		return NULL;
	store->commit_every = COMMIT_EVERY;
	store->fresh_most = ND_FRESH_MOST;
	store->ledger.lock = -1;
	store->workshop = (struct nd_workshop)ND_WORKSHOP_INIT;
	store->records = (struct nd_array)ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	store->segments = (struct nd_array)ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	store->tail = (struct nd_array)ND_ARRAY_INIT(const void *, UINT32_MAX);
	store->gone = (struct nd_array)ND_ARRAY_INIT(uint8_t, UINT32_MAX);
	store->answers = (struct nd_array)ND_ARRAY_INIT(struct nd_answer, UINT32_MAX);
	nd_needle_init(&store->needle);
	return store;
}

static void close_sheets(struct nd_array *sheets)
{
	for (size_t i = 0; i < sheets->n; i++)
		nd_sheet_close((struct nd_sheet *)sheets->items + i);
	sheets->n = 0;
}

static void free_store(struct nd_store *store)
{
	nd_ledger_close(&store->ledger);
	close_sheets(&store->records);
	close_sheets(&store->segments);
	nd_array_release(&store->records);
	nd_array_release(&store->segments);
	nd_array_release(&store->tail);
	nd_array_release(&store->gone);
	nd_array_release(&store->answers);
	nd_arena_release(&store->tail_bytes);
	nd_arena_release(&store->answer_bytes);
	nd_counts_close(&store->counts);
	nd_fresh_close(&store->fresh);
	if (store->finding)
		nd_finding_close(store->finding);
	nd_needle_release(&store->needle);
	nd_workshop_release(&store->workshop);
	nd_minhash_close(&store->minhash);
	nd_charmap_close(store->map);
	free(store);
}

/* Give up on a store that could not be opened. */
static enum nd_status give_up(struct nd_store *store, enum nd_status status, struct nd_error *err)
{
	if (err)
		*err = store->err;
	free_store(store);
	return status;
}

/* An empty folder, made if it is not there. */
static enum nd_status make_folder(const char *path, struct nd_error *err)
{
	char text[ND_ERRNO_TEXT];
	struct dirent *entry;
	DIR *folder;
	int taken = 0;

	if (!mkdir(path, 0777))
		return ND_OK;
	folder = errno == EEXIST ? opendir(path) : NULL;
	if (!folder)
		return nd_fail(err, ND_EIO, "cannot create store '%s': %s", path,
			       nd_errno_text(text, errno));
	while ((entry = readdir(folder)) && !taken)
		taken = strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(folder);
	if (taken)
		return nd_fail(err, ND_EEXIST, "cannot create store '%s': the folder is not empty",
			       path);
	return ND_OK;
}

enum nd_status nd_store_create(const char *path, const struct nd_options *opt, struct nd_error *err)
{
	enum nd_status status = nd_options_check(opt, err);
	struct nd_store *store;

	if (status == ND_OK)
		status = make_folder(path, err);
	if (status != ND_OK)
		return status;
	store = new_store();
	if (!store)
		return nd_fail_memory(err);
	store->opt = *opt;
	status = open_stages(store);
	if (status == ND_OK)
		status = make_parameters(store, &store->parameters);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_open(&store->ledger, path, 1, 1, 0));
	store->state = (struct nd_state){ .latest = INT64_MIN, .next_story = ND_NO_ARTICLE - 1 };
	if (status == ND_OK && nd_ledger_begin(&store->ledger) == ND_OK &&
	    nd_ledger_put(&store->ledger, ND_TABLE_STATE, PARAMETERS, &store->parameters,
			  sizeof(store->parameters)) == ND_OK)
		status = nd_store_put_state(store);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_commit(&store->ledger));
	return give_up(store, status, err);
}

enum nd_status nd_store_put_state(struct nd_store *store)
{
	return nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_STATE, STATE,
						    &store->state, sizeof(store->state)));
}

static enum nd_status differs(const struct nd_store *store, const char *what, double wanted,
			      double kept, struct nd_error *err)
{
	return nd_fail(err, ND_EVERSION, "store '%s' has %s %g, not %g", store->ledger.folder, what,
		       kept, wanted);
}

enum nd_status nd_store_expect(const struct nd_store *store, const struct nd_options *opt,
			       struct nd_error *err)
{
	const struct nd_parameters *const kept = &store->parameters;

	if (opt->ngram_size != kept->ngram_size)
		return differs(store, "ngram size", opt->ngram_size, kept->ngram_size, err);
	if (opt->num_perm != kept->num_perm)
		return differs(store, "num_perm", opt->num_perm, kept->num_perm, err);
	if (opt->threshold != kept->threshold)
		return differs(store, "threshold", opt->threshold, kept->threshold, err);
	if (opt->recall != kept->recall)
		return differs(store, "recall", opt->recall, kept->recall, err);
	if (opt->containment != kept->containment)
		return differs(store, "containment", opt->containment, kept->containment, err);
	if (opt->event_threshold != kept->event_threshold)
		return differs(store, "event threshold", opt->event_threshold,
			       kept->event_threshold, err);
	if (opt->seed != kept->seed)
		return differs(store, "seed", (double)opt->seed, (double)kept->seed, err);
	if (opt->relations != kept->relations)
		return differs(store, "relations", opt->relations, kept->relations, err);
	return ND_OK;
}

static enum nd_status read_parameters(struct nd_store *store)
{
	struct nd_parameters *const kept = &store->parameters;
	struct nd_bytes bytes;
	enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_STATE, PARAMETERS, &bytes);

	if (status != ND_OK)
		return nd_store_failed(store, status);
	memcpy(&kept->format, bytes.at, bytes.n < sizeof(kept->format) ? bytes.n :
	       sizeof(kept->format));
	if (kept->format != ND_STORE_FORMAT || bytes.n != sizeof(*kept))
		return nd_fail(&store->err, ND_EVERSION, "store '%s' has format %u, this program "
			       "reads %u", store->ledger.folder, kept->format, ND_STORE_FORMAT);
	memcpy(kept, bytes.at, sizeof(*kept));
	store->opt.relations = kept->relations;
	store->opt.ngram_size = kept->ngram_size;
	store->opt.num_perm = kept->num_perm;
	store->opt.threshold = kept->threshold;
	store->opt.recall = kept->recall;
	store->opt.containment = kept->containment;
	store->opt.event_threshold = kept->event_threshold;
	store->opt.seed = kept->seed;
	return ND_OK;
}

/* Would this program, with the parameters of the store, have made it so? */
static enum nd_status check_program(struct nd_store *store)
{
	struct nd_parameters own;
	const enum nd_status status = make_parameters(store, &own);

	if (status != ND_OK)
		return status;
	if (own.text != store->parameters.text)
		return nd_fail(&store->err, ND_EVERSION, "store '%s' has signatures of another "
			       "version: %016llx, this program makes %016llx",
			       store->ledger.folder, (unsigned long long)store->parameters.text,
			       (unsigned long long)own.text);
	if (nd_has_events(store) && own.model != store->parameters.model)
		return nd_fail(&store->err, ND_EVERSION, "store '%s' was filled with event model "
			       "%016llx, this program has %016llx", store->ledger.folder,
			       (unsigned long long)store->parameters.model,
			       (unsigned long long)own.model);
	return ND_OK;
}

/* What a writer that was killed left: files that no table names. */
static void remove_orphans(struct nd_store *store)
{
	DIR *const folder = opendir(store->ledger.folder);
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		struct nd_bytes bytes;
		char path[4096];
		uint32_t number;
		const enum nd_sheet_kind kind = nd_sheet_named(entry->d_name, &number);

		if (!kind || nd_ledger_get(&store->ledger, ND_TABLE_FILES, number, &bytes) !=
			     ND_ENOENT)
			continue;
		nd_sheet_path(path, sizeof(path), store->ledger.folder, kind, number);
		unlink(path);
	}
	if (folder)
		closedir(folder);
}

enum nd_status nd_store_open(struct nd_store **out, const char *path,
			     const struct nd_store_options *how, struct nd_error *err)
{
	struct nd_store *store;
	enum nd_status status;

	*out = NULL;
	if (!how || how->size != sizeof(*how))
		return nd_fail(err, ND_EINVAL, "options were not made with "
			       "ND_STORE_OPTIONS_INIT of version " ND_VERSION_STRING);
	if (how->window < 0 || how->keep > ND_KEEP_LATEST)
		return nd_fail(err, ND_EINVAL, "window or keep is out of range");
	store = new_store();
	if (!store)
		return nd_fail_memory(err);
	store->opt = (struct nd_options)ND_OPTIONS_INIT;
	store->opt.window = how->window;
	store->opt.keep = how->keep;
	if (how->commit_every)
		store->commit_every = how->commit_every;
	if (access(path, F_OK) || access(path, R_OK)) {
		char text[ND_ERRNO_TEXT];

		nd_fail(&store->err, ND_EIO, "cannot open store '%s': %s", path,
			nd_errno_text(text, errno));
		return give_up(store, ND_EIO, err);
	}
	status = nd_store_failed(store, nd_ledger_open(&store->ledger, path, how->write, 0,
						       how->most_bytes));
	if (status == ND_OK)
		status = read_parameters(store);
	if (status == ND_OK)
		status = open_stages(store);
	if (status == ND_OK)
		status = check_program(store);
	if (status == ND_OK && how->write)
		remove_orphans(store);
	if (status == ND_OK)
		status = nd_store_catch_up(store);
	if (status != ND_OK)
		return give_up(store, status, err);
	nd_ledger_let_go(&store->ledger);
	*out = store;
	return ND_OK;
}

void nd_store_close(struct nd_store *store)
{
	if (store)
		free_store(store);
}

static int by_first(const void *x, const void *y)
{
	const struct nd_sheet *const a = x, *const b = y;

	return (a->about.first > b->about.first) - (a->about.first < b->about.first);
}

/* Take a sheet that is open already over, or open it. */
static enum nd_status take_sheet(struct nd_store *store, struct nd_array *old,
				 struct nd_array *sheets, enum nd_sheet_kind kind, uint32_t number)
{
	struct nd_sheet *const had = old->items;
	struct nd_sheet sheet;
	enum nd_status status;

	for (size_t i = 0; i < old->n; i++) {
		if (had[i].number != number || !had[i].map)
			continue;
		if (!nd_array_append(sheets, &had[i], 1))
			return nd_fail_memory(&store->err);
		had[i] = (struct nd_sheet){ 0 };
		return ND_OK;
	}
	status = nd_sheet_open(&sheet, store->ledger.folder, kind, number, &store->err);
	if (status != ND_OK)
		return status;
	if (nd_array_append(sheets, &sheet, 1))
		return ND_OK;
	nd_sheet_close(&sheet);
	return nd_fail_memory(&store->err);
}

static enum nd_status load_counts(struct nd_store *store, uint32_t number)
{
	struct nd_sheet sheet;
	const uint8_t *rows;
	enum nd_status status = nd_sheet_open(&sheet, store->ledger.folder, ND_SHEET_COUNTS,
					      number, &store->err);

	if (status != ND_OK)
		return status;
	rows = nd_sheet_look(&sheet, 0, sheet.bytes);
	if (!rows || sheet.bytes != (uint64_t)4 << sheet.about.bits) {
		status = nd_fail(&store->err, ND_EFORMAT, "'%s/%08x.cnt' is damaged",
				 store->ledger.folder, number);
	} else {
		nd_counts_close(&store->counts);
		if (nd_counts_load(&store->counts, rows, sheet.about.bits, sheet.about.items) !=
		    ND_OK)
			status = nd_fail_memory(&store->err);
	}
	nd_sheet_close(&sheet);
	return status;
}

/* Open the files that the ledger's snapshot names, close the others; the counters on demand. */
static enum nd_status load_files(struct nd_store *store, int counts)
{
	struct nd_array records = ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	struct nd_array segments = ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	enum nd_status status = ND_OK;
	struct nd_bytes bytes;
	uint64_t number = 0;

	for (; status == ND_OK; number++) {
		uint32_t kind = 0;

		status = nd_ledger_next(&store->ledger, ND_TABLE_FILES, &number, &bytes);
		if (status == ND_ENOENT)
			break;
		if (status != ND_OK) {
			nd_store_failed(store, status);
			break;
		}
		memcpy(&kind, bytes.at, bytes.n < sizeof(kind) ? bytes.n : sizeof(kind));
		if (kind == ND_SHEET_RECORDS)
			status = take_sheet(store, &store->records, &records, kind,
					    (uint32_t)number);
		else if (kind == ND_SHEET_POSTINGS)
			status = take_sheet(store, &store->segments, &segments, kind,
					    (uint32_t)number);
		else if (counts)
			status = load_counts(store, (uint32_t)number);
	}
	close_sheets(&store->records);
	close_sheets(&store->segments);
	nd_array_release(&store->records);
	nd_array_release(&store->segments);
	store->records = records;
	store->segments = segments;
	if (records.n > 1)
		qsort(records.items, records.n, sizeof(struct nd_sheet), by_first);
	if (segments.n > 1)
		qsort(segments.items, segments.n, sizeof(struct nd_sheet), by_first);
	return status == ND_ENOENT ? ND_OK : status;
}

enum nd_status nd_store_load_files(struct nd_store *store, int tail)
{
	enum nd_status status;

	if (tail)
		nd_store_forget_tail(store);
	status = load_files(store, 0);
	store->files_seen = store->state.files_version;
	if (!store->ledger.writing)
		nd_ledger_let_go(&store->ledger);
	return status;
}

static enum nd_status load_removals(struct nd_store *store)
{
	struct nd_removed removed;
	struct nd_bytes bytes;
	enum nd_status status = ND_OK;

	for (uint64_t number = 0; status == ND_OK; number++) {
		status = nd_ledger_next(&store->ledger, ND_TABLE_REMOVED, &number, &bytes);
		if (status == ND_ENOENT)
			return ND_OK;
		if (status != ND_OK || bytes.n != sizeof(removed))
			return nd_store_failed(store, status == ND_OK ? ND_ENOENT : status);
		memcpy(&removed, bytes.at, sizeof(removed));
		status = nd_store_mark_gone(store, (uint32_t)number,
					    (enum nd_removed_state)removed.state);
	}
	return status;
}

enum nd_status nd_store_mark_gone(struct nd_store *store, uint32_t number,
				  enum nd_removed_state state)
{
	if (number >= store->gone.n &&
	    !nd_array_append(&store->gone, NULL, number + 1 - store->gone.n))
		return nd_fail_memory(&store->err);
	((uint8_t *)store->gone.items)[number] = (uint8_t)state;
	return ND_OK;
}

void nd_store_forget_tail(struct nd_store *store)
{
	nd_fresh_clear(&store->fresh);
	nd_arena_release(&store->tail_bytes);
	store->tail.n = 0;
}

enum nd_status nd_store_take(struct nd_store *store, const void *record, size_t n)
{
	const uint8_t *at;
	struct nd_kept kept;
	struct nd_key key = { 0, 0 };
	struct nd_array *const keys = &store->needle.keys;
	void *const bytes = nd_arena_take(&store->tail_bytes, n + 8);
	uint32_t *values;

	if (!bytes)
		return nd_fail_memory(&store->err);
	memcpy(bytes, record, n);
	if (!nd_kept_read(&kept, bytes, n) ||
	    (n - kept.head->bytes) % ND_TAIL_KEY ||
	    kept.head->number != store->state.tail + store->tail.n)
		return nd_fail(&store->err, ND_EFORMAT, "'%s/data.mdb' is damaged: a record of "
			       "table 'tail'", store->ledger.folder);
	keys->n = 0;
	for (at = (const uint8_t *)bytes + kept.head->bytes;
	     at < (const uint8_t *)bytes + n; at += ND_TAIL_KEY) {
		memcpy(&key.key, at, ND_TAIL_KEY - 1);
		key.weight = at[ND_TAIL_KEY - 1];
		if (!nd_array_append(keys, &key, 1))
			return nd_fail_memory(&store->err);
	}
	values = (store->finding->values.n = 0,
		  nd_array_reserve(&store->finding->values, kept.head->terms));
	if (!values || !nd_array_append(&store->tail, &(const void *){ bytes }, 1) ||
	    nd_fresh_add(&store->fresh, kept.head->number, keys->items, keys->n) != ND_OK ||
	    nd_counts_begin(&store->counts) != ND_OK)
		return nd_fail_memory(&store->err);
	nd_packed_read(kept.terms, kept.head->terms, ND_KEPT_TERM_BITS, values);
	for (uint32_t i = 0; i < kept.head->terms; i++)
		nd_counts_add(&store->counts, nd_count_key(values[i]), kept.head->number);
	return ND_OK;
}

static enum nd_status load_tail(struct nd_store *store)
{
	struct nd_bytes bytes;
	enum nd_status status = ND_OK;

	for (uint32_t number = store->state.tail + (uint32_t)store->tail.n;
	     number < store->state.next && status == ND_OK; number++) {
		status = nd_ledger_get(&store->ledger, ND_TABLE_TAIL, number, &bytes);
		if (status != ND_OK)
			return nd_store_failed(store, status);
		status = nd_store_take(store, bytes.at, bytes.n);
	}
	return status;
}

static enum nd_status look_again(struct nd_store *store)
{
	enum nd_status status;

	status = nd_store_failed(store, nd_ledger_refresh(&store->ledger));
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_take(&store->ledger, ND_TABLE_STATE, STATE,
							       &store->state, sizeof(store->state)));
	if (status == ND_OK && store->state.files_version != store->files_seen) {
		nd_store_forget_tail(store);	/* the counters are read anew, too */
		status = load_files(store, 1);
		if (status == ND_OK)
			store->files_seen = store->state.files_version;
	}
	if (status == ND_OK && store->state.removals != store->removals_seen) {
		status = load_removals(store);
		store->removals_seen = store->state.removals;
	}
	return status == ND_OK ? load_tail(store) : status;
}

enum nd_status nd_store_catch_up(struct nd_store *store)
{
	enum nd_status status = look_again(store);

	/* a file of this snapshot may be gone when we come to it: look at a newer one */
	for (int i = 0; i < TRIES && status == ND_EFORMAT && !store->ledger.writable; i++) {
		store->files_seen = UINT64_MAX;
		status = look_again(store);
	}
	return status;
}

enum nd_status nd_store_reload(struct nd_store *store)
{
	nd_ledger_abort(&store->ledger);
	nd_store_forget_tail(store);
	nd_counts_close(&store->counts);
	if (nd_counts_open(&store->counts) != ND_OK)
		return nd_fail_memory(&store->err);
	store->gone.n = 0;
	store->removals_seen = 0;
	store->files_seen = UINT64_MAX;
	return nd_store_catch_up(store);
}
