/*
 * curve.c - one pass over the pairs by falling score
 *
 * Average precision is the sum, over the scores that occur, of the recall that
 * a score adds times the precision down to it: no interpolation, and the order
 * of pairs of equal score does not matter.
 */
#include "eval/curve.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "eval/share.h"

static const double marks[ND_CURVE_MARKS] = { 0.9, 0.7, 0.6, 0.5, 0.4 };
enum { MARK_9, MARK_7, MARK_6, MARK_5, MARK_4 };

/* Numbers of the judged pairs, by falling score, into keyed[0..]; returns how many. */
static size_t sort_judged(const struct nd_truth *truth, const struct nd_scored *scored, size_t n,
			  struct nd_keyed *keyed, struct nd_keyed *scratch)
{
	size_t judged = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t bits;

		if (nd_truth_of(truth, scored[i].a, scored[i].b) == ND_NOT_JUDGED)
			continue;
		/* of numbers from 0 on the bits grow with the value */
		memcpy(&bits, &scored[i].score, sizeof(bits));
		keyed[judged++] = (struct nd_keyed){ ~bits, i };
	}
	nd_sort_keyed(keyed, scratch, judged);
	return judged;
}

static void set_marks(struct nd_curve *curve)
{
	const struct nd_step *const step = curve->steps.items;
	size_t at = 0;

	for (size_t k = 0; k < ND_CURVE_MARKS; k++) {
		while (at < curve->steps.n && step[at].score >= marks[k])
			at++;
		curve->mark[k] = at;
	}
}

enum nd_status nd_curve_open(struct nd_curve *curve, const struct nd_truth *truth,
			     const struct nd_scored *scored, size_t n)
{
	struct nd_keyed *const keyed = nd_calloc(n, 2 * sizeof(*keyed));
	struct nd_step *step = NULL;
	size_t judged = 0;

	*curve = (struct nd_curve){ .steps = ND_ARRAY_INIT(struct nd_step, SIZE_MAX / 64) };
	if (keyed) {
		judged = sort_judged(truth, scored, n, keyed, keyed + n);
		step = nd_array_reserve(&curve->steps, judged);
	}
	for (size_t i = 0; step && i < judged; i++) {
		const struct nd_scored *const one = &scored[keyed[i].value];

		step[i] = (struct nd_step){
			.class_a = truth->class_of[one->a],
			.class_b = truth->class_of[one->b],
			.same = nd_truth_of(truth, one->a, one->b) == ND_SAME,
			.reported = !!one->reported,
			.last_of_score = i + 1 == judged || keyed[i].key != keyed[i + 1].key,
			.score = one->score,
		};
	}
	free(keyed);
	if (!step)
		return ND_ENOMEM;
	curve->steps.n = judged;
	set_marks(curve);
	return ND_OK;
}

void nd_curve_close(struct nd_curve *curve)
{
	nd_array_release(&curve->steps);
}

/* Weights of the pairs so far: all of them, and those that are right. */
struct sum {
	double all, right;
};

static void add(struct sum *sum, const struct nd_step *step, double weight)
{
	sum->all += weight;
	if (step->same)
		sum->right += weight;
}

static double sum_share(struct sum sum)
{
	return nd_share(sum.right, sum.all);
}

struct nd_curve_figures nd_curve_measure(const struct nd_curve *curve, const double *weight,
					 double same)
{
	struct nd_curve_figures out = { .best_threshold = NAN };
	struct sum so_far = { 0, 0 }, reported = { 0, 0 }, at[ND_CURVE_MARKS];
	const struct nd_step *const step = curve->steps.items;
	double counted = 0;	/* right ones that average precision has in it */
	size_t k = 0;

	for (size_t i = 0; i < curve->steps.n; i++) {
		const uint32_t a = step[i].class_a, b = step[i].class_b;
		const double w = a == b ? weight[a] : weight[a] * weight[b];

		while (k < ND_CURVE_MARKS && curve->mark[k] == i)
			at[k++] = so_far;
		add(&so_far, &step[i], w);
		if (step[i].reported)
			add(&reported, &step[i], w);
		/* no figure gets better where nothing right was added */
		if (!step[i].last_of_score || so_far.right <= counted)
			continue;
		out.average_precision += (so_far.right - counted) * sum_share(so_far);
		counted = so_far.right;
		if (nd_f1(so_far.right, so_far.all, same) > out.best_f1) {
			out.best_f1 = nd_f1(so_far.right, so_far.all, same);
			out.best_threshold = step[i].score;
		}
	}
	while (k < ND_CURVE_MARKS)
		at[k++] = so_far;
	out.precision = sum_share(reported);
	out.recall = nd_share(reported.right, same);
	out.f1 = nd_f1(reported.right, reported.all, same);
	out.average_precision = nd_share(out.average_precision, same);
	out.best_f1 = same > 0 ? out.best_f1 : NAN;
	out.right_9 = sum_share(at[MARK_9]);
	out.right_7 = sum_share(at[MARK_7]);
	out.right_5 = sum_share(at[MARK_5]);
	out.right_middle = nd_share(at[MARK_4].right - at[MARK_6].right,
				    at[MARK_4].all - at[MARK_6].all);
	out.candidate_recall = nd_share(so_far.right, same);
	return out;
}

struct nd_curve_bin nd_curve_bin(const struct nd_curve *curve, double from, double to)
{
	const struct nd_step *const step = curve->steps.items;
	struct nd_curve_bin bin = { 0, 0, 0, 0 };

	for (size_t i = 0; i < curve->steps.n; i++) {
		if (step[i].score < from || step[i].score >= to)
			continue;
		bin.pairs++;
		bin.right += step[i].same;
		bin.mean += step[i].score;
	}
	bin.mean = nd_share(bin.mean, (double)bin.pairs);
	bin.right_share = nd_share((double)bin.right, (double)bin.pairs);
	return bin;
}

struct nd_curve_bin nd_curve_tenth(const struct nd_curve *curve, int i)
{
	const double to = (double)(i + 1) / ND_CURVE_BINS;

	return nd_curve_bin(curve, (double)i / ND_CURVE_BINS,
			    i + 1 < ND_CURVE_BINS ? to : INFINITY);
}
