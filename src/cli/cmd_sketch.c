/*
 * cmd_sketch.c - neardup sketch: what an engine keeps of articles, in a file
 *
 * Blocks of articles are read, made ready and packed by several threads and written
 * in their order; no more than those at hand are in memory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/parallel.h"
#include "cli/intake.h"
#include "cli/message.h"
#include "cli/outfile.h"
#include "cli/record.h"
#include "report/figures.h"

#define A_BATCH	64	/* articles that one thread reads before they are written */

struct sketching {
	const struct settings *settings;
	struct intake intake;
	struct progress progress;
	struct outfile file;
	struct nd_background *background;	/* NULL: what is built in */
	struct nd_shard_writer *writer;
	struct nd_shard_batch *single;		/* of formats that one thread reads */
	size_t in_single;
	uint64_t articles, bytes;
	int number;				/* errno of the write that failed */
};

/* What a thread has made ready. */
struct pack {
	struct sketching *sketching;
	struct nd_shard_batch *articles;
	size_t n;
};

static int put_bytes(void *ctx, const void *bytes, size_t n)
{
	struct sketching *const sketching = ctx;

	sketching->bytes += n;
	if (fwrite(bytes, 1, n, sketching->file.out) == n)
		return 0;
	sketching->number = errno;
	return 1;
}

static enum exit_code failed(struct sketching *sketching, const struct nd_error *err)
{
	progress_clear(&sketching->progress);
	if (err->status == ND_ESTOPPED)
		return outfile_failed(&sketching->file, sketching->number);
	message("%s", err->message);
	memory_was_limited(sketching->settings, err->status);
	return err->status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
}

static int stop(struct sketching *sketching, const struct nd_error *err)
{
	sketching->intake.trouble = failed(sketching, err);
	return 1;
}

static int write_batch(struct sketching *sketching, struct nd_shard_batch *batch, size_t n)
{
	struct nd_error err;

	if (nd_shard_write(sketching->writer, batch, &err) != ND_OK)
		return stop(sketching, &err);
	sketching->articles += n;
	progress_show(&sketching->progress, "articles read:", sketching->articles, 0);
	return 0;
}

/* Write what one thread alone has read. */
static int write_single(struct sketching *sketching)
{
	const size_t n = sketching->in_single;

	sketching->in_single = 0;
	return n ? write_batch(sketching, sketching->single, n) : 0;
}

static void close_pack(void *ctx)
{
	struct pack *const pack = ctx;

	nd_shard_batch_close(pack->articles);
	free(pack);
}

static void *open_pack(void *ctx)
{
	struct sketching *const sketching = ctx;
	struct pack *const pack = nd_calloc(1, sizeof(*pack));

	if (!pack)
		return NULL;
	pack->sketching = sketching;
	if (nd_shard_batch_open(&pack->articles, sketching->writer, NULL) == ND_OK)
		return pack;
	free(pack);
	return NULL;
}

static enum nd_status add_record(void *ctx, const struct nd_record *record, struct nd_error *err)
{
	struct pack *const pack = ctx;
	const struct nd_article article = record_article(record);
	const enum nd_status status = nd_shard_batch_add(pack->articles, &article, err);

	pack->n += status == ND_OK;
	return status;
}

static int take_pack(void *ctx, const struct nd_held *held, size_t n)
{
	struct pack *const pack = ctx;
	const size_t articles = pack->n;

	for (size_t i = 0; i < n; i++)
		if (intake_complain(&pack->sketching->intake, &held[i].complaint))
			return 1;
	pack->n = 0;
	return write_single(pack->sketching) ||	/* it came before */
	       write_batch(pack->sketching, pack->articles, articles);
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct sketching *const sketching = ctx;
	const struct nd_article article = record_article(record);
	struct nd_error err;
	const struct nd_complaint complaint = { record->file, record->line, err.message, 1 };
	const enum nd_status status = nd_shard_batch_add(sketching->single, &article, &err);

	if (status == ND_EINVAL)
		return intake_complain(&sketching->intake, &complaint);
	if (status != ND_OK)
		return stop(sketching, &err);
	return ++sketching->in_single == A_BATCH ? write_single(sketching) : 0;
}

static enum exit_code open_writer(struct sketching *sketching)
{
	struct nd_options opt = sketching->settings->engine;
	struct nd_error err;

	if (!opt.relations)
		opt.relations = ND_ALL_RELATIONS;
	if (sketching->settings->background &&
	    nd_background_read(&sketching->background, sketching->settings->background,
			       &err) != ND_OK)
		return failed(sketching, &err);
	opt.background = sketching->background;
	if (nd_shard_create(&sketching->writer, &opt, put_bytes, sketching, &err) != ND_OK ||
	    nd_shard_batch_open(&sketching->single, sketching->writer, &err) != ND_OK)
		return failed(sketching, &err);
	return EXIT_DONE;
}

static enum exit_code read_all(struct sketching *sketching)
{
	const struct settings *const settings = sketching->settings;
	const unsigned threads = settings->engine.threads;
	const struct nd_input_crew crew = {
		threads ? threads : nd_processors(), open_pack, add_record, take_pack, close_pack,
		sketching,
	};
	struct nd_error err;
	enum exit_code code;

	sketching->intake.crew = &crew;
	code = intake_read(&sketching->intake, settings->files, settings->n_files, on_record,
			   sketching);
	if (code == EXIT_DONE && write_single(sketching))
		return EXIT_TROUBLE;
	if (code == EXIT_DONE && nd_shard_finish(sketching->writer, &err) != ND_OK)
		return failed(sketching, &err);
	return code;
}

static void sum_up(const struct sketching *sketching)
{
	char articles[64], wrong[200], bytes[ND_FIGURE_ROOM];

	if (!sketching->settings->quiet)
		message("%s, %s bytes%s", plural(articles, sketching->articles, "article", "articles"),
			nd_figure_count(bytes, sketching->bytes),
			intake_summary(wrong, &sketching->intake));
}

enum exit_code cmd_sketch(const struct settings *settings)
{
	struct sketching sketching = {
		.settings = settings,
		.intake = INTAKE_INIT(settings, &sketching.progress),
	};
	enum exit_code code, closed;

	if (!settings->output && isatty(STDOUT_FILENO)) {
		message("sketches are nothing to look at: name a file with -o");
		return EXIT_USAGE;
	}
	memory_limit(settings);
	progress_init(&sketching.progress, !settings->quiet && isatty(STDERR_FILENO));
	code = outfile_open(&sketching.file, settings->output);
	if (code != EXIT_DONE)
		return code;
	code = open_writer(&sketching);
	if (code == EXIT_DONE)
		code = read_all(&sketching);
	progress_clear(&sketching.progress);
	closed = outfile_close(&sketching.file, code == EXIT_DONE);
	if (code == EXIT_DONE && closed == EXIT_DONE)
		sum_up(&sketching);
	nd_shard_batch_close(sketching.single);
	nd_shard_close(sketching.writer);
	nd_background_close(sketching.background);
	return code == EXIT_DONE ? closed : code;
}
