/*
 * check.c - is every byte right, and does all fit together?
 *
 * Values and files have checksums; what LMDB keeps round its values has none,
 * and following a damaged page may end anywhere.  So the whole check runs in a
 * process of its own, which tells what it finds through a pipe: if that process
 * dies, this is what it found.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/answer.h"
#include "store/rows.h"

#define SENTENCE 600

/* Of one table so many are told: behind a page that leads LMDB astray every key may be one. */
#define DAMAGES_OF_TABLE 20

struct checking {
	struct nd_store *store;
	FILE *out;
	uint64_t damages;
};

static void tell(struct checking *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(struct checking *c, const char *format, ...)
{
	va_list args;

	c->damages++;
	va_start(args, format);
	vfprintf(c->out, format, args);
	va_end(args);
	fputc('\n', c->out);
	fflush(c->out);
}

/* Every value of every table. */
static void check_tables(struct checking *c)
{
	struct nd_ledger *const ledger = &c->store->ledger;

	for (int table = 0; table < ND_SINGLE_TABLES; table++) {
		const uint64_t most = c->damages + DAMAGES_OF_TABLE;
		enum nd_status status = ND_OK;
		struct nd_bytes bytes;

		for (uint64_t key = 0; (status == ND_OK || status == ND_EFORMAT) && c->damages < most;
		     key++) {
			status = nd_ledger_next(ledger, table, &key, &bytes);
			if (status != ND_OK && status != ND_ENOENT)
				tell(c, "%s", ledger->err.message);
			if (status != ND_OK && key == UINT64_MAX)
				break;
		}
	}
}

static void check_sheets(struct checking *c, const struct nd_array *sheets, const char *ending)
{
	const struct nd_sheet *const sheet = sheets->items;

	for (size_t i = 0; i < sheets->n; i++) {
		uint64_t first = 0;
		const uint64_t damaged = nd_sheet_damage(&sheet[i], &first);

		if (damaged)
			tell(c, "'%s/%08x%s' is damaged: %llu blocks, the first at byte %llu",
			     c->store->ledger.folder, sheet[i].number, ending,
			     (unsigned long long)damaged, (unsigned long long)first);
	}
}

/* The article is found by its id, its record says its number, its story knows it. */
static void check_article(struct checking *c, uint32_t number)
{
	struct nd_store *const store = c->store;
	struct nd_array *const numbers = &store->finding->values;
	struct nd_place place;
	struct nd_kept kept;
	uint32_t found;
	int known = 0;

	if (nd_store_read(store, number, &kept) != ND_OK ||
	    nd_store_find_id(store, kept.id, &found) != ND_OK ||
	    nd_store_place(store, number, &place) != ND_OK) {
		tell(c, "%s", store->err.message);
		return;
	}
	if (kept.head->number != number)
		tell(c, "the record of article %u is that of article %u", number,
		     kept.head->number);
	if (found != number)
		tell(c, "article %u is not found by its id '%.*s'", number,
		     kept.id.len > 200 ? 200 : (int)kept.id.len, kept.id.at);
	numbers->n = 0;
	if (nd_story_members(store, place.story, numbers) != ND_OK) {
		tell(c, "%s", store->err.message);
		return;
	}
	for (size_t i = 0; i < numbers->n && !known; i++)
		known = ((uint32_t *)numbers->items)[i] == number;
	if (!known)
		tell(c, "story %u does not know its article %u", place.story, number);
}

static void check_articles(struct checking *c)
{
	struct nd_store *const store = c->store;
	uint64_t alive = 0;

	for (uint32_t number = store->state.floor; number < store->state.next; number++) {
		if (nd_gone(store, number) != ND_ALIVE)
			continue;
		alive++;
		check_article(c, number);
	}
	if (alive != store->state.alive)
		tell(c, "%llu articles are there, the state says %llu", (unsigned long long)alive,
		     (unsigned long long)store->state.alive);
}

/* Every story has the articles its row counts, and they are there and agree. */
static void check_stories(struct checking *c)
{
	struct nd_store *const store = c->store;
	struct nd_array members = ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	uint64_t stories = 0;
	struct nd_bytes bytes;

	for (uint64_t key = 0; nd_ledger_next(&store->ledger, ND_TABLE_STORIES, &key, &bytes) == ND_OK;
	     key++) {
		struct nd_story_row row = { 0, 0, 0 };

		memcpy(&row, bytes.at, bytes.n < sizeof(row) ? bytes.n : sizeof(row));
		members.n = 0;
		if (nd_story_members(store, (uint32_t)key, &members) != ND_OK) {
			tell(c, "%s", store->err.message);
			continue;
		}
		stories += row.size > 1;
		if (members.n != row.size)
			tell(c, "story %llu has %zu articles, its row says %u",
			     (unsigned long long)key, members.n, row.size);
		for (size_t i = 0; i < members.n; i++) {
			const uint32_t number = ((uint32_t *)members.items)[i];
			struct nd_place place;

			if (nd_gone(store, number) != ND_ALIVE)
				tell(c, "story %llu has article %u, which is gone",
				     (unsigned long long)key, number);
			else if (nd_store_place(store, number, &place) == ND_OK &&
				 place.story != key)
				tell(c, "article %u is in stories %llu and %u", number,
				     (unsigned long long)key, place.story);
		}
	}
	if (stories != store->state.stories)
		tell(c, "there are %llu stories of several articles, the state says %llu",
		     (unsigned long long)stories, (unsigned long long)store->state.stories);
	nd_array_release(&members);
}

static void check_segments(struct checking *c)
{
	const struct nd_sheet *const segment = c->store->segments.items;

	for (size_t i = 0; i < c->store->segments.n; i++)
		if (!nd_segment_is_sound(&segment[i]))
			tell(c, "'%s/%08x.idx' is damaged: its keys are out of order",
			     c->store->ledger.folder, segment[i].number);
}

/* What the process that checks does; its exit code: damaged, or not. */
static int check_all(const char *path, FILE *out)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct checking c = { .out = out };
	struct nd_error err;

	if (nd_store_open(&c.store, path, &how, &err) != ND_OK) {
		tell(&c, "%s", err.message);
		return 1;
	}
	check_sheets(&c, &c.store->records, ".rec");
	check_sheets(&c, &c.store->segments, ".idx");
	if (!c.damages)
		check_segments(&c);
	check_tables(&c);
	if (!c.damages)
		check_articles(&c);
	if (!c.damages)
		check_stories(&c);
	nd_store_close(c.store);
	return c.damages > 0;
}

/* Pass on what the process says; returns how many sentences. */
static uint64_t listen(int fd, nd_on_damage *fn, void *ctx)
{
	FILE *const in = fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	uint64_t sentences = 0;

	while (in && (n = getline(&line, &room, in)) > 0) {
		line[n - 1] = '\0';
		fn(ctx, line);
		sentences++;
	}
	free(line);
	if (in)
		fclose(in);
	return sentences;
}

enum nd_status nd_store_check(const char *path, nd_on_damage *fn, void *ctx, struct nd_error *err)
{
	char text[ND_ERRNO_TEXT], sentence[SENTENCE];
	int ends[2], how = 0;
	uint64_t damages;
	pid_t child;

	if (pipe(ends))
		return nd_fail(err, ND_EIO, "cannot check '%s': %s", path,
			       nd_errno_text(text, errno));
	fflush(NULL);
	child = fork();
	if (child < 0) {
		close(ends[0]);
		close(ends[1]);
		return nd_fail(err, ND_EIO, "cannot check '%s': %s", path,
			       nd_errno_text(text, errno));
	}
	if (child == 0) {
		FILE *const out = fdopen(ends[1], "w");

		close(ends[0]);
		nd_die_plainly();
		_exit(out ? check_all(path, out) : 1);
	}
	close(ends[1]);
	damages = listen(ends[0], fn, ctx);
	while (waitpid(child, &how, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(how)) {
		snprintf(sentence, sizeof(sentence), "'%s/data.mdb' is damaged: reading it ends in "
			 "'%s'", path, strsignal(WTERMSIG(how)));
		fn(ctx, sentence);
		damages++;
	}
	if (!damages && !WEXITSTATUS(how))
		return ND_OK;
	return nd_fail(err, ND_EFORMAT, "store '%s' is not sound", path);
}
