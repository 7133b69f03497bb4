/* background_file.c - a table of counts, put on top of the one that is built in */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/real.h"
#include "text/background.h"

#define LINE_BYTES	4096
#define MOST_ROWS	((size_t)1 << 23)
#define LEVEL_MAX	255
#define BUILT_IN	256	/* on top of a level: gives way to the file's */
#define MADE_ASCII	512	/* and what only folds to ASCII to both */

unsigned nd_background_count_level(uint64_t in, uint64_t articles)
{
	const double level = nd_log((double)articles / (double)in) * (ND_LEVEL_STEPS / ND_LN2);

	return level < LEVEL_MAX ? (unsigned)(level + 0.5) : LEVEL_MAX;
}

struct reader {
	const char *path;
	uint64_t line, articles;	/* articles 0: the first line was not there yet */
	struct nd_charmap *map;
	struct nd_tokens tokens;
	struct nd_array rows;		/* struct nd_keyed */
	struct nd_error *err;
};

static enum nd_status refuse(const struct reader *reader, const char *why)
{
	return nd_fail(reader->err, ND_EFORMAT, "'%s', line %llu: %s", reader->path,
		       (unsigned long long)reader->line, why);
}

/* The number behind the tab: 1 to 'most'. */
static int read_count(const char *at, uint64_t most, uint64_t *count)
{
	char *end;

	if (*at < '0' || *at > '9')
		return 0;
	errno = 0;
	*count = strtoull(at, &end, 10);
	return !*end && !errno && *count >= 1 && *count <= most;
}

static enum nd_status read_row(struct reader *reader, const char *line)
{
	const char *const tab = strchr(line, '\t');
	int made_ascii = 0;
	uint64_t count, key;
	struct nd_keyed row;

	if (!tab && reader->articles)
		return refuse(reader, "no tab");
	if (!reader->articles) {
		if (strncmp(line, "#articles\t", 10) ||
		    !read_count(tab + 1, UINT32_MAX, &reader->articles))
			return refuse(reader, "a table begins with '#articles', a tab and how many");
		return ND_OK;
	}
	if (!read_count(tab + 1, reader->articles, &count))
		return refuse(reader, "no number of articles behind the tab, or more than there are");
	key = nd_background_key(&reader->tokens, reader->map,
				(struct nd_text){ line, (size_t)(tab - line) }, &made_ascii);
	row = (struct nd_keyed){ key >> 32, nd_background_count_level(count, reader->articles) +
					    (made_ascii ? MADE_ASCII : 0) };
	if (key && !nd_array_append(&reader->rows, &row, 1))	/* what is no term is passed over */
		return nd_fail_memory(reader->err);
	return ND_OK;
}

static enum nd_status read_rows(struct reader *reader, FILE *file)
{
	char line[LINE_BYTES];
	enum nd_status status = ND_OK;

	while (status == ND_OK && fgets(line, sizeof(line), file)) {
		const size_t n = strcspn(line, "\r\n");

		reader->line++;
		if (!line[n] && !feof(file))
			return refuse(reader, "a line is too long, or holds a NUL");
		line[n] = '\0';
		if (n)
			status = read_row(reader, line);
	}
	if (status == ND_OK && ferror(file)) {
		char text[ND_ERRNO_TEXT];

		return nd_fail(reader->err, ND_EIO, "cannot read '%s': %s", reader->path,
			       nd_errno_text(text, errno));
	}
	if (status == ND_OK && !reader->articles)
		return refuse(reader, "a table begins with '#articles', a tab and how many");
	return status;
}

static enum nd_status add_built_in(struct nd_array *rows)
{
	const struct nd_background *const table = &nd_background_table;
	const uint32_t n = table->first[(size_t)1 << ND_BACKGROUND_BITS];
	struct nd_keyed *const row = nd_array_reserve(rows, n);

	for (uint32_t i = 0; row && i < n; i++)
		row[i] = (struct nd_keyed){ table->key[i], table->level[i] + BUILT_IN };
	rows->n += row ? n : 0;
	return row ? ND_OK : ND_ENOMEM;
}

/* The table in one block: struct, keys, beginnings, levels. */
static struct nd_background *build(const struct nd_keyed *rows, size_t n, unsigned unknown)
{
	const size_t beginnings = ((size_t)1 << ND_BACKGROUND_BITS) + 1;
	struct nd_background *const table = malloc(
		sizeof(*table) + (n + beginnings) * sizeof(uint32_t) + n);
	uint32_t *const key = (uint32_t *)(table + 1), *const first = key + n;
	uint8_t *const level = (uint8_t *)(first + beginnings);
	size_t at = 0;

	if (!table)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		key[i] = (uint32_t)rows[i].key;
		level[i] = (uint8_t)rows[i].value;	/* what is on top falls off */
	}
	for (size_t top = 0; top < beginnings; top++) {
		while (at < n && key[at] >> (32 - ND_BACKGROUND_BITS) < top)
			at++;
		first[top] = (uint32_t)at;
	}
	*table = (struct nd_background){ key, level, first, unknown };
	return table;
}

static enum nd_status make_table(struct reader *reader, struct nd_background **out)
{
	struct nd_keyed *scratch = NULL;
	size_t n;

	if (add_built_in(&reader->rows) == ND_OK)
		scratch = nd_calloc(reader->rows.n, sizeof(*scratch));
	if (scratch) {
		n = nd_background_unique(reader->rows.items, scratch, reader->rows.n);
		*out = build(reader->rows.items, n, nd_background_count_level(1, reader->articles));
	}
	free(scratch);
	return *out ? ND_OK : nd_fail_memory(reader->err);
}

enum nd_status nd_background_read(struct nd_background **out, const char *path, struct nd_error *err)
{
	struct reader reader = {
		.path = path,
		.tokens = ND_TOKENS_INIT,
		.rows = ND_ARRAY_INIT(struct nd_keyed, MOST_ROWS),
		.err = err,
	};
	FILE *const file = fopen(path, "r");
	enum nd_status status;
	char text[ND_ERRNO_TEXT];

	*out = NULL;
	if (!file)
		return nd_fail(err, ND_EIO, "cannot open '%s': %s", path, nd_errno_text(text, errno));
	status = nd_charmap_open(&reader.map, err);
	if (status == ND_OK)
		status = read_rows(&reader, file);
	fclose(file);
	if (status == ND_OK)
		status = make_table(&reader, out);
	nd_charmap_close(reader.map);
	nd_tokens_release(&reader.tokens);
	nd_array_release(&reader.rows);
	return status;
}

void nd_background_close(struct nd_background *background)
{
	free(background);
}
