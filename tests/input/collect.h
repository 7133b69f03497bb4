/*
 * collect.h - read bytes with nd_input_read() and keep what it told
 *
 * The bytes lie in a memory file, so that thousands of readings a second are
 * cheap.  The first KEPT articles and complaints are copied, all are counted.
 */
#ifndef ND_TESTS_INPUT_COLLECT_H
#define ND_TESTS_INPUT_COLLECT_H

#include <check.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input/input.h"
#include "testing.h"

#define KEPT 32

struct kept_article {
	char *id, *title, *text, *date, *url, *source, *lang, *raw, *file;
	int64_t published;
	uint64_t line;
};

struct kept_complaint {
	char message[512], *file;
	uint64_t line;
	int skipped;
};

struct collected {
	struct kept_article article[KEPT];
	struct kept_complaint complaint[KEPT];
	size_t articles, complaints, skipped;
	size_t stop_after;	/* articles; 0: never */
	uint64_t last_line;	/* of an article or complaint; they must not go back */
	struct nd_error err;
	enum nd_status status;
};

static inline char *keep(struct nd_text text)
{
	REQUIRE(text.at != NULL);
	return strndup(text.at, text.len);
}

static inline int keep_article(void *ctx, const struct nd_record *r)
{
	struct collected *const c = ctx;
	const struct nd_article *const a = &r->article;

	REQUIRE(a->id.len >= 1 && a->id.len <= ND_ID_MAX);
	REQUIRE(a->title.len + a->text.len >= 1);
	REQUIRE(a->title.len + a->text.len <= ND_TEXT_MAX);
	if (c->articles < KEPT)
		c->article[c->articles] = (struct kept_article){
			keep(a->id), keep(a->title), keep(a->text), keep(r->date), keep(r->url),
			keep(r->source), keep(r->lang), keep(r->raw), strdup(r->file),
			a->published, r->line
		};
	c->last_line = r->line;
	return ++c->articles == c->stop_after;
}

static inline int keep_complaint(void *ctx, const struct nd_complaint *complaint)
{
	struct collected *const c = ctx;

	REQUIRE(strlen(complaint->message) >= 5);
	REQUIRE(!strpbrk(complaint->message, "\n\r\t"));
	if (c->complaints < KEPT) {
		struct kept_complaint *const to = &c->complaint[c->complaints];
		snprintf(to->message, sizeof(to->message), "%s", complaint->message);
		to->file = strdup(complaint->file);
		to->line = complaint->line;
		to->skipped = complaint->skipped;
	}
	c->skipped += complaint->skipped != 0;
	c->last_line = complaint->line;
	c->complaints++;
	return 0;
}

static inline void collected_release(struct collected *c)
{
	for (size_t i = 0; i < c->articles && i < KEPT; i++) {
		const struct kept_article *const a = &c->article[i];
		char *const all[] = { a->id, a->title, a->text, a->date, a->url, a->source,
				      a->lang, a->raw, a->file };
		for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++)
			free(all[k]);
	}
	for (size_t i = 0; i < c->complaints && i < KEPT; i++)
		free(c->complaint[i].file);
	*c = (struct collected){ 0 };
}

static inline void collect_path(struct collected *c, const char *path,
				const struct nd_input_options *opt)
{
	const struct nd_input_sink sink = { keep_article, keep_complaint, c, NULL };

	c->status = nd_input_read(path, opt, &sink, &c->err);
}

static inline void collect_bytes(struct collected *c, const void *at, size_t len,
				 const struct nd_input_options *opt)
{
	const int fd = memfd_create("input", 0);
	char path[64];

	REQUIRE(fd >= 0);
	REQUIRE(write(fd, at, len) == (ssize_t)len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	collect_path(c, path, opt);
	close(fd);
}

static inline void collect(struct collected *c, const char *text)
{
	*c = (struct collected){ 0 };
	collect_bytes(c, text, strlen(text), NULL);
	ck_assert_int_eq(c->status, ND_OK);
}

#endif
