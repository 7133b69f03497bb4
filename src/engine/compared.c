/* compared.c - what is to be said of one compared pair */
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
	const int64_t a = nd_documents(engine)[pair->a].published;
	const int64_t b = nd_documents(engine)[pair->b].published;

	if (engine->opt.window == 0 || pair->same_address || a == ND_NO_TIME || b == ND_NO_TIME)
		return 1;
	return (uint64_t)b - (uint64_t)a <= (uint64_t)engine->opt.window;
}

int nd_engine_same_url(const struct nd_engine *engine, const struct nd_compared *pair)
{
	const uint64_t a = nd_documents(engine)[pair->a].address;
	const uint64_t b = nd_documents(engine)[pair->b].address;

	return pair->same_address || (a && a == b);
}

enum nd_status nd_engine_show(struct nd_engine *engine, const struct nd_compared *compared,
			      struct nd_pair *pair)
{
	const struct nd_document *const document = nd_documents(engine);
	const int dated = document[compared->a].published != ND_NO_TIME &&
			  document[compared->b].published != ND_NO_TIME;
	/* rank puts what has no date first; to a caller such a pair is in order of input */
	const int turned = !dated && compared->a > compared->b;
	const uint32_t a = turned ? compared->b : compared->a;
	const uint32_t b = turned ? compared->a : compared->b;

	enum nd_status status;

	*pair = (struct nd_pair){
		.a_index = a,
		.b_index = b,
		.relation = (enum nd_relation)compared->relation,
		.score = nd_engine_score(compared),
		.jaccard = compared->jaccard,
		.containment = compared->containment,
		.event = compared->event,
		.same_url = nd_engine_same_url(engine, compared),
		.hours_apart = dated ? ((double)document[b].published -
					(double)document[a].published) / 3600 : -1,
	};
	status = nd_again_id(engine, a, &pair->a);
	return status == ND_OK ? nd_again_id(engine, b, &pair->b) : status;
}
