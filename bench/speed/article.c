/* article.c - originals, stories and copies */
#include "speed/article.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MEDIAN_WORDS	400
#define LEAST_WORDS	40
#define MOST_WORDS	4000
#define A_DAY		5000	/* articles */
#define THREE_DAYS	(3 * A_DAY)
#define FIRST_DAY	1704067200	/* 2024-01-01 */
#define TOPICS		200
#define TOPIC_WORDS	512
#define COMMON		300	/* words too common to be of a topic */
#define OWN		40
#define TOPIC_TERMS	48
#define OF_TOPIC	13	/* of an article's own terms */
#define STORY_TERMS	24
#define STORY_OF	8	/* a story begins every so many articles: 4 articles a story */
#define HAN_LENGTHENS	1.7	/* characters a word */

/* What the streams are for. */
enum purpose { KIND, ORIGINAL, EDIT, STORY, FAME, TOPIC };

/* A name or a pair of words (two tokens), or a word or number (one). */
struct term {
	uint32_t token[2];
	unsigned n;
};

/* An article being written. */
struct writer {
	struct article *article;
	const struct corpus *corpus;
	struct random random;
	struct term own[OWN];
	uint32_t topic;
};

int article_open(struct article *article)
{
	article->token = malloc(ARTICLE_TOKENS * sizeof(*article->token));
	return article->token ? 0 : -1;
}

void article_close(struct article *article)
{
	free(article->token);
}

static enum copy copy_of(const struct corpus *corpus, uint64_t i)
{
	struct random random = random_at(corpus->seed, KIND, i);
	const uint32_t percent = random_below(&random, 100);

	if (i == 0 || percent >= 12)
		return COPY_NONE;
	return percent < 10 ? COPY_NEAR : percent == 10 ? COPY_IDENTICAL : COPY_CONTAINED;
}

/* A word that is not common, from 64 random bits; two numbers multiplied: rare ones are rarer. */
static uint32_t rare_word(const struct words *words, uint64_t bits)
{
	const uint64_t skewed = (bits >> 32) * (bits & 0xffffffff) >> 32;

	return COMMON + (uint32_t)(skewed * (words->n - COMMON) >> 32);
}

static uint32_t any_word(struct writer *writer)
{
	return words_draw(writer->corpus->words, (uint32_t)random_next(&writer->random));
}

static struct term make_term(struct writer *writer)
{
	const struct words *const words = writer->corpus->words;
	struct random *const random = &writer->random;
	struct term term = { { rare_word(words, random_next(random)), 0 }, 1 };

	switch (random_below(random, 6)) {
	case 0:
	case 1:		/* a name */
		term.token[0] |= TOKEN_CAPITAL;
		term.token[1] = rare_word(words, random_next(random)) | TOKEN_CAPITAL;
		term.n = 2;
		break;
	case 2:		/* a pair of words */
		term.token[1] = any_word(writer);
		term.n = 2;
		break;
	case 3:
		term.token[0] = words_number(words, random_below(random, WORDS_NUMBERS));
	}
	return term;
}

/*
 * The story of an original: one of those that began in the last three days.
 * Famous ones are taken, others passed over, four times at most.
 */
static uint64_t choose_story(struct writer *writer, uint64_t i)
{
	const uint64_t latest = i / STORY_OF;
	const uint64_t most = THREE_DAYS / STORY_OF;
	const uint64_t running = latest < most ? latest + 1 : most;
	uint64_t story = NO_STORY;

	if (!writer->corpus->stories || random_below(&writer->random, 2))
		return NO_STORY;
	for (int tries = 0; tries < 4; tries++) {
		struct random of_story;
		double fame;

		story = latest - random_below(&writer->random, running);
		of_story = random_at(writer->corpus->seed, FAME, story);
		fame = random_unit(&of_story);
		if (random_unit(&writer->random) < fame * fame * fame * fame)
			break;
	}
	return story;
}

/* The terms of the story, of which its articles use six in ten; returns how many. */
static unsigned choose_of_story(struct writer *writer, struct term *out)
{
	struct random chance = writer->random;
	unsigned kept = 0;

	if (writer->article->story == NO_STORY)
		return 0;
	writer->random = random_at(writer->corpus->seed, STORY, writer->article->story);
	writer->topic = random_below(&writer->random, TOPICS);
	for (unsigned i = 0; i < STORY_TERMS; i++) {
		out[kept] = make_term(writer);
		kept += random_below(&chance, 10) < 6;
	}
	writer->random = chance;
	return kept;
}

/*
 * A term that was in the news of the topic on that day.  Some live for a day,
 * others for 128: what is rare in a week may be common in a year.
 */
static struct term choose_of_topic(struct writer *writer, uint64_t day)
{
	const uint64_t slot = (uint64_t)random_below(&writer->random, TOPIC_TERMS) *
			      random_below(&writer->random, TOPIC_TERMS) / TOPIC_TERMS;
	const uint64_t life = day >> slot % 8;
	const struct random random = writer->random;
	struct term term;

	writer->random = random_at(writer->corpus->seed, TOPIC,
				   life << 32 | (writer->topic * TOPIC_TERMS + slot));
	term = make_term(writer);
	writer->random = random;
	return term;
}

/* The words that the article keeps coming back to. */
static void choose_own(struct writer *writer, uint64_t day)
{
	unsigned kept = choose_of_story(writer, writer->own);

	for (const unsigned to = kept + OF_TOPIC; kept < to; kept++)
		writer->own[kept] = choose_of_topic(writer, day);
	while (kept < OWN)
		writer->own[kept++] = make_term(writer);
}

static void put(struct writer *writer, uint32_t token)
{
	const struct words *const words = writer->corpus->words;
	struct article *const article = writer->article;

	/* an article in pure ASCII has no accents */
	token += !article->curly && words_accented(token & TOKEN_WORD);
	/* where no space is between them two numbers would be one */
	if (writer->corpus->script == SCRIPT_HAN && words_is_number(words, token & TOKEN_WORD) &&
	    article->n && words_is_number(words, article->token[article->n - 1] & TOKEN_WORD))
		token = 0;
	article->token[article->n] = token;
	article->n += article->n < ARTICLE_TOKENS - 1;
}

static uint32_t topic_word(const struct writer *writer, uint32_t bits)
{
	/* two uniform numbers multiplied: some words of a topic are frequent in it */
	const uint32_t place = (bits & 0xffff) * (bits >> 16) / 0xffff * TOPIC_WORDS >> 16;

	return rare_word(writer->corpus->words,
			 random_mix((uint64_t)writer->topic * TOPIC_WORDS + place + 1));
}

/* One word, or a name of two. */
static void put_word(struct writer *writer, uint32_t flags)
{
	const uint64_t bits = random_next(&writer->random);
	const uint32_t choice = bits & 0x3ff, rest = (uint32_t)(bits >> 32);

	if (choice < 820) {
		put(writer, words_draw(writer->corpus->words, rest) | flags);
	} else if (choice < 910) {
		/* as above: the first ones come up more often */
		const struct term *const term =
			&writer->own[(rest & 0xffff) * (rest >> 16) / 0xffff * OWN >> 16];

		put(writer, term->token[0] | flags);
		if (term->n == 2)
			put(writer, term->token[1]);
	} else if (choice < 1003) {
		put(writer, topic_word(writer, rest) | flags);
	} else {
		put(writer, words_number(writer->corpus->words,
					 rest & 1 ? rest % 100 : rest % WORDS_NUMBERS));
	}
}

/* A sentence; its last token carries what ends it. */
static void put_sentence(struct writer *writer)
{
	struct article *const article = writer->article;
	const size_t from = article->n;
	const uint64_t bits = random_next(&writer->random);
	const size_t longer = writer->corpus->script == SCRIPT_HAN ? 2 : 1;
	const size_t words = (8 + (bits & 0xffff) * 25 / 0x10000) * longer;
	const int quoted = (bits >> 16 & 0xff) < 31;		/* 12 % */
	const int paragraph = (bits >> 24 & 0xff) < 90;		/* 35 % */
	uint32_t *last;

	put_word(writer, TOKEN_CAPITAL | (quoted ? TOKEN_OPEN : 0));
	while (article->n - from < words)
		put_word(writer, 0);
	/* 6 % of the words have a comma behind them: one to two a sentence */
	for (uint64_t more = bits >> 32; more; more >>= 16)
		article->token[from + (more & 0xffff) % (words - 2)] |= TOKEN_COMMA;
	if ((bits >> 40 & 0xff) < 51 && writer->corpus->script == SCRIPT_LATIN &&
	    article->n < ARTICLE_TOKENS - 2) {
		uint32_t *const owner = &article->token[article->n - 3];

		memmove(owner + 2, owner + 1, 2 * sizeof(*owner));
		*owner = (*owner & ~TOKEN_COMMA) | TOKEN_JOINED;
		owner[1] = words_genitive(writer->corpus->words);
		article->n++;
	}
	last = &article->token[article->n - 1];
	*last = (*last & ~TOKEN_COMMA) | TOKEN_STOP | (quoted ? TOKEN_CLOSE : 0) |
		(paragraph ? TOKEN_PARAGRAPH : 0);
}

/* 6 to 13 words, half of them the article's own. */
static void put_title(struct writer *writer)
{
	const size_t words = 6 + random_below(&writer->random, 8);

	while (writer->article->n < words) {
		const uint32_t own = random_below(&writer->random, OWN / 2);

		if (own < OWN / 4) {
			put(writer, writer->own[own].token[0] | TOKEN_CAPITAL);
			if (writer->own[own].n == 2)
				put(writer, writer->own[own].token[1] | TOKEN_CAPITAL);
		} else {
			put(writer, any_word(writer) | TOKEN_CAPITAL);
		}
	}
	writer->article->title = writer->article->n;
}

static size_t wanted_words(struct writer *writer)
{
	double words = MEDIAN_WORDS * exp(0.5 * random_normal(&writer->random));

	if (words < LEAST_WORDS)
		words = LEAST_WORDS;
	if (words > MOST_WORDS)
		words = MOST_WORDS;
	return (size_t)(words * (writer->corpus->script == SCRIPT_HAN ? HAN_LENGTHENS : 1));
}

/* What article i would be if it were no copy. */
static void write_original(struct writer *writer, uint64_t i)
{
	struct article *const article = writer->article;
	size_t words;

	writer->random = random_at(writer->corpus->seed, ORIGINAL, i);
	words = wanted_words(writer);
	article->n = 0;
	article->curly = writer->corpus->typeset && random_below(&writer->random, 10) < 6;
	article->copy = COPY_NONE;
	article->story = choose_story(writer, i);
	writer->topic = random_below(&writer->random, TOPICS);
	choose_own(writer, i / A_DAY);
	put_title(writer);
	while (article->n - article->title < words)
		put_sentence(writer);
}

/* An original of the last three days before article i > 0. */
static uint64_t choose_source(const struct corpus *corpus, struct random *random, uint64_t i)
{
	uint64_t source = i - 1 - random_below(random, i < THREE_DAYS ? i : THREE_DAYS);

	while (copy_of(corpus, source) != COPY_NONE)	/* article 0 is an original */
		source--;
	return source;
}

/* Where the sentence that begins at token i ends. */
static size_t sentence_end(const struct article *article, size_t i)
{
	while (i < article->n && !(article->token[i] & TOKEN_STOP))
		i++;
	return i < article->n ? i + 1 : article->n;
}

static void copy_tokens(struct article *to, const struct article *from, size_t begin, size_t end)
{
	if (end - begin > ARTICLE_TOKENS - to->n)
		end = begin + ARTICLE_TOKENS - to->n;
	memcpy(to->token + to->n, from->token + begin, (end - begin) * sizeof(*to->token));
	to->n += end - begin;
}

/* Copy a sentence, each word replaced with the chance 'replaced'. */
static void copy_sentence(struct writer *writer, const struct article *source, size_t from,
			  size_t to, double replaced)
{
	struct article *const article = writer->article;
	const size_t begin = article->n;

	copy_tokens(article, source, from, to);
	for (size_t i = begin; replaced > 0 && i < article->n; i++)
		if (random_unit(&writer->random) < replaced)
			article->token[i] = any_word(writer) |
					    (article->token[i] & ~TOKEN_WORD & ~TOKEN_JOINED);
}

/* Exchange the halves of the text, at the end of a paragraph near its middle. */
static void swap_paragraphs(struct writer *writer)
{
	struct article *const article = writer->article;
	uint32_t *const text = article->token + article->title;
	const size_t n = article->n - article->title;
	size_t middle = n / 2;
	uint32_t *half;

	while (middle < n && !(text[middle] & TOKEN_PARAGRAPH))
		middle++;
	if (++middle >= n)
		return;
	half = malloc(middle * sizeof(*half));
	if (!half)
		return;		/* a near-duplicate all the same */
	memcpy(half, text, middle * sizeof(*half));
	memmove(text, text + middle, (n - middle) * sizeof(*text));
	memcpy(text + n - middle, half, middle * sizeof(*half));
	free(half);
}

/*
 * How an editor leaves a Jaccard index of about j behind.  If a share p of the
 * words is replaced, a shingle of w words survives with q = (1 - p)^w, and
 * j = q / (2 - q).  If a share d of the sentences is dropped, j = 1 - d.  If
 * sentences are added, a share a of what was there, j = 1 / (1 + a).
 */
struct edit {
	double replaced, dropped, added;
	int swapped, new_title;
};

static struct edit choose_edit(const struct corpus *corpus, struct random *random)
{
	const double width = corpus->script == SCRIPT_HAN ? 5 : 3;
	const double j = 0.3 + 0.7 * random_unit(random);
	const uint32_t way = random_below(random, 10);
	const double each = way < 8 ? j : cbrt(j);	/* two in ten: all three at once */
	struct edit edit = { 0 };

	if (way < 4 || way >= 8)
		edit.replaced = 1 - pow(2 * each / (1 + each), 1 / width);
	if (way == 4 || way == 5 || way >= 8)
		edit.dropped = 1 - each;
	if (way == 6 || way == 7 || way >= 8)
		edit.added = 1 / each - 1;
	edit.swapped = random_below(random, 5) == 0;
	edit.new_title = random_below(random, 2);
	return edit;
}

static void write_near(struct writer *writer, const struct article *source)
{
	struct article *const article = writer->article;
	const struct edit edit = choose_edit(writer->corpus, &writer->random);
	size_t end;

	article->n = 0;
	if (edit.new_title)
		put_title(writer);
	else
		copy_tokens(article, source, 0, source->title);
	article->title = article->n;
	for (size_t i = source->title; i < source->n; i = end) {
		double more = edit.added;

		end = sentence_end(source, i);
		if (random_unit(&writer->random) >= edit.dropped)
			copy_sentence(writer, source, i, end, edit.replaced);
		for (; random_unit(&writer->random) < more; more -= 1)
			put_sentence(writer);
	}
	if (article->n == article->title)	/* all was dropped */
		copy_sentence(writer, source, source->title, source->n, 0);
	if (edit.swapped)
		swap_paragraphs(writer);
}

/* A third to two thirds of the source in one piece, under its title. */
static void write_excerpt(struct writer *writer, const struct article *source)
{
	const size_t n = source->n - source->title;
	const size_t words = n / 3 + random_below(&writer->random, n / 3 + 1);
	size_t from = source->title + random_below(&writer->random, n - words);
	struct article *const article = writer->article;

	from = sentence_end(source, from);
	article->n = 0;
	copy_tokens(article, source, 0, source->title);
	article->title = article->n;
	if (from >= source->n)
		from = source->title;
	copy_tokens(article, source, from, sentence_end(source, from + words - 1));
}

/* A new article after whose first paragraphs the source stands whole. */
static void write_frame(struct writer *writer, const struct article *source, uint64_t i)
{
	struct article *const article = writer->article;

	write_original(writer, i);
	article->curly |= source->curly;
	copy_tokens(article, source, source->title, source->n);
	for (size_t more = source->n; more > 32 && article->n < ARTICLE_TOKENS / 2; more -= 32)
		put_sentence(writer);
}

static void write_copy(struct writer *writer, struct article *source, uint64_t i)
{
	struct article *const article = writer->article;
	const enum copy copy = copy_of(writer->corpus, i);
	struct random random = random_at(writer->corpus->seed, EDIT, i);
	struct writer of_source = { .article = source, .corpus = writer->corpus };

	article->source = choose_source(writer->corpus, &random, i);
	write_original(&of_source, article->source);
	memcpy(writer->own, of_source.own, sizeof(writer->own));
	writer->topic = of_source.topic;
	writer->random = random;
	article->curly = source->curly;
	if (copy == COPY_NEAR) {
		write_near(writer, source);
	} else if (copy == COPY_IDENTICAL) {
		article->n = 0;
		copy_tokens(article, source, 0, source->n);
		article->title = source->title;
	} else if (random_below(&writer->random, 2)) {
		write_excerpt(writer, source);
	} else {
		write_frame(writer, source, i);
	}
	article->copy = copy;
	article->story = source->story;
}

void article_make(struct article *article, struct article *source, const struct corpus *corpus,
		  uint64_t i)
{
	struct writer writer = { .article = article, .corpus = corpus };

	if (copy_of(corpus, i) == COPY_NONE)
		write_original(&writer, i);
	else
		write_copy(&writer, source, i);
	article->published = FIRST_DAY + (int64_t)(i * 86400 / A_DAY) +
			     random_below(&writer.random, 600);
}
