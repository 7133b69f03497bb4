/*
 * test_pages.c - extraction against pages that are marked by hand
 *
 * What stands between the marks of a page (tests/data/pages/README.md) is
 * compared with what the reader of pages finds: as bags of words, for where a
 * paragraph ends is no matter here.  F1 is the harmonic mean of precision and
 * recall.  The marked text is cut out by the few lines below, which know
 * nothing of the extractor.
 */
#include <dirent.h>
#include <iconv.h>

#include "input/collect.h"

Suite *suite_input_pages(void);

#define FOLDER "tests/data/pages"
#define ROOM ((size_t)1 << 20)
#define WORDS 20000

struct figures {
	double precision, recall, f1;
};

/* The file in UTF-8, by the encoding that it declares. */
static char *read_page(const char *path)
{
	FILE *const file = fopen(path, "r");
	char *const bytes = calloc(1, ROOM), *const text = calloc(1, 3 * ROOM);
	char label[32] = "utf-8", *in = bytes, *out = text;
	size_t left, room = 3 * ROOM - 1;
	const char *charset;
	iconv_t converter;

	REQUIRE(file && bytes && text);
	left = fread(bytes, 1, ROOM - 1, file);
	fclose(file);
	charset = strstr(bytes, "charset=");
	if (charset)
		sscanf(charset + 8 + strspn(charset + 8, "\"'"), "%31[a-zA-Z0-9_-]", label);
	converter = iconv_open("utf-8", strcmp(label, "gb2312") ? label : "gb18030");
	REQUIRE(converter != (iconv_t)-1);
	ck_assert_msg(iconv(converter, &in, &left, &out, &room) != (size_t)-1, "%s", path);
	iconv_close(converter);
	free(bytes);
	return text;
}

/* A character reference at 'at' as UTF-8; its length, or 0. */
static size_t reference(const char *at, char out[8])
{
	static const struct { const char *name, *text; } names[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
	};
	unsigned c;
	int len = 0;

	for (size_t i = 0; i < COUNT(names); i++)
		if (!strncmp(at, names[i].name, strlen(names[i].name))) {
			strcpy(out, names[i].text);
			return strlen(names[i].name);
		}
	if (sscanf(at, "&#%u;%n", &c, &len) != 1 || !len)
		return 0;
	REQUIRE(c >= 0x80 && c < 0x10000);
	snprintf(out, 8, "%c%c%c", c < 0x800 ? 0xc0 | c >> 6 : 0xe0 | c >> 12,
		 c < 0x800 ? 0x80 | (c & 0x3f) : 0x80 | (c >> 6 & 0x3f),
		 c < 0x800 ? 0 : 0x80 | (c & 0x3f));
	return (size_t)len;
}

/* What stands between the marks, tags taken out. */
static char *marked_text(const char *page)
{
	static const char open[] = "<!--{-->", close[] = "<!--}-->";
	char *const out = calloc(1, strlen(page) + 1);
	size_t n = 0;

	while ((page = strstr(page, open))) {
		const char *const end = strstr(page, close);
		ck_assert_ptr_nonnull(end);
		for (page += strlen(open); page < end;) {
			char text[8] = "";
			const size_t len = *page == '&' ? reference(page, text) : 0;
			if (*page == '<') {
				page = strchr(page, '>') + 1;
				out[n++] = ' ';
			} else if (len) {
				n += (size_t)sprintf(out + n, "%s", text);
				page += len;
			} else {
				out[n++] = *page++;
			}
		}
		out[n++] = ' ';
	}
	return out;
}

static int by_hash(const void *x, const void *y)
{
	const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

/* Scripts without spaces, roughly: every character is a word. */
static int stands_alone(const char *at)
{
	return ((unsigned char)at[0] >= 0xe3 && (unsigned char)at[0] < 0xea) ||
	       ((unsigned char)at[0] == 0xe0 && (unsigned char)at[1] >= 0xb8 &&
		(unsigned char)at[1] < 0xbc);
}

/* The words of a text as sorted hashes; how many. */
static size_t words_of(const char *text, uint64_t words[WORDS])
{
	size_t n = 0;
	uint64_t hash = 0;

	for (;; text++) {
		const int alone = stands_alone(text);
		const int letter = (*text & 0x80) || (*text >= '0' && *text <= '9') ||
				   ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z');
		if ((!letter || alone) && hash) {
			REQUIRE(n < WORDS);
			words[n++] = hash;
			hash = 0;
		}
		if (!*text)
			break;
		if (letter)
			hash = (hash ^ (unsigned char)*text) * 0x100000001b3u + 1;
	}
	qsort(words, n, sizeof(*words), by_hash);
	return n;
}

static struct figures compare(const char *marked, const char *found)
{
	static uint64_t a[WORDS], b[WORDS];
	const size_t n = words_of(marked, a), m = words_of(found, b);
	size_t common = 0;
	struct figures out = { 0, 0, 0 };

	for (size_t i = 0, k = 0; i < n && k < m;) {
		common += a[i] == b[k];
		if (a[i] < b[k])
			i++;
		else if (a[i] > b[k])
			k++;
		else
			i++, k++;
	}
	if (common)
		out = (struct figures){ (double)common / (double)m, (double)common / (double)n,
					2.0 * (double)common / (double)(n + m) };
	return out;
}

static struct figures measure(const char *path)
{
	char *const page = read_page(path), *const marked = marked_text(page);
	struct collected c = { 0 };
	struct figures figures = { 0, 0, 0 };

	ck_assert_msg(*marked, "%s is not marked", path);
	collect_path(&c, path, NULL);
	if (c.articles == 1) {
		ck_assert_msg(c.article[0].title[0], "%s has no title", path);
		figures = compare(marked, c.article[0].text);
	}
	collected_release(&c);
	free(page);
	free(marked);
	return figures;
}

static int is_page(const struct dirent *entry)
{
	const char *const dot = strrchr(entry->d_name, '.');

	return dot && !strcmp(dot, ".html");
}

START_TEST(finds_the_articles)
{
	struct dirent **entries;
	const int n = scandir(FOLDER, &entries, is_page, alphasort);
	struct figures worst = { 0, 0, 2 };
	double sum = 0;
	char name[256] = "";

	if (n < 0)
		return;	/* run from elsewhere */
	ck_assert_int_ge(n, 60);
	for (int i = 0; i < n; i++) {
		char path[300];
		struct figures figures;

		snprintf(path, sizeof(path), FOLDER "/%s", entries[i]->d_name);
		figures = measure(path);
		printf("%.3f  P %.3f  R %.3f  %s\n", figures.f1, figures.precision, figures.recall,
		       entries[i]->d_name);
		sum += figures.f1;
		if (figures.f1 < worst.f1) {
			worst = figures;
			snprintf(name, sizeof(name), "%s", entries[i]->d_name);
		}
		free(entries[i]);
	}
	free(entries);
	printf("%d pages, F1 %.4f in the mean; worst %.3f %s\n", n, sum / n, worst.f1, name);
	fflush(stdout);
	ck_assert_msg(sum / n >= 0.95, "mean F1 %.4f", sum / n);
	ck_assert_msg(worst.f1 >= 0.7, "%s %.3f", name, worst.f1);
}
END_TEST

Suite *suite_input_pages(void)
{
	Suite *const suite = suite_create("input/pages");
	TCase *const tcase = tcase_create("pages");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, finds_the_articles);
	suite_add_tcase(suite, tcase);
	return suite;
}
