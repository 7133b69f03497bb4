/*
 * example.c - neardup as a library: feed articles, take pairs and stories
 *
 *	cc example.c $(pkg-config --cflags --libs neardup) -o example
 */
#include <neardup.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct nd_text text(const char *s)
{
	return (struct nd_text){ s, strlen(s) };
}

static int print_pair(void *ctx, const struct nd_pair *pair)
{
	(void)ctx;
	printf("%.*s and %.*s: %s, score %.2f\n", (int)pair->a.len, pair->a.at,
	       (int)pair->b.len, pair->b.at, nd_relation_name(pair->relation), pair->score);
	return 0;
}

static int print_story(void *ctx, const struct nd_cluster *cluster)
{
	(void)ctx;
	if (cluster->size > 1)
		printf("a story of %zu, told first by %.*s\n", cluster->size,
		       (int)cluster->members[0].id.len, cluster->members[0].id.at);
	return 0;
}

static void die(const struct nd_error *err)
{
	fprintf(stderr, "example: %s\n", err->message);
	exit(EXIT_FAILURE);
}

int main(void)
{
	static const char *const articles[][3] = {
		{ "a", "Ferry runs aground off Skellig",
		  "The ferry Saint Brendan ran aground on a reef off Skellig Michael on Tuesday "
		  "evening with 212 passengers on board; all were taken off by lifeboats." },
		{ "b", "All safe after ferry hits reef near Skellig",
		  "The ferry Saint Brendan ran aground on a reef off Skellig Michael on Tuesday "
		  "evening with 212 passengers on board; all were brought ashore by lifeboats." },
		{ "c", "Potato harvest begins early",
		  "Farmers in the midlands have begun to lift potatoes two weeks before the usual "
		  "date after a dry and unusually warm September." },
	};
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_engine *engine;
	struct nd_error err;

	if (nd_engine_open(&engine, &opt, &err) != ND_OK)
		die(&err);
	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++) {
		const struct nd_article article = {
			.id = text(articles[i][0]),
			.title = text(articles[i][1]),
			.text = text(articles[i][2]),
			.published = ND_NO_TIME,
		};

		if (nd_engine_add(engine, &article, &err) != ND_OK)
			die(&err);
	}
	if (nd_engine_pairs(engine, print_pair, NULL, &err) != ND_OK ||
	    nd_engine_clusters(engine, print_story, NULL, &err) != ND_OK)
		die(&err);
	nd_engine_close(engine);
	return EXIT_SUCCESS;
}
