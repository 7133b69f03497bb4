/* saved.c - a line at a time; of pairs the lines are kept, to be read again when they are shown */
#include "cli/saved.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/message.h"

struct saved_line {
	uint32_t a, b;		/* articles */
	size_t at, len;		/* in the bytes */
};

struct reading {
	struct saved *saved;
	struct nd_coverage *coverage;
	const char *file;
	struct nd_array placed;	/* char, by article: is it in a story? */
};

/* What is done with a line: ND_OK, ND_EFORMAT and a sentence, or ND_ENOMEM. */
typedef enum nd_status use_line(struct reading *reading, struct nd_text line, const char **why);

static enum nd_status use_pair(struct reading *reading, struct nd_text line, const char **why)
{
	struct saved *const saved = reading->saved;
	struct nd_explanation read;
	struct saved_line kept = { .at = saved->bytes.n, .len = line.len };
	enum nd_status status = nd_saved_pair(saved->reader, line, &read, why);

	if (status != ND_OK)
		return status;
	kept.a = nd_names_find(&saved->ids, read.pair.a);
	kept.b = nd_names_find(&saved->ids, read.pair.b);
	*why = "one of the two is not among the articles";
	if (kept.a == ND_NO_NAME || kept.b == ND_NO_NAME)
		return ND_EFORMAT;
	*why = "a pair of an article and itself";
	if (kept.a == kept.b)
		return ND_EFORMAT;
	read.pair.a_index = kept.a;
	read.pair.b_index = kept.b;
	if (!nd_array_append(&saved->bytes, line.at, line.len + ND_SAVED_PADDING) ||
	    !nd_array_append(&saved->lines, &kept, 1))
		return ND_ENOMEM;
	return nd_coverage_pair(reading->coverage, &read.pair);
}

/* Keep those members that are among the articles and in no story yet; returns how many. */
static size_t place_members(struct reading *reading, struct nd_cluster *cluster)
{
	struct nd_member *const member = (struct nd_member *)cluster->members;
	char *const placed = reading->placed.items;
	size_t n = 0, representative = 0;

	for (size_t i = 0; i < cluster->size; i++) {
		const uint32_t article = nd_names_find(&reading->saved->ids, member[i].id);

		if (article == ND_NO_NAME || placed[article])
			continue;
		placed[article] = 1;
		if (i == cluster->representative)
			representative = n;
		member[n] = member[i];
		member[n++].index = article;
	}
	cluster->representative = representative;
	return n;
}

static enum nd_status use_cluster(struct reading *reading, struct nd_text line, const char **why)
{
	struct nd_cluster cluster;
	enum nd_status status = nd_saved_cluster(reading->saved->reader, line, &cluster, why);
	size_t n;

	if (status != ND_OK)
		return status;
	n = place_members(reading, &cluster);
	*why = "none of its members is among the articles and in no other story";
	if (!n)
		return ND_EFORMAT;
	if (n < cluster.size)
		message("%s: story %s: %zu of its %zu members are not among the articles, or in "
			"another story", reading->file, cluster.id, cluster.size - n, cluster.size);
	cluster.size = n;
	return nd_coverage_cluster(reading->coverage, &cluster);
}

static enum exit_code complain(const struct reading *reading, uint64_t number, const char *why)
{
	struct intake *const intake = &reading->saved->gather->intake;
	const struct nd_complaint complaint = { reading->file, number, why, 1 };

	return intake_complain(intake, &complaint) ? EXIT_TROUBLE : EXIT_DONE;
}

/* Every line of a stream, with blanks behind it for the parser to read. */
static enum exit_code use_lines(struct reading *reading, FILE *in, use_line *use)
{
	static const char padding[ND_SAVED_PADDING];
	struct nd_array line = ND_ARRAY_INIT(char, SIZE_MAX / 4);
	enum exit_code code = EXIT_DONE;
	char *raw = NULL;
	size_t room = 0;
	ssize_t n;

	for (uint64_t number = 1; code == EXIT_DONE && (n = getline(&raw, &room, in)) > 0; number++) {
		const char *why = "";
		enum nd_status status = ND_ENOMEM;

		if (strspn(raw, " \t\r\n") == (size_t)n)
			continue;
		line.n = 0;
		if (nd_array_append(&line, raw, (size_t)n) &&
		    nd_array_append(&line, padding, sizeof(padding)))
			status = use(reading, (struct nd_text){ line.items, (size_t)n }, &why);
		if (status == ND_EFORMAT) {
			code = complain(reading, number, why);
		} else if (status != ND_OK) {
			message("%s", nd_status_text(ND_ENOMEM));
			code = EXIT_TROUBLE;
		}
	}
	free(raw);
	nd_array_release(&line);
	return code;
}

static enum exit_code read_file(struct reading *reading, const char *file, use_line *use)
{
	FILE *const in = fopen(file, "r");
	char text[ND_ERRNO_TEXT];
	enum exit_code code;

	if (!in) {
		message("cannot open '%s': %s", file, nd_errno_text(text, errno));
		return EXIT_TROUBLE;
	}
	reading->file = file;
	code = use_lines(reading, in, use);
	if (code == EXIT_DONE && ferror(in)) {
		message("cannot read '%s': %s", file, nd_errno_text(text, errno));
		code = EXIT_TROUBLE;
	}
	fclose(in);
	return code;
}

static int compare_lines(const void *x, const void *y)
{
	const struct saved_line *const a = x, *const b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

enum exit_code saved_read(struct saved *saved, struct gather *gather, struct nd_coverage *coverage)
{
	const struct settings *const settings = gather->settings;
	struct reading reading = { saved, coverage, NULL, ND_ARRAY_INIT(char, SIZE_MAX / 4) };
	enum exit_code code = EXIT_DONE;

	*saved = (struct saved){
		.gather = gather,
		.ids = ND_NAMES_INIT,
		.reader = nd_saved_open(),
		.lines = ND_ARRAY_INIT(struct saved_line, UINT32_MAX),
		.bytes = ND_ARRAY_INIT(char, SIZE_MAX / 4),
	};
	if (!saved->reader || !gather_names(gather, &saved->ids) ||
	    !nd_array_append(&reading.placed, NULL, gather_count(gather) + 1)) {
		message("%s", nd_status_text(ND_ENOMEM));
		code = EXIT_TROUBLE;
	}
	if (code == EXIT_DONE && settings->saved_clusters)
		code = read_file(&reading, settings->saved_clusters, use_cluster);
	if (code == EXIT_DONE && settings->saved_pairs)
		code = read_file(&reading, settings->saved_pairs, use_pair);
	if (saved->lines.n)
		qsort(saved->lines.items, saved->lines.n, sizeof(struct saved_line), compare_lines);
	nd_array_release(&reading.placed);
	return code;
}

const struct nd_explanation *saved_explain(struct saved *saved, const struct nd_pair *pair,
					   struct nd_explanation *room)
{
	const struct saved_line wanted = { .a = (uint32_t)pair->a_index, .b = (uint32_t)pair->b_index };
	const struct saved_line *const line = saved->lines.n ?
		bsearch(&wanted, saved->lines.items, saved->lines.n, sizeof(wanted), compare_lines) : NULL;
	const char *why;

	if (!line || nd_saved_pair(saved->reader, (struct nd_text){ (const char *)saved->bytes.items +
								    line->at, line->len }, room, &why))
		return NULL;
	room->pair = *pair;
	return room;
}

void saved_close(struct saved *saved)
{
	nd_names_release(&saved->ids);
	nd_saved_close(saved->reader);
	nd_array_release(&saved->lines);
	nd_array_release(&saved->bytes);
}
