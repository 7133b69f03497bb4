/* evaluate.c - train, apply, print */
#include "train/evaluate.h"

#include "train/score.h"

static const char *const kind_names[PILE_KINDS] = {
	"alone", "crowd", "eighth", "bare", "short", "short-bare", "parts", "small",
};

/* The piles that tell something a user would see. */
static int is_shown(const struct pile *pile, int leave_one_out)
{
	return pile->kind == PILE_ALONE || pile->kind == PILE_CROWD ||
		(!leave_one_out && (pile->kind == PILE_BARE || pile->kind == PILE_SHORT));
}

static void print_head(const char *what)
{
	printf("\n%s\n%-17s %-10s | %6s %5s | %5s | %8s %5s %5s %5s | %s\n", what,
	       "set", "pile", "recall", "cand", "pairs", "clusters", "P", "R", "ARI", "best cut");
}

static void print_score(const struct pile *pile, const char *name)
{
	const struct score score = score_pile(pile);
	double cut = 0;

	printf("%-17s %-10s | %6.3f %5.1f | %5.3f | %8.3f %5.3f %5.3f %5.3f |", name,
	       kind_names[pile->kind], score.recall, score.per_article, score.pairs,
	       score.clusters, score.precision, score.found, score.ari);
	if (pile->kind == PILE_ALONE) {
		const double best = score_best_cut(pile, &cut);

		printf(" %5.3f at %.2f", best, cut);
	}
	printf("\n");
	fflush(stdout);
}

static void print_silver(const struct pile *pile)
{
	static const size_t totals[] = { 599, 1221, 1329 };
	const struct silver_score s = score_silver(pile, totals);

	printf("silver, flagged / in one story: same_slug_day %.3f / %.3f, "
	       "same_item_id %.3f / %.3f, rolling_column %.3f / %.3f; largest story %u, %u alone\n",
	       s.flagged[0], s.together[0], s.flagged[1], s.together[1],
	       s.flagged[2], s.together[2], s.largest, s.alone);
}

static void print_calibration(const struct calibration *c)
{
	printf("calibration:");
	for (unsigned bin = 0; bin < CALIBRATION_BINS; bin++)
		printf(" .%u: %.2f of %.0f;", bin,
		       c->pairs[bin] > 0 ? c->right[bin] / c->pairs[bin] : 0, c->pairs[bin]);
	printf(" .4-.6: %.3f\n", (c->right[4] + c->right[5]) / (c->pairs[4] + c->pairs[5] + 1e-9));
}

static void judge(struct learner *learner, const struct model *model, unsigned sets,
		  const char *const *names, struct calibration *calibration)
{
	for (size_t k = 0; k < learner->n_piles; k++) {
		struct pile *const pile = &learner->piles[k];

		if (!(sets >> pile->set & 1) || !is_shown(pile, !(sets & 1u << learner->n_sets)))
			continue;
		model_apply(model, pile);
		if (pile->set == (int32_t)learner->n_sets) {
			print_silver(pile);
			continue;
		}
		print_score(pile, names[pile->set]);
		if (pile->kind == PILE_ALONE)
			calibration_add(calibration, pile);
	}
}

struct model evaluate(struct learner *learner, const char *const *names, unsigned leave_out)
{
	struct calibration in = { .pairs = { 0 } }, out = { .pairs = { 0 } };
	struct model all;

	if (leave_out) {
		print_head("each set by a model that has not seen it");
		for (unsigned set = 0; set < learner->n_sets; set++) {
			struct model model;

			if (!(leave_out >> set & 1))
				continue;
			model = learn(learner, 1u << set);
			judge(learner, &model, 1u << set, names, &out);
			boost_free(model.second);
		}
		print_calibration(&out);
	}
	print_head("all sets by the model trained on all");
	all = learn(learner, 0);
	judge(learner, &all, (1u << (learner->n_sets + 1)) - 1, names, &in);
	print_calibration(&in);
	return all;
}
