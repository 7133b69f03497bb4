/*
 * gather.c - records into the engine, and beside it what the command wants to print
 */
#include "base/error.h"
#include "cli/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/damage.h"
#include "cli/message.h"
#include "cli/record.h"

static void show_progress(void *ctx, const char *stage, uint64_t done, uint64_t total)
{
	progress_show(ctx, stage, done, total);
}

enum exit_code gather_failed(struct gather *gather, const struct nd_error *err)
{
	progress_clear(&gather->progress);
	message("%s", err->message);
	memory_was_limited(gather->settings, err->status);
	return err->status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
}

enum exit_code gather_open(struct gather *gather, const struct settings *settings, unsigned keep,
			   uint32_t relations, int keep_text)
{
	struct nd_options opt = settings->engine;
	struct nd_error err;

	*gather = (struct gather){
		.settings = settings,
		.kept = KEPT_INIT(keep),
		.crew = CREW_INIT,
		.intake = INTAKE_INIT(settings, &gather->progress),
	};
	memory_limit(settings);
	progress_init(&gather->progress, !settings->quiet && isatty(STDERR_FILENO));
	gather->begun = seconds_now();
	if (!opt.relations)
		opt.relations = relations;
	opt.keep_text = gather->keeps_text = keep_text;
	opt.once = 1;
	crew_open(&gather->crew, gather, &opt);
	if (settings->background &&
	    nd_background_read(&gather->background, settings->background, &err) != ND_OK)
		return gather_failed(gather, &err);
	opt.background = gather->background;
	if (nd_engine_open(&gather->engine, &opt, &err) != ND_OK)
		return gather_failed(gather, &err);
	nd_engine_progress(gather->engine, show_progress, &gather->progress);
	return EXIT_DONE;
}

void gather_close(struct gather *gather)
{
	progress_clear(&gather->progress);
	nd_engine_close(gather->engine);
	nd_background_close(gather->background);
	crew_close(&gather->crew);
	kept_release(&gather->kept);
}

/* Not enough memory, or worse; always 1: the reading stops. */
static int stop(struct gather *gather, enum nd_status status, const char *why)
{
	progress_clear(&gather->progress);
	message("%s", why);
	memory_was_limited(gather->settings, status);
	gather->intake.trouble = EXIT_TROUBLE;
	return 1;
}

int gather_refused(struct gather *gather, const char *file, uint64_t line,
		   const struct nd_error *err)
{
	const struct nd_complaint complaint = { file, line, err->message, 1 };

	if (err->status == ND_EEXIST || err->status == ND_EINVAL)
		return intake_complain(&gather->intake, &complaint);
	return stop(gather, err->status, err->message);
}

int gather_taken(struct gather *gather, int kept)
{
	if (!kept)
		return stop(gather, ND_ENOMEM, nd_status_text(ND_ENOMEM));
	gather->n++;
	progress_show(&gather->progress, "articles read:", gather->n, 0);
	return 0;
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct gather *const gather = ctx;
	const struct nd_article article = record_article(record);
	struct nd_error err;

	if (nd_engine_add(gather->engine, &article, &err) != ND_OK)
		return gather_refused(gather, record->file, record->line, &err);
	return gather_taken(gather, kept_add(&gather->kept, record) &&
				    crew_place(&gather->crew, record));
}

/* A shard that is being loaded. */
struct loading {
	struct gather *gather;
	const char *path;
	uint64_t line;		/* of its articles, from 1 */
};

static int on_loaded(void *ctx, const struct nd_article *article, const struct nd_error *refused)
{
	struct loading *const loading = ctx;
	struct gather *const gather = loading->gather;
	const struct nd_record record = {
		.article = *article, .source = article->source, .url = article->url,
		.file = loading->path, .line = ++loading->line,
	};

	if (refused)
		return gather_refused(gather, record.file, record.line, refused);
	return gather_taken(gather, kept_add(&gather->kept, &record) &&
				    crew_place(&gather->crew, &record));
}

static enum exit_code read_shard(void *ctx, const char *path)
{
	struct gather *const gather = ctx;
	struct loading loading = { gather, path, 0 };
	struct nd_error err;
	enum nd_status status;

	damage_watch_shard(path);
	status = nd_engine_load(gather->engine, path, on_loaded, &loading, &err);
	if (status == ND_OK)
		return EXIT_DONE;
	return status == ND_ESTOPPED ? gather->intake.trouble : gather_failed(gather, &err);
}

enum exit_code gather_read(struct gather *gather, const char *const *files, size_t n)
{
	if (!gather->keeps_text && !(gather->kept.what & (GATHER_RECORDS | GATHER_ARTICLES)))
		gather->intake.shard = read_shard;
	gather->intake.crew = &gather->crew.input;
	return intake_read(&gather->intake, files, n, on_record, gather);
}

int gather_also(struct gather *gather, const struct nd_record *record)
{
	if (!kept_add(&gather->kept, record))
		return 0;
	gather->n++;
	return 1;
}

size_t gather_count(const struct gather *gather)
{
	return gather->n;
}

struct nd_text gather_part(const struct gather *gather, size_t i, enum gather_part part)
{
	return kept_part(&gather->kept, i, part);
}

struct nd_text gather_id(const struct gather *gather, size_t i)
{
	return gather_part(gather, i, PART_ID);
}

struct nd_text gather_record(const struct gather *gather, size_t i)
{
	return gather_part(gather, i, PART_RECORD);
}

int64_t gather_published(const struct gather *gather, size_t i)
{
	return kept_at(&gather->kept, i)->published;
}

int gather_names(const struct gather *gather, struct nd_names *ids)
{
	for (size_t i = 0; i < gather->n; i++)
		if (nd_names_add(ids, gather_id(gather, i)) == ND_NO_NAME)
			return 0;
	return 1;
}

void gather_headline(void *ctx, size_t i, struct nd_headline *out)
{
	out->title = gather_part(ctx, i, PART_HEADLINE);
	out->published = gather_published(ctx, i);
	out->text = gather_part(ctx, i, PART_TEXT);
}

void gather_article(void *ctx, size_t i, struct nd_page_article *out)
{
	*out = (struct nd_page_article){
		.id = gather_part(ctx, i, PART_ID),
		.title = gather_part(ctx, i, PART_TITLE),
		.text = gather_part(ctx, i, PART_TEXT),
		.url = gather_part(ctx, i, PART_URL),
		.source = gather_part(ctx, i, PART_SOURCE),
		.published = gather_published(ctx, i),
	};
}
