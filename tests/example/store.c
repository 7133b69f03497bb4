/*
 * store.c - a feed that never stops, in a hundred lines
 *
 *	cc store.c $(pkg-config --cflags --libs neardup) && ./a.out FOLDER
 *
 * Adds three reports to a store, made if it is not there, and prints what is
 * said of each when it is durable.  Run it twice: the second time all are known.
 */
#include <neardup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct nd_text text(const char *string)
{
	const struct nd_text text = { string, strlen(string) };

	return text;
}

static int print_answer(void *ctx, const struct nd_answer *answer)
{
	(void)ctx;
	printf("%.*s: %s, story of %zu\n", (int)answer->id.len, answer->id.at,
	       nd_news_name(answer->news), answer->size);
	for (size_t i = 0; i < answer->n_matches; i++)
		printf("  %s %.*s, score %.2f\n", nd_relation_name(answer->matches[i].relation),
		       (int)answer->matches[i].a.len, answer->matches[i].a.at,
		       answer->matches[i].score);
	return 0;
}

static void die(const struct nd_error *err)
{
	fprintf(stderr, "store: %s\n", err->message);
	exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	static const char *const articles[][2] = {
		{ "a", "The ferry Saint Brendan ran aground on a reef off Skellig Michael on Tuesday "
		  "evening with 212 passengers on board; all were taken off by lifeboats." },
		{ "b", "Farmers in the midlands have begun to lift potatoes two weeks before the "
		  "usual date after a dry and unusually warm September." },
		{ "c", "The ferry Saint Brendan ran aground on a reef off Skellig Michael on Tuesday "
		  "evening with 212 passengers on board; all were brought ashore by lifeboats." },
	};
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_store *store;
	struct nd_error err;
	enum nd_status status;

	if (argc != 2) {
		fputs("usage: store FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	status = nd_store_create(argv[1], &opt, &err);
	if (status != ND_OK && status != ND_EEXIST)
		die(&err);
	how.write = 1;
	if (nd_store_open(&store, argv[1], &how, &err) != ND_OK)
		die(&err);
	nd_store_on_answer(store, print_answer, NULL);
	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++) {
		struct nd_article article;

		memset(&article, 0, sizeof(article));
		article.id = text(articles[i][0]);
		article.text = text(articles[i][1]);
		article.published = ND_NO_TIME;
		if (nd_store_add(store, &article, &err) != ND_OK)
			die(&err);
	}
	if (nd_store_commit(store, &err) != ND_OK)
		die(&err);
	nd_store_close(store);
	return EXIT_SUCCESS;
}
