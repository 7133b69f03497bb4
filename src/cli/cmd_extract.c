/*
 * cmd_extract.c - neardup extract: the articles as the other commands see them
 *
 * Whatever the format and the names of its fields were, the articles come out
 * with the names that every command reads by default, and with a list of what
 * weighs nothing because their source prints it round other articles.  That is
 * known only when many were seen, so articles are held back, but not without
 * bound: after so many, or so many bytes, they are written and forgotten.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/error.h"
#include "cli/intake.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/record.h"

#define HELD_ARTICLES	16384
#define HELD_BYTES	((size_t)128 << 20)
#define NOWHERE		SIZE_MAX

/* An article that is held back. */
struct held {
	size_t end;	/* of its object among the bytes */
	size_t place;	/* in the engine; NOWHERE: nobody knows who printed it */
};

struct extract {
	struct intake intake;
	struct progress progress;
	uint64_t articles;
	struct nd_engine *engine;	/* of those held back; NULL: none are */
	size_t in_engine;
	FILE *objects;			/* into bytes */
	char *bytes;
	size_t n_bytes;
	struct nd_array held;		/* struct held */
	struct nd_array left_out;	/* struct nd_left_out, of one article */
};

static int fail(struct extract *extract, enum exit_code code)
{
	progress_clear(&extract->progress);
	extract->intake.trouble = code;
	return 1;
}

static int fail_engine(struct extract *extract, const struct nd_error *err)
{
	progress_clear(&extract->progress);
	message("%s", err->message);
	return fail(extract, EXIT_TROUBLE);
}

/* Begin to hold articles back; not 0: the user was told why that cannot be. */
static int begin(struct extract *extract)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_error err;

	opt.relations = ND_RELATION_BIT(ND_NEAR_DUPLICATE);
	opt.keep_text = 1;
	if (nd_engine_open(&extract->engine, &opt, &err) != ND_OK)
		return fail_engine(extract, &err);
	extract->objects = open_memstream(&extract->bytes, &extract->n_bytes);
	if (!extract->objects) {
		nd_fail_memory(&err);
		return fail_engine(extract, &err);
	}
	return 0;
}

/* Forget what is held back. */
static void end(struct extract *extract)
{
	if (extract->objects)
		fclose(extract->objects);
	free(extract->bytes);
	nd_engine_close(extract->engine);
	extract->objects = NULL;
	extract->bytes = NULL;
	extract->engine = NULL;
	extract->held.n = extract->in_engine = 0;
}

static int on_left_out(void *ctx, const struct nd_left_out *left_out)
{
	struct extract *const extract = ctx;

	return !nd_array_append(&extract->left_out, left_out, 1);
}

/* Write one that was held back; 'from' is where its object begins. */
static int write_one(struct extract *extract, const struct held *held, size_t from)
{
	const struct nd_text object = { extract->bytes + from, held->end - from };
	struct nd_error err;

	extract->left_out.n = 0;
	if (held->place != NOWHERE &&
	    nd_engine_left_out(extract->engine, held->place, on_left_out, extract, &err) != ND_OK)
		return fail_engine(extract, &err);
	record_put_left_out(stdout, object, extract->left_out.items, extract->left_out.n);
	putchar('\n');
	return ferror(stdout) ? fail(extract, output_failed(errno)) : 0;
}

/* Write all that is held back, and forget it. */
static int write_held(struct extract *extract)
{
	const struct held *const held = extract->held.items;
	int failed = 0;

	progress_clear(&extract->progress);
	if (extract->objects && fflush(extract->objects))
		failed = fail(extract, output_failed(errno));
	for (size_t i = 0; i < extract->held.n && !failed; i++)
		failed = write_one(extract, &held[i], i ? held[i - 1].end : 0);
	end(extract);
	return failed;
}

/* Give an article to the engine, which is to know it by its place, for ids may come twice. */
static int learn(struct extract *extract, const struct nd_record *record, size_t *place)
{
	struct nd_article article = record_article(record);
	struct nd_error err;
	char id[24];
	enum nd_status status;

	*place = NOWHERE;
	if (!record->source.len && !record->url.len)
		return 0;
	article.id = (struct nd_text){ id, (size_t)snprintf(id, sizeof(id), "%zu", extract->in_engine) };
	article.again = 0;
	status = nd_engine_add(extract->engine, &article, &err);
	if (status == ND_OK)
		*place = extract->in_engine++;
	return status == ND_ENOMEM ? fail_engine(extract, &err) : 0;
}

static int hold(struct extract *extract, const struct nd_record *record)
{
	struct held held;
	struct nd_error err;

	if (!extract->engine && begin(extract))
		return 1;
	if (learn(extract, record, &held.place))
		return 1;
	record_put(extract->objects, record);
	held.end = (size_t)ftello(extract->objects);
	if (ferror(extract->objects) || !nd_array_append(&extract->held, &held, 1)) {
		nd_fail_memory(&err);
		return fail_engine(extract, &err);
	}
	if (extract->held.n < HELD_ARTICLES && held.end < HELD_BYTES)
		return 0;
	return write_held(extract);
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct extract *const extract = ctx;
	struct nd_record read = *record;

	read.raw.len = 0;	/* as it was understood, whatever it was */
	extract->articles++;
	progress_show(&extract->progress, "articles read:", extract->articles, 0);
	if (!extract->intake.settings->engine.keep_templates)
		return hold(extract, &read);
	record_put(stdout, &read);
	putchar('\n');
	return ferror(stdout) ? fail(extract, output_failed(errno)) : 0;
}

enum exit_code cmd_extract(const struct settings *settings)
{
	struct extract extract = {
		.intake = INTAKE_INIT(settings, &extract.progress),
		.held = ND_ARRAY_INIT(struct held, HELD_ARTICLES),
		.left_out = ND_ARRAY_INIT(struct nd_left_out, ND_TEXT_MAX),
	};
	char count[64], wrong[200];
	enum exit_code code;

	progress_init(&extract.progress, !settings->quiet && isatty(STDERR_FILENO));
	code = intake_read(&extract.intake, settings->files, settings->n_files, on_record,
			   &extract);
	if (code == EXIT_DONE && write_held(&extract))
		code = extract.intake.trouble;
	end(&extract);
	nd_array_release(&extract.held);
	nd_array_release(&extract.left_out);
	if (code == EXIT_DONE && fflush(stdout))
		code = output_failed(errno);
	if (code == EXIT_DONE && !settings->quiet)
		message("%s%s", plural(count, extract.articles, "article", "articles"),
			intake_summary(wrong, &extract.intake));
	return code;
}
