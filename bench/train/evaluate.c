/* evaluate.c - train, apply, print */
#include "train/evaluate.h"

#include "train/score.h"

static const char *const kind_names[PILE_KINDS] = {
	"alone", "crowd", "eighth", "bare", "short", "short-bare", "parts", "small", "columns",
	"foreign",
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

/* What one model makes of one set. */
struct outcome {
	struct score alone, crowd;
	double best, cut;	/* F1 of the set alone at the best cut */
};

static void print_score(const struct pile *pile, const char *name, struct outcome *outcome)
{
	const struct score score = score_pile(pile);

	if (pile->kind == PILE_CROWD)
		outcome->crowd = score;
	printf("%-17s %-10s | %6.3f %5.1f | %5.3f | %8.3f %5.3f %5.3f %5.3f |", name,
	       kind_names[pile->kind], score.recall, score.per_article, score.pairs,
	       score.clusters, score.precision, score.found, score.ari);
	if (pile->kind == PILE_ALONE) {
		outcome->alone = score;
		outcome->best = score_best_cut(pile, &outcome->cut);
		printf(" %5.3f at %.2f", outcome->best, outcome->cut);
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
		  const char *const *names, struct calibration *calibration,
		  struct outcome *outcomes)
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
		print_score(pile, names[pile->set], &outcomes[pile->set]);
		if (pile->kind == PILE_ALONE)
			calibration_add(calibration, pile);
	}
}

/* How far a model that has not seen a set may be from one that has. */
#define CLOSE 0.03

static void write_left_out(FILE *file, const char *const *names, unsigned n, unsigned leave_out,
			   const struct outcome *in, const struct outcome *out)
{
	fprintf(file, "%-17s %8s %8s   %8s %7s %7s %8s   %8s %7s\n", "", "trained on the set:", "",
		"not seen:", "", "", "", "best", "");
	fprintf(file, "%-17s %8s %8s   %8s %7s %7s %8s   %8s %7s\n", "set", "clusters", "in crowd",
		"clusters", "P", "R", "in crowd", "F1", "at cut");
	for (unsigned s = 0; s < n; s++) {
		if (!(leave_out >> s & 1))
			continue;
		fprintf(file, "%-17s %8.3f %8.3f   %7.3f%s %7.3f %7.3f %8.3f   %8.3f %7.2f\n",
			names[s], in[s].alone.clusters, in[s].crowd.clusters,
			out[s].alone.clusters,
			out[s].alone.clusters < in[s].alone.clusters - CLOSE ? "*" : " ",
			out[s].alone.precision, out[s].alone.found, out[s].crowd.clusters,
			out[s].best, out[s].cut);
	}
	fprintf(file, "Pair F1 of the stories; * more than %.2f below the model that was trained on "
		"the set.\n", CLOSE);
}

struct model evaluate(struct learner *learner, const char *const *names, unsigned leave_out,
		      FILE *left_out)
{
	struct calibration in = { .pairs = { 0 } }, out = { .pairs = { 0 } };
	struct outcome seen[MAX_SETS] = { 0 }, unseen[MAX_SETS] = { 0 };
	struct model all;

	if (leave_out) {
		print_head("each set by a model that has not seen it");
		for (unsigned set = 0; set < learner->n_sets; set++) {
			struct model model;

			if (!(leave_out >> set & 1))
				continue;
			model = learn(learner, 1u << set);
			judge(learner, &model, 1u << set, names, &out, unseen);
			boost_free(model.second);
		}
		print_calibration(&out);
	}
	print_head("all sets by the model trained on all");
	all = learn(learner, 0);
	judge(learner, &all, (1u << (learner->n_sets + 1)) - 1, names, &in, seen);
	print_calibration(&in);
	if (left_out)
		write_left_out(left_out, names, learner->n_sets, leave_out, seen, unseen);
	return all;
}
