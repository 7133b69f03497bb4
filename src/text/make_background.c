/*
 * make_background.c - build step: background.tsv to the table that is linked in
 *
 *	make_background < background.tsv > background_table.c
 *
 * Each line is a word, or two with a space between, a tab, its level, a tab and
 * its language.  Words go through the tokenizer, so that a key is made in one
 * way only; of entries that fold to the same key the most common wins.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "text/terms.h"

#define MAX_ENTRIES 1000000
#define LINE_BYTES 1024
#define MADE_ASCII 256		/* on top of a level: gives way to any row without it */

/* A word that the table does not know: measured on held-out English news, one
 * article in 5,800 has it. */
#define UNKNOWN_LEVEL 150

static int fail(const char *what)
{
	fprintf(stderr, "make_background: %s\n", what);
	return EXIT_FAILURE;
}

static void print_table(const struct nd_keyed *entries, size_t n)
{
	printf("/* Made by make_background from background.tsv. */\n#include \"text/background.h\"\n\n");
	printf("static const uint32_t key[] = {");
	for (size_t i = 0; i < n; i++)
		printf("%s%u,", i % 8 ? "" : "\n", (unsigned)entries[i].key);
	printf("\n};\nstatic const uint8_t level[] = {");
	for (size_t i = 0; i < n; i++)
		printf("%s%u,", i % 16 ? "" : "\n", (unsigned)entries[i].value % MADE_ASCII);
	printf("\n};\nstatic const uint32_t first[] = {");
	for (size_t bits = 0, at = 0; bits <= (size_t)1 << ND_BACKGROUND_BITS; bits++) {
		while (at < n && entries[at].key >> (32 - ND_BACKGROUND_BITS) < bits)
			at++;
		printf("%s%zu,", bits % 8 ? "" : "\n", at);
	}
	printf("\n};\nconst struct nd_background nd_background_table = { key, level, first, %d };\n",
	       UNKNOWN_LEVEL);
}

int main(void)
{
	struct nd_keyed *const entries = nd_calloc(MAX_ENTRIES * 2, sizeof(*entries));
	struct nd_tokens tokens = ND_TOKENS_INIT;
	struct nd_charmap *map;
	char line[LINE_BYTES];
	size_t n = 0;

	if (!entries || nd_charmap_open(&map, NULL) != ND_OK)
		return fail("out of memory or no Unicode data");
	while (n < MAX_ENTRIES && fgets(line, sizeof(line), stdin)) {
		const size_t len = strcspn(line, "\t");
		int made_ascii = 0;
		const uint64_t key = nd_background_key(&tokens, map, (struct nd_text){ line, len },
						       &made_ascii);

		if (key && line[len])
			entries[n++] = (struct nd_keyed){
				key >> 32, strtoul(line + len + 1, NULL, 10) +
					   (made_ascii ? MADE_ASCII : 0),
			};
	}
	print_table(entries, nd_background_unique(entries, entries + MAX_ENTRIES, n));
	nd_charmap_close(map);
	nd_tokens_release(&tokens);
	free(entries);
	return ferror(stdin) || fflush(stdout) ? fail("cannot read or write") : EXIT_SUCCESS;
}
