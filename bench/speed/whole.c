/* whole.c - the wrapped functions find the measurement through one pointer */
#include "speed/whole.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/progress.h"
#include "cli/message.h"
#include "report/report.h"

/* The run at hand; the command knows nothing of it.  One thread calls the wrapped functions. */
static struct whole *at_hand;

static void mark(const char *name)
{
	struct whole *const whole = at_hand;
	unsigned i = 0;
	double now;

	if (!strncmp(name, "articles", strlen("articles")))
		name = "articles";	/* "articles read:" */
	if (!strcmp(whole->stage[whole->current].name, name))
		return;
	now = clock_now();
	whole->stage[whole->current].now += now - whole->last;
	whole->last = now;
	while (i < whole->n && strcmp(whole->stage[i].name, name))
		i++;
	if (i == WHOLE_STAGES)
		i--;		/* more than there is room for: all in the last one */
	if (i == whole->n)
		whole->stage[whole->n++].name = name;
	whole->current = i;
}

void __real_nd_engine_close(struct nd_engine *engine);
enum nd_status __real_nd_report_pair(struct nd_report *report, const struct nd_pair *pair,
				     const struct nd_explanation *why);
enum nd_status __real_nd_report_cluster(struct nd_report *report,
					const struct nd_cluster *cluster);
void __wrap_progress_show(struct progress *progress, const char *stage, uint64_t done,
			  uint64_t total);
void __wrap_nd_engine_close(struct nd_engine *engine);
enum nd_status __wrap_nd_report_pair(struct nd_report *report, const struct nd_pair *pair,
				     const struct nd_explanation *why);
enum nd_status __wrap_nd_report_cluster(struct nd_report *report,
					const struct nd_cluster *cluster);

void __wrap_progress_show(struct progress *progress, const char *stage, uint64_t done,
			  uint64_t total)
{
	(void)progress;
	(void)done;
	(void)total;
	mark(stage);
}

void __wrap_nd_engine_close(struct nd_engine *engine)
{
	if (engine)
		nd_engine_stats(engine, &at_hand->stats);
	mark("close");
	__real_nd_engine_close(engine);
}

enum nd_status __wrap_nd_report_pair(struct nd_report *report, const struct nd_pair *pair,
				     const struct nd_explanation *why)
{
	mark("report");
	return __real_nd_report_pair(report, pair, why);
}

enum nd_status __wrap_nd_report_cluster(struct nd_report *report, const struct nd_cluster *cluster)
{
	mark("report");
	return __real_nd_report_cluster(report, cluster);
}

static void add_measurement(struct clock_series *series, double seconds)
{
	if (series->n < CLOCK_RUNS)
		series->seconds[series->n++] = seconds;
}

static int run_command(const char *name, int argc, const char *const *argv)
{
	struct settings settings;
	struct nd_error err;
	int failed = settings_parse(&settings, command_named(name), argc, argv, &err) != ND_OK;

	if (failed)
		fprintf(stderr, "stages: %s\n", err.message);
	else
		failed = settings.command->run(&settings) != EXIT_DONE;
	settings_release(&settings);
	return failed ? -1 : 0;
}

int whole_run(struct whole *whole, const char *command, int argc, const char *const *argv)
{
	const double from = clock_now();
	int failed;

	at_hand = whole;
	whole->last = from;
	whole->current = 0;
	whole->stage[0].name = "articles";
	if (!whole->n)
		whole->n = 1;
	failed = run_command(command, argc, argv);
	mark("end");
	add_measurement(&whole->all, clock_now() - from);
	for (unsigned i = 0; i < whole->n; i++) {
		add_measurement(&whole->stage[i].series, whole->stage[i].now);
		whole->stage[i].now = 0;
	}
	return failed;
}
