/* pile.c - made-up articles, and what an engine says of them */
#include "engine/pile.h"

#include <stdio.h>

#define KINDS_OF_WORDS	4000
#define LONGEST_WORD	16
#define MARCH_1		1488326400	/* 2017-03-01 */
#define HOUR		3600

/* Syllables after a number: words that look like some language. */
static size_t spell_word(size_t number, char *out)
{
	static const char *const syllables[] = {
		"ka", "mo", "ri", "te", "su", "lan", "ber", "do", "vi", "nor", "pe", "ga", "shi", "tor",
		"el", "zu",
	};
	char *to = out;

	for (number += 16; number; number /= 16)
		to = stpcpy(to, syllables[number % 16]);
	return (size_t)(to - out);
}

/* A few words are everywhere, most are rare. */
static size_t random_word(uint64_t *random)
{
	const double share = random_share(random);

	return (size_t)(share * share * share * KINDS_OF_WORDS);
}

static char *append_word(uint64_t *random, char *to, int first)
{
	if (!first)
		*to++ = ' ';
	to += spell_word(random_word(random), to);
	*to = '\0';
	return to;
}

char *made_text(uint64_t *random, size_t words)
{
	char *const text = take(words * (LONGEST_WORD + 1) + 1, 1), *to = text;

	for (size_t i = 0; i < words; i++)
		to = append_word(random, to, i == 0);
	return text;
}

char *edited_text(uint64_t *random, const char *text, double share)
{
	char *const edited = take(strlen(text) * LONGEST_WORD + LONGEST_WORD, 1), *to = edited;

	for (const char *word = text; *word;) {
		const size_t len = strcspn(word, " ");

		if (random_share(random) < share) {
			to = append_word(random, to, to == edited);
		} else {
			if (to != edited)
				*to++ = ' ';
			memcpy(to, word, len);
			to += len;
			*to = '\0';
		}
		word += len;
		word += *word == ' ';
	}
	return edited;
}

/* The words behind the first 'from', 'words' of them. */
static char *excerpt(const char *text, size_t from, size_t words)
{
	const char *end;

	while (from-- && strchr(text, ' '))
		text = strchr(text, ' ') + 1;
	end = text;
	while (words-- && *end) {
		end += *end == ' ';
		end += strcspn(end, " ");
	}
	return strndup(text, (size_t)(end - text));
}

static size_t count_words(const char *text)
{
	size_t words = *text != '\0';

	for (; *text; text++)
		words += *text == ' ';
	return words;
}

/* Every third word of the text among others: the same event, told anew. */
static char *retold(uint64_t *random, const char *text)
{
	return edited_text(random, text, .66);
}

static struct nd_text copy(const char *string)
{
	return text_of(strdup(string ? string : ""));
}

void pile_add(struct pile *pile, const char *id, const char *title, const char *text,
	      int64_t published)
{
	if (pile->n == pile->room) {
		pile->room = pile->room ? pile->room * 2 : 16;
		pile->articles = realloc(pile->articles, pile->room * sizeof(*pile->articles));
		REQUIRE(pile->articles != NULL);
	}
	pile->articles[pile->n++] = (struct nd_article){
		.id = copy(id), .title = copy(title), .text = copy(text), .published = published,
	};
}

void pile_release(struct pile *pile)
{
	for (size_t i = 0; i < pile->n; i++) {
		free((char *)pile->articles[i].id.at);
		free((char *)pile->articles[i].title.at);
		free((char *)pile->articles[i].text.at);
	}
	free(pile->articles);
	*pile = (struct pile){ NULL, 0, 0 };
}

/* A text after an earlier one; what becomes of it is left to chance. */
static char *follow(uint64_t *random, const char *earlier)
{
	const size_t words = count_words(earlier);

	switch (random_below(random, 6)) {
	case 0: return strdup(earlier);
	case 1: return edited_text(random, earlier, .03);
	case 2: return edited_text(random, earlier, .12);
	case 3: return edited_text(random, earlier, .3);
	case 4: return excerpt(earlier, words / 3, words / 3);
	default: return retold(random, earlier);
	}
}

void pile_make(struct pile *pile, size_t n, uint64_t seed, enum dates dates)
{
	uint64_t random = seed;

	for (size_t i = 0; i < n; i++) {
		const int fresh = pile->n == 0 || random_below(&random, 5) < 3;
		const int dated = dates == DATED || (dates == PART_DATED && random_below(&random, 3));
		char *const title = made_text(&random, random_below(&random, 8));
		char *const text = fresh ? made_text(&random, 20 + random_below(&random, 200)) :
			follow(&random, pile->articles[random_below(&random, pile->n)].text.at);
		/* no two at the same second: the order of time is one */
		const int64_t published = MARCH_1 + (int64_t)random_below(&random, 400) * HOUR + (int64_t)pile->n;
		char id[32];

		snprintf(id, sizeof(id), "a%zu", pile->n);
		pile_add(pile, id, fresh ? title : "", text, dated ? published : ND_NO_TIME);
		free(title);
		free(text);
	}
}

void pile_shuffle(struct pile *pile, uint64_t seed)
{
	for (size_t i = pile->n; i > 1; i--) {
		const size_t k = random_below(&seed, i);
		const struct nd_article held = pile->articles[i - 1];

		pile->articles[i - 1] = pile->articles[k];
		pile->articles[k] = held;
	}
}

struct nd_options usual(void)
{
	struct nd_options opt = ND_OPTIONS_INIT;

	opt.threads = 1;
	return opt;
}

struct nd_engine *engine_of(const struct pile *pile, const struct nd_options *opt)
{
	const struct nd_options plain = usual();
	struct nd_engine *engine;
	struct nd_error err;

	if (nd_engine_open(&engine, opt ? opt : &plain, &err) != ND_OK)
		ck_abort_msg("open: %s", err.message);
	for (size_t i = 0; i < pile->n; i++)
		if (nd_engine_add(engine, &pile->articles[i], &err) != ND_OK)
			ck_abort_msg("add: %s", err.message);
	return engine;
}

static int keep_pair(void *ctx, const struct nd_pair *pair)
{
	struct pairs *const pairs = ctx;

	if ((pairs->n & (pairs->n - 1)) == 0)
		pairs->pair = realloc(pairs->pair, (pairs->n ? pairs->n * 2 : 1) * sizeof(*pair));
	REQUIRE(pairs->pair != NULL);
	pairs->pair[pairs->n++] = *pair;
	return 0;
}

struct pairs pairs_of(struct nd_engine *engine)
{
	struct pairs pairs = { NULL, 0 };

	REQUIRE(nd_engine_pairs(engine, keep_pair, &pairs, NULL) == ND_OK);
	return pairs;
}

void pairs_release(struct pairs *pairs)
{
	free(pairs->pair);
	*pairs = (struct pairs){ NULL, 0 };
}

int id_is(struct nd_text id, const char *string)
{
	return id.len == strlen(string) && memcmp(id.at, string, id.len) == 0;
}

const struct nd_pair *pair_with(const struct pairs *pairs, const char *a, const char *b)
{
	for (size_t i = 0; i < pairs->n; i++) {
		const struct nd_pair *const pair = &pairs->pair[i];

		if ((id_is(pair->a, a) && id_is(pair->b, b)) || (id_is(pair->a, b) && id_is(pair->b, a)))
			return pair;
	}
	return NULL;
}

size_t count_relation(const struct pairs *pairs, enum nd_relation relation)
{
	size_t n = 0;

	for (size_t i = 0; i < pairs->n; i++)
		n += pairs->pair[i].relation == relation;
	return n;
}

static int keep_cluster(void *ctx, const struct nd_cluster *cluster)
{
	struct place *const places = ctx;

	REQUIRE(cluster->size >= 1 && cluster->representative < cluster->size);
	for (size_t i = 0; i < cluster->size; i++) {
		struct place *const place = &places[cluster->members[i].index];

		REQUIRE(place->size == 0);	/* in exactly one */
		*place = (struct place){
			.size = cluster->size, .position = i, .member = cluster->members[i],
			.represents = i == cluster->representative,
		};
		snprintf(place->cluster, sizeof(place->cluster), "%s", cluster->id);
	}
	return 0;
}

struct place *clusters_of(struct nd_engine *engine, size_t articles)
{
	struct place *const places = take(articles, sizeof(*places));

	REQUIRE(nd_engine_clusters(engine, keep_cluster, places, NULL) == ND_OK);
	for (size_t i = 0; i < articles; i++)
		REQUIRE(places[i].size > 0);
	return places;
}

static int tell_pair(void *ctx, const struct nd_pair *p)
{
	fprintf(ctx, "%.*s %zu %.*s %zu %d %a %a %a %a %a\n", (int)p->a.len, p->a.at, p->a_index,
		(int)p->b.len, p->b.at, p->b_index, (int)p->relation, p->score, p->jaccard,
		p->containment, p->event, p->hours_apart);
	return 0;
}

static int tell_cluster(void *ctx, const struct nd_cluster *c)
{
	fprintf(ctx, "%s %zu %zu %lld %lld\n", c->id, c->size, c->representative,
		(long long)c->first, (long long)c->last);
	for (size_t i = 0; i < c->size; i++)
		fprintf(ctx, "\t%.*s %zu %.*s %d %a\n", (int)c->members[i].id.len, c->members[i].id.at,
			c->members[i].index, (int)c->members[i].to.len, c->members[i].to.at,
			(int)c->members[i].relation, c->members[i].score);
	return 0;
}

char *everything_of(struct nd_engine *engine)
{
	char *text = NULL;
	size_t len = 0;
	FILE *const out = open_memstream(&text, &len);

	REQUIRE(out != NULL);
	REQUIRE(nd_engine_pairs(engine, tell_pair, out, NULL) == ND_OK);
	REQUIRE(nd_engine_clusters(engine, tell_cluster, out, NULL) == ND_OK);
	REQUIRE(fclose(out) == 0);
	return text;
}
