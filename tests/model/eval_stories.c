/* eval_stories.c - stories, pair by pair and article by article */
#include <math.h>
#include <stdlib.h>

#include "model/eval_model.h"
#include "testing.h"

struct model_story_figures model_story_figures(const struct model_world *world)
{
	/* what the labels say, what the stories say */
	double n[2][2] = { { 0, 0 }, { 0, 0 } }, all, agreed, by_chance;

	for (size_t a = 0; a < world->n; a++)
		for (size_t b = a + 1; b < world->n; b++) {
			const int verdict = world->verdict[a * world->n + b];

			if (verdict != MODEL_NOT_JUDGED)
				n[verdict == MODEL_SAME][world->story[a] == world->story[b]]++;
		}
	all = n[0][0] + n[0][1] + n[1][0] + n[1][1];
	agreed = (n[0][0] + n[1][1]) / all;
	by_chance = ((n[0][0] + n[0][1]) * (n[0][0] + n[1][0]) +
		     (n[1][0] + n[1][1]) * (n[0][1] + n[1][1])) / all / all;
	return (struct model_story_figures){
		.precision = n[0][1] + n[1][1] ? n[1][1] / (n[0][1] + n[1][1]) : NAN,
		.recall = n[1][0] + n[1][1] ? n[1][1] / (n[1][0] + n[1][1]) : NAN,
		.f1 = n[1][0] + n[0][1] + n[1][1] ?
			n[1][1] / (n[1][1] + (n[1][0] + n[0][1]) / 2) : NAN,
		.kappa = !all ? NAN : agreed == 1 ? 1 : (agreed - by_chance) / (1 - by_chance),
	};
}

static double choose_two(double n)
{
	return n * (n - 1) / 2;
}

/* How many articles have this cluster and this story; -2: any. */
static double cell(const struct model_world *world, int cluster, int story)
{
	double n = 0;

	for (size_t i = 0; i < world->n; i++)
		n += (cluster == -2 || world->cluster[i] == cluster) &&
		     (story == -2 || world->story[i] == story);
	return n;
}

double model_ari(const struct model_world *world)
{
	double cells = 0, rows = 0, columns = 0, expected, most;

	for (int i = 0; i < (int)world->n; i++) {
		rows += choose_two(cell(world, i, -2));
		columns += choose_two(cell(world, -2, i));
		for (int k = 0; k < (int)world->n; k++)
			cells += choose_two(cell(world, i, k));
	}
	expected = rows * columns / choose_two((double)world->n);
	most = (rows + columns) / 2;
	return cells == most ? 1 : (cells - expected) / (most - expected);
}

double model_b3_precision(const struct model_world *world, size_t article)
{
	return cell(world, world->cluster[article], world->story[article]) /
	       cell(world, -2, world->story[article]);
}

double model_b3_recall(const struct model_world *world, size_t article)
{
	return cell(world, world->cluster[article], world->story[article]) /
	       cell(world, world->cluster[article], -2);
}
