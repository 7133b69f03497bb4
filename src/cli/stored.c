/* stored.c - numbers in the store become positions among the articles */
#include "cli/stored.h"

#include "base/error.h"
#include "cli/message.h"

/* The position of an article of the store, which joins the others; ND_NO_NAME: stored->err. */
static uint32_t join(struct stored *stored, size_t number)
{
	struct nd_record record = { 0 };
	uint32_t place;

	if (nd_store_article(stored->stock.store, number, &record.article, &stored->err) != ND_OK)
		return ND_NO_NAME;
	place = nd_names_find(&stored->ids, record.article.id);
	if (place != ND_NO_NAME)
		return place;
	record.source = record.article.source;
	record.url = record.article.url;
	place = nd_names_add(&stored->ids, record.article.id);
	if (place == ND_NO_NAME || !gather_also(stored->gather, &record)) {
		nd_fail_memory(&stored->err);
		return ND_NO_NAME;
	}
	return place;
}

static uint32_t place_of(struct stored *stored, size_t number)
{
	uint32_t *places, place;

	if (number >= stored->places.n &&
	    !nd_array_append(&stored->places, NULL, number + 1 - stored->places.n)) {
		nd_fail_memory(&stored->err);
		return ND_NO_NAME;
	}
	places = stored->places.items;
	if (places[number])
		return places[number] - 1;
	place = join(stored, number);
	if (place != ND_NO_NAME)
		places[number] = place + 1;
	return place;
}

/* Of a status that is ND_OK or ND_ENOMEM; what a callback returns. */
static int keep(struct stored *stored, enum nd_status status)
{
	if (status == ND_OK)
		return 0;
	nd_fail_memory(&stored->err);
	return 1;
}

static int on_cluster(void *ctx, const struct nd_cluster *cluster)
{
	struct stored *const stored = ctx;
	struct nd_cluster placed = *cluster;
	struct nd_member *members;

	stored->members.n = 0;
	members = nd_array_append(&stored->members, cluster->members, cluster->size);
	if (!members)
		return keep(stored, ND_ENOMEM);
	for (size_t i = 0; i < cluster->size; i++) {
		const uint32_t place = place_of(stored, members[i].index);

		if (place == ND_NO_NAME)
			return 1;
		members[i].index = place;
	}
	placed.members = members;
	return keep(stored, nd_coverage_cluster(stored->coverage, &placed));
}

static int on_pair(void *ctx, const struct nd_pair *pair)
{
	struct stored *const stored = ctx;
	const uint32_t a = place_of(stored, pair->a_index), b = place_of(stored, pair->b_index);
	struct nd_pair placed = *pair;

	if (a == ND_NO_NAME || b == ND_NO_NAME)
		return 1;
	placed.a_index = a;
	placed.b_index = b;
	return keep(stored, nd_coverage_pair(stored->coverage, &placed));
}

static enum nd_status tell(struct stored *stored, struct nd_error *err)
{
	struct nd_store *const store = stored->stock.store;
	enum nd_status status;

	if (!gather_names(stored->gather, &stored->ids))
		return nd_fail_memory(err);
	status = nd_store_clusters(store, on_cluster, stored, err);
	if (status == ND_OK)
		status = nd_store_pairs(store, on_pair, stored, err);
	if (status == ND_ESTOPPED)	/* by the callbacks above */
		*err = stored->err;
	return status;
}

enum exit_code stored_read(struct stored *stored, struct gather *gather,
			   struct nd_coverage *coverage)
{
	const struct settings *const settings = gather->settings;
	struct nd_store_info info;
	struct nd_error err;
	enum exit_code code;

	*stored = (struct stored){
		.gather = gather,
		.coverage = coverage,
		.ids = ND_NAMES_INIT,
		.read = gather_count(gather),
		.members = ND_ARRAY_INIT(struct nd_member, UINT32_MAX),
		.places = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
	};
	code = stock_open(&stored->stock, settings, settings->store, 0);
	if (code != EXIT_DONE)
		return code;
	if (nd_store_info(stored->stock.store, &info, &err) != ND_OK || tell(stored, &err) != ND_OK)
		return stock_failed(&stored->stock, &err);
	stored->opt = info.opt;
	return EXIT_DONE;
}

int stored_has_texts(const struct stored *stored, const struct nd_pair *pair)
{
	return pair->a_index < stored->read && pair->b_index < stored->read;
}

void stored_close(struct stored *stored)
{
	stock_close(&stored->stock);
	nd_names_release(&stored->ids);
	nd_array_release(&stored->members);
	nd_array_release(&stored->places);
}
