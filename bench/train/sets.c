/* sets.c - articles through src/input, labels line by line */
#include "train/sets.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/ids.h"
#include "input/input.h"

#define PATH_ROOM	1024
#define LINE_ROOM	4096
#define MAX_COLUMNS	8

static const char *const silver_names[SILVER_KINDS] = {
	"same_slug_day", "same_item_id", "rolling_column",
};

_Noreturn void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("train: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(3);
}

static struct nd_text keep(struct set *set, struct nd_text text)
{
	const struct nd_text kept = { nd_arena_copy(&set->texts, text.at, text.len), text.len };

	if (!kept.at)
		die("out of memory");
	return kept;
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct set *const set = ctx;
	const struct set_article one = {
		.article = {
			.id = keep(set, record->article.id),
			.title = keep(set, record->article.title),
			.text = keep(set, record->article.text),
			.published = record->article.published,
		},
		.cluster = NO_CLUSTER,
	};

	if (!nd_array_append(&set->articles, &one, 1))
		die("out of memory");
	return 0;
}

static void read_articles(struct set *set, const char *folder)
{
	const struct nd_input_sink sink = { .record = on_record, .ctx = set };
	char path[PATH_ROOM], command[PATH_ROOM + 64];
	struct nd_error err;
	FILE *pipe;

	snprintf(path, sizeof(path), "%s/%s/articles.jsonl", folder, set->name);
	if (!access(path, R_OK)) {
		if (nd_input_read(path, NULL, &sink, &err) != ND_OK)
			die("%s", err.message);
		return;
	}
	snprintf(command, sizeof(command), "zstd -dcq '%s.zst'", path);
	pipe = popen(command, "r");
	if (!pipe)
		die("cannot run '%s': %s", command, strerror(errno));
	snprintf(path, sizeof(path), "/dev/fd/%d", fileno(pipe));
	if (nd_input_read(path, NULL, &sink, &err) != ND_OK)
		die("%s", err.message);
	if (pclose(pipe))
		die("'%s' failed", command);
}

static struct nd_text id_at(void *ctx, uint32_t place)
{
	return set_at(ctx, place)->article.id;
}

static struct nd_text text_of(const char *s)
{
	return (struct nd_text){ s, strlen(s) };
}

/* Cut a line at its tabs; returns how many columns. */
static unsigned columns(char *line, char *column[MAX_COLUMNS])
{
	unsigned n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	while (n < MAX_COLUMNS && line)
		column[n++] = strsep(&line, "\t");
	return n;
}

/* What a cluster's name was numbered. */
static int32_t cluster_number(struct nd_array *names, const char *name)
{
	char **const known = names->items;
	char *copy;

	for (size_t i = names->n; i > 0; i--)	/* clusters mostly stand together */
		if (!strcmp(known[i - 1], name))
			return (int32_t)i - 1;
	copy = strdup(name);
	if (!copy || !nd_array_append(names, &copy, 1))
		die("out of memory");
	return (int32_t)names->n - 1;
}

static void take_silver(struct set *set, uint32_t a, uint32_t b, const char *kind)
{
	struct silver one = { a < b ? a : b, a < b ? b : a, SILVER_KINDS };

	for (unsigned k = 0; k < SILVER_KINDS; k++)
		if (!strcmp(kind, silver_names[k]))
			one.kind = (enum silver_kind)k;
	if (one.kind != SILVER_KINDS && !nd_array_append(&set->silver, &one, 1))
		die("out of memory");
}

static int by_places(const void *x, const void *y)
{
	const struct silver *const p = x, *const q = y;

	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	if (p->b != q->b)
		return p->b < q->b ? -1 : 1;
	return (p->kind > q->kind) - (p->kind < q->kind);
}

/* Place of the article of this name, or ND_NO_PLACE. */
static uint32_t find(const struct nd_ids *ids, const char *name, struct set *set)
{
	return nd_ids_find(ids, text_of(name), nd_ids_tag(text_of(name)), id_at, set);
}

static void read_lines(struct set *set, FILE *file, const struct nd_ids *ids)
{
	struct nd_array names = ND_ARRAY_INIT(char *, UINT32_MAX);
	char line[LINE_ROOM], *column[MAX_COLUMNS];

	while (fgets(line, sizeof(line), file)) {
		const unsigned n = columns(line, column);
		const uint32_t a = find(ids, column[0], set);

		if (a == ND_NO_PLACE)	/* the header, or an article that was left out */
			continue;
		if (n == 2) {
			((struct set_article *)set->articles.items)[a].cluster =
				cluster_number(&names, column[1]);
		} else if (n >= 4) {
			const uint32_t b = find(ids, column[1], set);

			if (b != ND_NO_PLACE)
				take_silver(set, a, b, column[3]);
		}
	}
	set->clusters = (uint32_t)names.n;
	for (size_t i = 0; i < names.n; i++)
		free(((char **)names.items)[i]);
	nd_array_release(&names);
}

/* A pair that stands there twice keeps its first, surest kind. */
static void sort_silver(struct set *set)
{
	struct silver *const silver = set->silver.items;
	size_t kept = 0;

	if (set->silver.n)
		qsort(silver, set->silver.n, sizeof(*silver), by_places);
	for (size_t i = 0; i < set->silver.n; i++)
		if (!kept || silver[kept - 1].a != silver[i].a || silver[kept - 1].b != silver[i].b)
			silver[kept++] = silver[i];
	set->silver.n = kept;
}

static void read_labels(struct set *set, const char *folder)
{
	struct nd_ids ids = { 0 };
	char path[PATH_ROOM];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/labels.tsv", folder, set->name);
	file = fopen(path, "r");
	if (!file)
		return;
	for (uint32_t i = 0; i < set->articles.n; i++)
		if (nd_ids_add(&ids, nd_ids_tag(set_at(set, i)->article.id), i) != ND_OK)
			die("out of memory");
	read_lines(set, file, &ids);
	fclose(file);
	nd_ids_release(&ids);
	sort_silver(set);
}

void set_read(struct set *set, const char *folder, const char *name)
{
	*set = (struct set){
		.name = name,
		.articles = ND_ARRAY_INIT(struct set_article, UINT32_MAX),
		.silver = ND_ARRAY_INIT(struct silver, UINT32_MAX),
	};
	read_articles(set, folder);
	read_labels(set, folder);
}

void set_release(struct set *set)
{
	nd_array_release(&set->articles);
	nd_array_release(&set->silver);
	nd_arena_release(&set->texts);
}

const struct silver *set_silver(const struct set *set, uint32_t a, uint32_t b)
{
	const struct silver *const silver = set->silver.items;
	const struct silver wanted = { a < b ? a : b, a < b ? b : a, SILVER_SLUG };
	size_t low = 0, high = set->silver.n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (by_places(&silver[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < set->silver.n && silver[low].a == wanted.a && silver[low].b == wanted.b)
		return &silver[low];
	return NULL;
}
