/* kept.c - parts of articles, one after the other */
#include "cli/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/record.h"

#define HEADLINE	160	/* bytes: two lines of a terminal */
#define ELLIPSIS	"\xe2\x80\xa6"

/* Keep the title, or how the text begins; cut between two characters.  SIZE_MAX: no memory. */
static size_t keep_headline(struct kept *kept, const struct nd_article *article)
{
	const struct nd_text text = article->title.len ? article->title : article->text;
	const size_t before = kept->bytes.n;
	const size_t len = nd_utf8_floor(text.at, text.len, HEADLINE);

	if (!nd_array_append(&kept->bytes, text.at, len) ||
	    (len < text.len && !nd_array_append(&kept->bytes, ELLIPSIS, strlen(ELLIPSIS))))
		return SIZE_MAX;
	return kept->bytes.n - before;
}

/* SIZE_MAX: no memory. */
static size_t keep_record(struct kept *kept, const struct nd_record *record)
{
	size_t len;
	char *const line = record_line(record, &len);
	const int ok = line && nd_array_append(&kept->bytes, line, len);

	free(line);
	return ok ? len : SIZE_MAX;
}

static int keep_part(struct kept *kept, struct gathered *one, enum gather_part part,
		     struct nd_text text)
{
	one->len[part] = text.len;
	return !text.len || nd_array_append(&kept->bytes, text.at, text.len) != NULL;
}

static int keep_article(struct kept *kept, struct gathered *one,
			const struct nd_record *record)
{
	return keep_part(kept, one, PART_TITLE, record->article.title) &&
	       keep_part(kept, one, PART_TEXT, record->article.text) &&
	       keep_part(kept, one, PART_URL, record->url) &&
	       keep_part(kept, one, PART_SOURCE, record->source);
}

int kept_add(struct kept *kept, const struct nd_record *record)
{
	const struct nd_article *const article = &record->article;
	struct gathered one = {
		.at = kept->bytes.n,
		.length = article->title.len + article->text.len,
		.published = article->published,
	};

	if (!kept->what)
		return 1;
	if (kept->what & GATHER_IDS && !keep_part(kept, &one, PART_ID, article->id))
		return 0;
	if (kept->what & GATHER_HEADLINES) {
		one.len[PART_HEADLINE] = keep_headline(kept, article);
		if (one.len[PART_HEADLINE] == SIZE_MAX)
			return 0;
	}
	if (kept->what & GATHER_RECORDS) {
		one.len[PART_RECORD] = keep_record(kept, record);
		if (one.len[PART_RECORD] == SIZE_MAX)
			return 0;
	}
	if (kept->what & GATHER_ARTICLES && !keep_article(kept, &one, record))
		return 0;
	return nd_array_append(&kept->articles, &one, 1) != NULL;
}

int kept_move(struct kept *kept, const struct kept *from, size_t i)
{
	struct gathered one;
	size_t len = 0;

	if (!kept->what)
		return 1;
	one = *kept_at(from, i);
	for (int part = 0; part < PARTS; part++)
		len += one.len[part];
	if (!nd_array_append(&kept->bytes, (const char *)from->bytes.items + one.at, len))
		return 0;
	one.at = kept->bytes.n - len;
	return nd_array_append(&kept->articles, &one, 1) != NULL;
}

void kept_clear(struct kept *kept)
{
	kept->articles.n = kept->bytes.n = 0;
}

void kept_release(struct kept *kept)
{
	nd_array_release(&kept->articles);
	nd_array_release(&kept->bytes);
}

struct nd_text kept_part(const struct kept *kept, size_t i, enum gather_part part)
{
	const struct gathered *const one = kept_at(kept, i);
	const char *at = (const char *)kept->bytes.items + one->at;

	for (int before = 0; before < (int)part; before++)
		at += one->len[before];
	return (struct nd_text){ at, one->len[part] };
}
