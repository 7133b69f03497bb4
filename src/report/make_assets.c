/*
 * make_assets.c - build step: style sheets and scripts to the table that is linked in
 *
 *	make_assets NAME FILE HASH [NAME FILE HASH...] > assets_table.c
 *
 * NAME is that of the struct nd_asset in assets.h.  A file that would end its
 * own element, or that begins a comment, is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1 << 20)

static int fail(const char *file, const char *what)
{
	fprintf(stderr, "make_assets: %s: %s\n", file, what);
	return EXIT_FAILURE;
}

static int print_asset(const char *name, const char *file, const char *hash)
{
	static char bytes[FILE_MAX + 1];
	FILE *const in = fopen(file, "rb");
	const size_t n = in ? fread(bytes, 1, FILE_MAX, in) : 0;

	if (!in || ferror(in) || !feof(in))
		return fail(file, "cannot be read, or is too long");
	fclose(in);
	bytes[n] = '\0';
	if (memchr(bytes, '\0', n) || strchr(bytes, '\r') || strstr(bytes, "<!--") ||
	    strstr(bytes, "</script") || strstr(bytes, "</style"))
		return fail(file, "holds what an inline element must not hold");
	printf("static const unsigned char %s_bytes[] = {", name);
	for (size_t i = 0; i < n; i++)
		printf("%s%d,", i % 24 ? "" : "\n", (unsigned char)bytes[i]);
	printf("\n};\nconst struct nd_asset %s = { %s_bytes, %zu, \"%s\" };\n", name, name, n,
	       hash);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	puts("/* Made by make_assets from report/web/. */\n#include \"report/assets.h\"\n");
	for (int i = 1; i + 2 < argc; i += 3)
		if (print_asset(argv[i], argv[i + 1], argv[i + 2]))
			return EXIT_FAILURE;
	return fflush(stdout) ? fail("standard output", "cannot be written") : EXIT_SUCCESS;
}
