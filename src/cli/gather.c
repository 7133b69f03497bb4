/*
 * gather.c - records into the engine, and beside it what the command wants to print
 */
#include "base/error.h"
#include "cli/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/record.h"

#define HEADLINE	160	/* bytes: two lines of a terminal */
#define ELLIPSIS	"\xe2\x80\xa6"

static void show_progress(void *ctx, const char *stage, uint64_t done, uint64_t total)
{
	progress_show(ctx, stage, done, total);
}

enum exit_code gather_failed(struct gather *gather, const struct nd_error *err)
{
	progress_clear(&gather->progress);
	message("%s", err->message);
	return err->status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
}

enum exit_code gather_open(struct gather *gather, const struct settings *settings, unsigned keep,
			   uint32_t relations, int keep_text)
{
	struct nd_options opt = settings->engine;
	struct nd_error err;

	*gather = (struct gather){
		.settings = settings,
		.keep = keep,
		.articles = ND_ARRAY_INIT(struct gathered, UINT32_MAX),
		.bytes = ND_ARRAY_INIT(char, SIZE_MAX / 4),
		.intake = INTAKE_INIT(settings, &gather->progress),
	};
	progress_init(&gather->progress, !settings->quiet && isatty(STDERR_FILENO));
	clock_gettime(CLOCK_MONOTONIC, &gather->begun);
	if (!opt.relations)
		opt.relations = relations;
	opt.keep_text = keep_text;
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
	nd_array_release(&gather->articles);
	nd_array_release(&gather->bytes);
}

/* Keep the title, or how the text begins; cut between two characters.  SIZE_MAX: no memory. */
static size_t keep_headline(struct gather *gather, const struct nd_article *article)
{
	const struct nd_text text = article->title.len ? article->title : article->text;
	const size_t before = gather->bytes.n;
	size_t len = text.len;

	if (len > HEADLINE) {
		len = HEADLINE;
		while (len && ((unsigned char)text.at[len] & 0xc0) == 0x80)
			len--;
	}
	if (!nd_array_append(&gather->bytes, text.at, len) ||
	    (len < text.len && !nd_array_append(&gather->bytes, ELLIPSIS, strlen(ELLIPSIS))))
		return SIZE_MAX;
	return gather->bytes.n - before;
}

/* SIZE_MAX: no memory. */
static size_t keep_record(struct gather *gather, const struct nd_record *record)
{
	char *line = NULL;
	size_t len = 0;
	FILE *const out = open_memstream(&line, &len);
	int ok = out != NULL;

	if (out) {
		record_put(out, record);
		ok = !fclose(out) && nd_array_append(&gather->bytes, line, len);
	}
	free(line);
	return ok ? len : SIZE_MAX;
}

static int keep_part(struct gather *gather, struct gathered *kept, enum gather_part part,
		     struct nd_text text)
{
	kept->len[part] = text.len;
	return !text.len || nd_array_append(&gather->bytes, text.at, text.len) != NULL;
}

static int keep_article(struct gather *gather, struct gathered *kept,
			const struct nd_record *record)
{
	return keep_part(gather, kept, PART_TITLE, record->article.title) &&
	       keep_part(gather, kept, PART_TEXT, record->article.text) &&
	       keep_part(gather, kept, PART_URL, record->url) &&
	       keep_part(gather, kept, PART_SOURCE, record->source);
}

/* Keep of the record what the command asked for; 0 when out of memory. */
static int keep(struct gather *gather, const struct nd_record *record)
{
	const struct nd_article *const article = &record->article;
	struct gathered kept = {
		.at = gather->bytes.n,
		.length = article->title.len + article->text.len,
		.published = article->published,
	};

	if (gather->keep & GATHER_IDS && !keep_part(gather, &kept, PART_ID, article->id))
		return 0;
	if (gather->keep & GATHER_HEADLINES) {
		kept.len[PART_HEADLINE] = keep_headline(gather, article);
		if (kept.len[PART_HEADLINE] == SIZE_MAX)
			return 0;
	}
	if (gather->keep & GATHER_RECORDS) {
		kept.len[PART_RECORD] = keep_record(gather, record);
		if (kept.len[PART_RECORD] == SIZE_MAX)
			return 0;
	}
	if (gather->keep & GATHER_ARTICLES && !keep_article(gather, &kept, record))
		return 0;
	return nd_array_append(&gather->articles, &kept, 1) != NULL;
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct gather *const gather = ctx;
	struct nd_article article = record->article;
	struct nd_error err;
	const struct nd_complaint complaint = { record->file, record->line, err.message, 1 };
	enum nd_status status;

	article.source = record->source;
	article.url = record->url;
	status = nd_engine_add(gather->engine, &article, &err);

	if (status == ND_EEXIST || status == ND_EINVAL)
		return intake_complain(&gather->intake, &complaint);
	if (status == ND_OK && keep(gather, record)) {
		progress_show(&gather->progress, "articles read:", gather->articles.n, 0);
		return 0;
	}
	progress_clear(&gather->progress);
	message("%s", status == ND_OK ? nd_status_text(ND_ENOMEM) : err.message);
	gather->intake.trouble = EXIT_TROUBLE;
	return 1;
}

enum exit_code gather_read(struct gather *gather, const char *const *files, size_t n)
{
	return intake_read(&gather->intake, files, n, on_record, gather);
}

size_t gather_count(const struct gather *gather)
{
	return gather->articles.n;
}

static const struct gathered *gathered_at(const struct gather *gather, size_t i)
{
	return (const struct gathered *)gather->articles.items + i;
}

struct nd_text gather_part(const struct gather *gather, size_t i, enum gather_part part)
{
	const struct gathered *const kept = gathered_at(gather, i);
	const char *at = (const char *)gather->bytes.items + kept->at;

	for (int before = 0; before < (int)part; before++)
		at += kept->len[before];
	return (struct nd_text){ at, kept->len[part] };
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
	return gathered_at(gather, i)->published;
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
