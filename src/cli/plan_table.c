/* plan_table.c - a plan for people */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/intake.h"
#include "cli/plan.h"
#include "report/figures.h"
#include "report/grid.h"
#include "report/paragraph.h"
#include "report/style.h"

#define WIDTH	80	/* columns of sentences */
#define LINE	400	/* bytes of a sentence or a cell */
#define BAR	20	/* columns of a bar that is full */

struct page {
	const struct plan *plan;
	int colour;
	enum nd_status status;
};

static void put_heading(const struct page *page, const char *heading)
{
	printf("\n%s%s%s\n", page->colour ? ND_STYLE_BOLD : "", heading,
	       page->colour ? ND_STYLE_END : "");
}

static void put_sentence(struct page *page, const char *sentence)
{
	const struct nd_paragraph paragraph = { "  ", "  ", NULL, WIDTH };
	char *const shown = nd_shown(nd_text_of(sentence), ND_SPACE_FOLDED);

	if (shown)
		nd_put_paragraph(stdout, &paragraph, shown);
	else
		page->status = ND_ENOMEM;
	free(shown);
}

/* "99.0 %" */
static const char *percent(char out[ND_FIGURE_ROOM + 2], double share)
{
	nd_figure_fixed(out, share * 100, 1);
	return strcat(out, " %");
}

/* "12,000 or so": three digits of it are enough. */
static const char *about(char out[ND_FIGURE_ROOM], double count)
{
	double unit = 1;

	while (count / unit >= 1000)
		unit *= 10;
	return nd_figure_count(out, (uint64_t)(llround(count / unit) * (long long)unit));
}

/* "840 ms", "2.4 s", "13 min", "5.2 h", "3.1 days" */
static const char *time_of(char out[ND_FIGURE_ROOM + 8], double seconds)
{
	static const struct { double seconds; const char *unit; } units[] = {
		{ 2 * 86400, "days" }, { 2 * 3600, "h" }, { 120, "min" }, { 1, "s" },
	};
	static const double lengths[] = { 86400, 3600, 60, 1 };

	for (size_t i = 0; i < 4; i++) {
		if (seconds < units[i].seconds)
			continue;
		nd_figure_fixed(out, seconds / lengths[i], seconds / lengths[i] < 100);
		return strcat(strcat(out, " "), units[i].unit);
	}
	nd_figure_fixed(out, seconds * 1000, seconds < 0.01 ? 2 : 0);
	return strcat(out, " ms");
}

/* "52 KB", "780 MB", "5.1 GB", in powers of 1024, as --memory has it */
static const char *bytes_of(char out[ND_FIGURE_ROOM + 4], double bytes)
{
	static const char *const units[] = { " KB", " MB", " GB", " TB" };
	size_t i = 0;

	for (bytes /= 1024; bytes >= 1000 && i < 3; i++)
		bytes /= 1024;
	nd_figure_fixed(out, bytes, bytes < 10);
	return strcat(out, units[i]);
}

/* A bar of BAR columns for the share 1, in eighths of a column. */
static const char *bar(char out[4 * BAR + 1], double share)
{
	const long eighths = lround(share * BAR * 8);
	char *at = out;

	for (long i = 0; i < eighths / 8; i++, at += 3)
		memcpy(at, "\xe2\x96\x88", 3);
	if (eighths % 8) {
		memcpy(at, "\xe2\x96", 2);
		at[2] = (char)(0x90 - eighths % 8);	/* U+2589 seven eighths to U+258F one */
		at += 3;
	}
	*at = '\0';
	return out;
}

static void put_shape(struct page *page)
{
	const struct plan *const plan = page->plan;
	const struct nd_options *const opt = &plan->settings->engine;
	const struct nd_stats *const shape = &plan->shape;
	char line[LINE], found[ND_FIGURE_ROOM + 2], asked[ND_FIGURE_ROOM];
	char threshold[ND_FIGURE_ROOM];

	snprintf(line, sizeof(line), "%u bands of %u %s: %u of %u slots", (unsigned)shape->bands,
		 (unsigned)shape->rows, shape->rows == 1 ? "row" : "rows",
		 (unsigned)(shape->bands * shape->rows), (unsigned)shape->num_perm);
	printf("%s%s%s\n", page->colour ? ND_STYLE_BOLD : "", line, page->colour ? ND_STYLE_END : "");
	snprintf(line, sizeof(line), "%s of the pairs with a Jaccard index of %s share a band; %s %% "
		 "are asked for.", percent(found, plan_found(plan, opt->threshold)),
		 nd_figure(threshold, opt->threshold, 4), nd_figure(asked, opt->recall * 100, 2));
	put_sentence(page, line);
	if (plan_found(plan, opt->threshold) < opt->recall)
		put_sentence(page, "More than that is not to be had of so many slots: raise --num-perm.");
}

static void put_curve(struct page *page)
{
	const struct plan *const plan = page->plan;
	const int other = plan->settings->bands > 0;
	char names[2][LINE];
	const struct nd_grid_column columns[] = {
		{ "  JACCARD", 1, ND_SPACE_FOLDED, 100 },
		{ "FOUND", 1, ND_SPACE_FOLDED, 100 },
		{ "", 0, ND_SPACE_FOLDED, 100 },
		{ names[0], 1, ND_SPACE_FOLDED, 100 },
		{ names[1], 1, ND_SPACE_FOLDED, 100 },
	};
	struct nd_grid grid;

	snprintf(names[0], LINE, "BY %u x %u", (unsigned)plan->settings->bands,
		 (unsigned)plan->settings->rows);
	snprintf(names[1], LINE, "IT MISSES");
	put_heading(page, "Which pairs are found, by their Jaccard index");
	nd_grid_init(&grid, stdout, columns, other ? 5 : 3, 0, page->colour);
	for (int i = 1; i <= PLAN_STEPS && page->status == ND_OK; i++) {
		const double j = (double)i / PLAN_STEPS;
		char jaccard[ND_FIGURE_ROOM], found[ND_FIGURE_ROOM + 2], blocks[4 * BAR + 1];
		char theirs[ND_FIGURE_ROOM + 2], missed[ND_FIGURE_ROOM + 2];
		const struct nd_grid_cell cells[] = {
			{ nd_text_of(nd_figure_fixed(jaccard, j, 2)), NULL },
			{ nd_text_of(percent(found, plan_found(plan, j))), ND_STYLE_CYAN },
			{ nd_text_of(bar(blocks, plan_found(plan, j))), ND_STYLE_GREEN },
			{ nd_text_of(percent(theirs, other ? plan_other(plan, j) : 0)), NULL },
			{ nd_text_of(percent(missed, other ? 1 - plan_other(plan, j) : 0)), ND_STYLE_RED },
		};

		page->status = nd_grid_row(&grid, cells);
	}
	nd_grid_flush(&grid);
	nd_grid_release(&grid);
}

static void put_meetings(struct page *page)
{
	const struct plan *const plan = page->plan;
	char line[LINE], heading[LINE], articles[64], pairs[ND_FIGURE_ROOM];
	char meetings[ND_FIGURE_ROOM], each[ND_FIGURE_ROOM];

	snprintf(heading, sizeof(heading), "False candidates among %s",
		 plural(articles, plan->articles, "article", "articles"));
	put_heading(page, heading);
	snprintf(line, sizeof(line), "About %s of %s pairs below the threshold share a band, %s an "
		 "article, if the articles are as much alike as those of a news agency. Their whole "
		 "sketches are compared first, and every pair that is left is compared in full: none "
		 "is reported.", about(meetings, plan->meetings),
		 about(pairs, (double)plan->articles * ((double)plan->articles - 1) / 2),
		 nd_figure(each, plan->meetings / ((double)plan->articles + (plan->articles == 0)), 1));
	put_sentence(page, line);
}

static void add_cost(struct page *page, struct nd_grid *grid, const struct plan_cost *cost)
{
	const struct plan *const plan = page->plan;
	const double articles = (double)plan->articles;
	char name[LINE], each[LINE], all[LINE], fits[ND_FIGURE_ROOM];
	char time[ND_FIGURE_ROOM + 8], memory[ND_FIGURE_ROOM + 4];
	struct nd_grid_cell cells[4] = { { { NULL, 0 }, NULL } };

	snprintf(name, sizeof(name), "  %s", cost->name);
	snprintf(each, sizeof(each), "%s, %s", time_of(time, cost->seconds_each),
		 bytes_of(memory, cost->bytes_each));
	snprintf(all, sizeof(all), "%s, %s", time_of(time, cost->seconds_each * articles),
		 bytes_of(memory, cost->bytes_each * articles));
	cells[0].text = nd_text_of(name);
	cells[1].text = nd_text_of(each);
	cells[2].text = nd_text_of(all);
	cells[2].style = ND_STYLE_CYAN;
	if (plan->settings->memory)
		cells[3].text = nd_text_of(about(fits, plan_fitting(plan, cost)));
	if (page->status == ND_OK)
		page->status = nd_grid_row(grid, cells);
}

static void put_machine(struct page *page)
{
	const struct plan *const plan = page->plan;
	char line[LINE], articles[LINE], memory[LINE], count[ND_FIGURE_ROOM], words[ND_FIGURE_ROOM];
	char size[ND_FIGURE_ROOM + 4], time[ND_FIGURE_ROOM + 8];
	const struct nd_grid_column columns[] = {
		{ "  ", 0, ND_SPACE_AS_IT_STANDS, 100 },
		{ "AN ARTICLE", 1, ND_SPACE_FOLDED, 100 },
		{ articles, 1, ND_SPACE_FOLDED, 100 },
		{ memory, 1, ND_SPACE_FOLDED, 100 },
	};
	struct nd_grid grid;

	snprintf(articles, sizeof(articles), "%s ARTICLES", nd_figure_count(count, plan->articles));
	snprintf(memory, sizeof(memory), "%s HOLD", bytes_of(size, (double)plan->settings->memory));
	put_heading(page, "On this machine");
	nd_grid_init(&grid, stdout, columns, plan->settings->memory ? 4 : 3, 0, page->colour);
	add_cost(page, &grid, &plan->all);
	add_cost(page, &grid, &plan->copies);
	nd_grid_flush(&grid);
	nd_grid_release(&grid);
	snprintf(line, sizeof(line), "Measured just now on %s %s of %s words on average, in %s; kernels: "
		 "%s. Time and memory grow with the number of articles, a little faster where many "
		 "report on one thing.%s", nd_figure_count(count, plan->all.trial.articles),
		 plan->own ? "of your articles" : "made-up articles", nd_figure(words, plan->words, 0),
		 time_of(time, plan->all.trial.seconds), nd_kernels(),
		 plan->own ? "" : " Name files of your own to measure with them.");
	put_sentence(page, line);
}

enum nd_status put_plan_table(const struct plan *plan, int colour)
{
	struct page page = { plan, colour, ND_OK };

	put_shape(&page);
	put_curve(&page);
	put_meetings(&page);
	put_machine(&page);
	return page.status;
}
