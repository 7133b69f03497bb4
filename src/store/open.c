/* open.c - create, open, close: may this program work with that store? */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "engine/engine.h"
#include "store/finding.h"
#include "store/flush.h"
#include "verify/event_model.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
# error "the files of a store are little-endian; see FORMAT.md"
#endif

#define COMMIT_EVERY	1000

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
	const struct nd_terms *const terms = &store->workshop.terms.terms;
	const enum nd_status status = nd_probe(&document, &store->workshop, &store->recipe, sketch);

	if (status != ND_OK)
		return status;
	*hash = nd_hash_u64s(features.shingles.at, features.shingles.n, document.content);
	if (store->recipe.text_channel)
		*hash = nd_hash_bytes(sketch, store->minhash.bytes, *hash);
	for (uint32_t i = 0; i < terms->n; i++)
		*hash = nd_mix(*hash ^ terms->key[i] ^ (uint64_t)terms->level[i] << 32 ^
			       (uint64_t)terms->flags[i] << 40);
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
	    nd_event_scale_open(&store->scale, &nd_event_first, &nd_event_second) != ND_OK ||
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
	store->own_files = UINT32_MAX;
	store->workshop = (struct nd_workshop)ND_WORKSHOP_INIT;
	store->records = (struct nd_array)ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	store->record_ends = (struct nd_array)ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	store->segments = (struct nd_array)ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	store->tail = (struct nd_array)ND_ARRAY_INIT(const void *, UINT32_MAX);
	store->gone = (struct nd_array)ND_ARRAY_INIT(uint8_t, UINT32_MAX);
	store->answers = (struct nd_array)ND_ARRAY_INIT(struct nd_answer, UINT32_MAX);
	nd_links_init(&store->links);
	nd_needle_init(&store->needle);
	return store;
}

static void free_store(struct nd_store *store)
{
	nd_ledger_close(&store->ledger);
	nd_store_close_sheets(&store->records);
	nd_store_close_sheets(&store->segments);
	nd_array_release(&store->records);
	nd_array_release(&store->record_ends);
	nd_array_release(&store->segments);
	nd_array_release(&store->tail);
	nd_array_release(&store->gone);
	nd_array_release(&store->answers);
	nd_arena_release(&store->draft_bytes);
	nd_arena_release(&store->tail_bytes);
	nd_arena_release(&store->answer_bytes);
	nd_counts_close(&store->counts);
	nd_links_release(&store->links);
	nd_fresh_close(&store->fresh);
	if (store->finding)
		nd_finding_close(store->finding);
	nd_needle_release(&store->needle);
	nd_workshop_release(&store->workshop);
	nd_minhash_close(&store->minhash);
	nd_event_scale_close(&store->scale);
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
	    nd_ledger_put(&store->ledger, ND_TABLE_STATE, ND_PLACE_PARAMETERS, &store->parameters,
			  sizeof(store->parameters)) == ND_OK)
		status = nd_store_put_state(store);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_commit(&store->ledger));
	return give_up(store, status, err);
}

enum nd_status nd_store_put_state(struct nd_store *store)
{
	return nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_STATE, ND_PLACE_STATE,
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
	enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_STATE, ND_PLACE_PARAMETERS, &bytes);

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
		const size_t n = strcspn(entry->d_name, "~");	/* scratch of segment.c */
		struct nd_bytes bytes;
		char path[sizeof(store->ledger.folder) + 260], name[16];
		uint32_t number;

		snprintf(name, sizeof(name), "%.*s", (int)n, entry->d_name);
		if (!nd_sheet_named(name, &number) ||
		    (!entry->d_name[n] && nd_ledger_get(&store->ledger, ND_TABLE_FILES, number,
							&bytes) != ND_ENOENT))
			continue;
		snprintf(path, sizeof(path), "%s/%s", store->ledger.folder, entry->d_name);
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
	if (how->write)
		store->own_files = store->state.next_file;
	nd_ledger_let_go(&store->ledger);
	*out = store;
	return ND_OK;
}

void nd_store_close(struct nd_store *store)
{
	if (!store)
		return;
	if (store->broken || store->ledger.writing)	/* what was not committed is lost */
		nd_flush_forget(store);
	else
		nd_flush_merged(store);
	free_store(store);
}
