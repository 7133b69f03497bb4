/*
 * cmd_dedup.c - neardup dedup: the input with copies left out
 *
 * What comes out can go where the input went: one JSON record a line, in the
 * order of the input.  Which article of several stays is decided in copies.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/copies.h"
#include "cli/gather.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/record.h"

#define COPIES (ND_RELATION_BIT(ND_IDENTICAL) | ND_RELATION_BIT(ND_NEAR_DUPLICATE) | \
		ND_RELATION_BIT(ND_CONTAINED))

struct dedup {
	struct gather gather;
	struct nd_array pairs;	/* struct copies_pair */
	struct copies_verdict *verdicts;
	size_t left_out;
};

static int on_pair(void *ctx, const struct nd_pair *pair)
{
	struct dedup *const dedup = ctx;
	const struct copies_pair kept = { pair->a_index, pair->b_index, pair->relation,
					  pair->score };

	return !nd_array_append(&dedup->pairs, &kept, 1);
}

static enum nd_status decide(struct dedup *dedup, enum nd_keep keep, struct nd_error *err)
{
	const struct gathered *const kept = dedup->gather.kept.articles.items;
	const size_t n = gather_count(&dedup->gather);
	struct copies_article *const articles = nd_calloc(n, sizeof(*articles));
	enum nd_status status = nd_engine_pairs(dedup->gather.engine, on_pair, dedup, err);

	dedup->verdicts = nd_calloc(n, sizeof(*dedup->verdicts));
	if (status == ND_ESTOPPED || !articles || !dedup->verdicts)
		status = nd_fail_memory(err);
	if (status == ND_OK) {
		for (size_t i = 0; i < n; i++)
			articles[i] = (struct copies_article){ kept[i].published, kept[i].length };
		status = copies_decide(articles, n, dedup->pairs.items, dedup->pairs.n, keep,
				       dedup->verdicts, err);
	}
	free(articles);
	return status;
}

static void put_article(const struct dedup *dedup, size_t i, int mark)
{
	const struct copies_verdict *const verdict = &dedup->verdicts[i];
	const struct nd_text record = gather_record(&dedup->gather, i);

	if (mark) {
		const struct record_mark of = {
			gather_id(&dedup->gather, verdict->of), verdict->relation, verdict->score
		};

		record_put_marked(stdout, record, verdict->kept ? NULL : &of);
	} else if (verdict->kept) {
		fwrite(record.at, 1, record.len, stdout);
	} else {
		return;
	}
	putchar('\n');
}

static enum exit_code put_articles(struct dedup *dedup, int mark)
{
	for (size_t i = 0; i < gather_count(&dedup->gather); i++) {
		dedup->left_out += !dedup->verdicts[i].kept;
		put_article(dedup, i, mark);
		if (ferror(stdout))
			return output_failed(errno);
	}
	return fflush(stdout) ? output_failed(errno) : EXIT_DONE;
}

static void sum_up(struct dedup *dedup, int mark)
{
	char left_out[64], kept[64], found[160];
	const size_t n = gather_count(&dedup->gather);

	gather_stats(&dedup->gather);
	snprintf(found, sizeof(found), "%s, %s",
		 plural(kept, n - dedup->left_out, "kept", "kept"),
		 plural(left_out, dedup->left_out, mark ? "marked" : "left out",
			       mark ? "marked" : "left out"));
	gather_summary(&dedup->gather, found);
}

enum exit_code cmd_dedup(const struct settings *settings)
{
	struct dedup dedup = { .pairs = ND_ARRAY_INIT(struct copies_pair, SIZE_MAX / 64) };
	struct gather *const gather = &dedup.gather;
	struct nd_error err;
	enum exit_code code = gather_open(gather, settings, GATHER_IDS | GATHER_RECORDS, COPIES,
					  0);

	if (code == EXIT_DONE)
		code = gather_read(gather, settings->files, settings->n_files);
	if (code == EXIT_DONE && decide(&dedup, settings->engine.keep, &err) != ND_OK)
		code = gather_failed(gather, &err);
	progress_clear(&gather->progress);
	if (code == EXIT_DONE)
		code = put_articles(&dedup, settings->mark);
	if (code == EXIT_DONE)
		sum_up(&dedup, settings->mark);
	if (code == EXIT_DONE && settings->exit_status && dedup.left_out)
		code = EXIT_FOUND;
	nd_array_release(&dedup.pairs);
	free(dedup.verdicts);
	gather_close(gather);
	return code;
}
