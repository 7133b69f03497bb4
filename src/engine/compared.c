/* compared.c - what is to be said of one compared pair */
#include "engine/address.h"
#include "engine/again.h"

double nd_engine_score(const struct nd_compared *pair)
{
	if (pair->relation == ND_SAME_EVENT && pair->same_address)
		return 1;
	switch (pair->relation) {
	case ND_IDENTICAL:
	case ND_NEAR_DUPLICATE:	return pair->jaccard;
	case ND_CONTAINED:	return pair->containment;
	default:		return pair->event < 0 ? 0 : pair->event;
	}
}

int nd_engine_in_window(const struct nd_engine *engine, const struct nd_compared *pair)
{
	const int64_t a = nd_published_at(engine, pair->a);
	const int64_t b = nd_published_at(engine, pair->b);

	if (engine->opt.window == 0 || pair->same_address || a == ND_NO_TIME || b == ND_NO_TIME)
		return 1;
	return (uint64_t)b - (uint64_t)a <= (uint64_t)engine->opt.window;
}

int nd_engine_same_url(const struct nd_engine *engine, const struct nd_compared *pair)
{
	return pair->same_address || nd_address_same(engine, pair->a, pair->b);
}

enum nd_relation nd_copy_relation(const struct nd_options *opt, const struct nd_overlap *overlap)
{
	if (overlap->common < ND_MIN_SHARED)
		return ND_UNRELATED;
	if (overlap->jaccard >= opt->threshold)
		return ND_NEAR_DUPLICATE;
	if (overlap->containment >= opt->containment)
		return ND_CONTAINED;
	return ND_UNRELATED;
}

enum nd_status nd_engine_verify(struct nd_engine *engine, unsigned worker, struct nd_compared *pair)
{
	struct nd_overlap overlap;
	enum nd_status status;

	if (pair->jaccard >= 0)
		return ND_OK;
	status = nd_again_overlap(engine, worker, pair->a, pair->b, &overlap);
	if (status != ND_OK)
		return status;
	pair->relation = (uint16_t)nd_copy_relation(&engine->opt, &overlap);
	pair->jaccard = overlap.jaccard;
	pair->containment = overlap.containment;
	return ND_OK;
}

void nd_engine_turn(const struct nd_engine *engine, const struct nd_compared *pair, uint32_t *a,
		    uint32_t *b)
{
	const int64_t at_a = nd_published_at(engine, pair->a);
	const int64_t at_b = nd_published_at(engine, pair->b);
	const int in_time = at_a != ND_NO_TIME && at_b != ND_NO_TIME && at_a != at_b;
	const int turned = !in_time && pair->a > pair->b;

	*a = turned ? pair->b : pair->a;
	*b = turned ? pair->a : pair->b;
}

enum nd_status nd_engine_show(struct nd_engine *engine, const struct nd_compared *compared,
			      struct nd_pair *pair)
{
	const int dated = nd_published_at(engine, compared->a) != ND_NO_TIME &&
			  nd_published_at(engine, compared->b) != ND_NO_TIME;
	struct nd_compared verified = *compared;
	enum nd_status status = nd_engine_verify(engine, 0, &verified);
	uint32_t a, b;

	if (status != ND_OK)
		return status;
	nd_engine_turn(engine, compared, &a, &b);
	*pair = (struct nd_pair){
		.a_index = a,
		.b_index = b,
		.relation = (enum nd_relation)compared->relation,
		.score = nd_engine_score(compared),
		.jaccard = verified.jaccard,
		.containment = verified.containment,
		.event = compared->event,
		.same_url = nd_engine_same_url(engine, compared),
		.hours_apart = dated ? ((double)nd_published_at(engine, b) -
					(double)nd_published_at(engine, a)) / 3600 : -1,
	};
	status = nd_again_id(engine, a, &pair->a);
	return status == ND_OK ? nd_again_id(engine, b, &pair->b) : status;
}
