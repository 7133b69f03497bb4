/* test_warc.c - records of every kind, chunked, packed, broken */
#include "input/collect.h"

#include <brotli/encode.h>
#include <zlib.h>

Suite *suite_input_warc(void);

#define PAGE "<html><title>Bridge closed</title><body><p>The mayor of the town said on Monday " \
	"that the old bridge would be closed for repairs until the end of the year, because its " \
	"piers had moved in the flood.</p></body></html>"

struct archive {
	char at[1 << 16];
	size_t len;
};

static void add_bytes(struct archive *archive, const char *at, size_t len)
{
	REQUIRE(archive->len + len < sizeof(archive->at));
	memcpy(archive->at + archive->len, at, len);
	archive->len += len;
}

/* A record of 'type' for 'url' with a block of 'len' bytes. */
static void add(struct archive *archive, const char *type, const char *url, const char *content,
		const char *block, size_t len)
{
	char head[512];

	add_bytes(archive, head, (size_t)snprintf(head, sizeof(head), "WARC/1.0\r\nWARC-Type: %s\r\n"
		  "WARC-Target-URI: %s\r\nWARC-Date: 2015-05-08T10:00:00Z\r\nContent-Type: %s\r\n"
		  "Content-Length: %zu\r\n\r\n", type, url, content, len));
	add_bytes(archive, block, len);
	add_bytes(archive, "\r\n\r\n", 4);
}

static void respond(struct archive *archive, const char *url, const char *headers, const char *body)
{
	char block[4096];
	const int len = snprintf(block, sizeof(block), "HTTP/1.1 %s\r\n\r\n%s", headers, body);

	add(archive, "response", url, "application/http; msgtype=response", block, (size_t)len);
}

static void read_archive(struct collected *c, const struct archive *archive)
{
	*c = (struct collected){ 0 };
	collect_bytes(c, archive->at, archive->len, NULL);
	ck_assert_int_eq(c->status, ND_OK);
}

START_TEST(reads_pages_and_passes_over_the_rest)
{
	struct archive archive = { .len = 0 };
	struct collected c;

	add(&archive, "warcinfo", "x", "application/warc-fields", "software: x\r\n", 13);
	respond(&archive, "https://a.example/1", "200 OK\r\nContent-Type: text/html", PAGE);
	respond(&archive, "https://a.example/gone", "404 Not Found\r\nContent-Type: text/html", PAGE);
	respond(&archive, "https://a.example/i.png", "200 OK\r\nContent-Type: image/png", "\x89PNG");
	add(&archive, "request", "https://a.example/1", "application/http", "GET / HTTP/1.1\r\n\r\n",
	    18);
	add(&archive, "resource", "<https://a.example/2>", "text/html", PAGE, strlen(PAGE));
	add(&archive, "conversion", "https://a.example/3", "text/plain", "Plain text.", 11);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 3);
	ck_assert_uint_eq(c.complaints, 0);
	ck_assert_str_eq(c.article[0].id, "https://a.example/1@2015-05-08T10:00:00Z");
	ck_assert_str_eq(c.article[0].url, "https://a.example/1");
	ck_assert_str_eq(c.article[0].title, "Bridge closed");
	ck_assert_str_eq(c.article[0].source, "a.example");
	ck_assert_str_eq(c.article[1].url, "https://a.example/2");
	ck_assert_str_eq(c.article[2].text, "Plain text.");
	collected_release(&c);
}
END_TEST

START_TEST(undoes_transfer_codings)
{
	struct archive archive = { .len = 0 };
	const size_t n = strlen(PAGE);
	char chunked[2048];
	struct collected c;

	snprintf(chunked, sizeof(chunked), "a;x=y\r\n%.10s\r\n%zX\r\n%s\r\n0\r\n\r\n", PAGE, n - 10,
		 &PAGE[10]);
	respond(&archive, "https://a.example/1",
		"200 OK\r\ncontent-type: text/html\r\nTransfer-Encoding: chunked", chunked);
	/* the headers lie */
	respond(&archive, "https://a.example/2", "200 OK\r\nContent-Type: text/html\r\n"
		"Transfer-Encoding: chunked\r\nContent-Encoding: gzip", PAGE);
	respond(&archive, "https://a.example/3",
		"200 OK\r\nContent-Type: text/html\r\nContent-Encoding: lzma", PAGE);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_str_eq(c.article[0].text, c.article[1].text);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_uint_eq(c.complaint[0].line, 3);
	ck_assert_str_eq(c.complaint[0].message,
			 "a body in the coding 'lzma', which is not known");
	collected_release(&c);
}
END_TEST

struct bytes {
	char at[4096];
	size_t len;
};

static struct bytes brotli(const char *from, size_t len)
{
	struct bytes out = { .len = sizeof(out.at) };

	REQUIRE(BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, len, (const uint8_t *)from,
				      &out.len, (uint8_t *)out.at));
	return out;
}

/* 'window': 15 for zlib, with 16 more for gzip, less than 0 for bare deflate. */
static struct bytes deflated(const char *from, size_t len, int window)
{
	struct bytes out = { .len = 0 };
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)from, .avail_in = (uInt)len,
			    .next_out = (Bytef *)out.at, .avail_out = sizeof(out.at) };

	REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	out.len = stream.total_out;
	deflateEnd(&stream);
	return out;
}

static void respond_coded(struct archive *archive, const char *url, const char *coding,
			  const struct bytes *body)
{
	static char block[8192];
	const int head = snprintf(block, sizeof(block), "HTTP/1.1 200 OK\r\nContent-Type: "
				  "text/html\r\nContent-Encoding: %s\r\n\r\n", coding);

	memcpy(block + head, body->at, body->len);
	add(archive, "response", url, "application/http", block, (size_t)head + body->len);
}

/* One page in every coding: an article each, all the same. */
START_TEST(undoes_content_codings)
{
	const struct bytes br = brotli(PAGE, strlen(PAGE)), gzip = deflated(PAGE, strlen(PAGE), 31),
		zlib = deflated(PAGE, strlen(PAGE), 15), bare = deflated(PAGE, strlen(PAGE), -15),
		twice = brotli(gzip.at, gzip.len);
	struct archive archive = { .len = 0 };
	struct collected c;

	respond_coded(&archive, "https://a.example/1", "br", &br);
	respond_coded(&archive, "https://a.example/2", "GZIP", &gzip);
	respond_coded(&archive, "https://a.example/3", "deflate", &zlib);
	respond_coded(&archive, "https://a.example/4", "deflate", &bare);
	respond_coded(&archive, "https://a.example/5", " gzip , identity, br", &twice);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.complaints, 0);
	ck_assert_uint_eq(c.articles, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_str_eq(c.article[i].title, "Bridge closed");
	collected_release(&c);
}
END_TEST

/* What is cut off gives what came before; what is something else is told. */
START_TEST(broken_content_codings)
{
	static const struct bytes noise = { "\xff\xfe\xfd\xfc no coding \xfb", 17 };
	const struct bytes zlib = deflated(PAGE, strlen(PAGE), 15);
	struct bytes cut = brotli(PAGE, strlen(PAGE));
	struct archive archive = { .len = 0 };
	struct collected c;

	cut.len -= 4;
	respond_coded(&archive, "https://a.example/1", "br", &cut);
	respond_coded(&archive, "https://a.example/2", "br", &noise);
	respond_coded(&archive, "https://a.example/3", "deflate", &noise);
	respond_coded(&archive, "https://a.example/4", "br,br,br,br,br", &zlib);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].title, "Bridge closed");
	ck_assert_uint_eq(c.complaints, 3);
	ck_assert_str_eq(c.complaint[0].message,
			 "a body said to be in the coding 'br', which it is not");
	ck_assert_str_eq(c.complaint[1].message,
			 "a body said to be in the coding 'deflate', which it is not");
	collected_release(&c);
}
END_TEST

/* 64 MiB of blanks in some hundred bytes: told, and nothing else of the archive is lost. */
START_TEST(a_body_that_is_a_bomb)
{
	struct archive archive = { .len = 0 };
	char *const blanks = malloc((size_t)64 << 20);
	struct bytes bomb;
	struct collected c;

	ck_assert_ptr_nonnull(blanks);
	memset(blanks, ' ', (size_t)64 << 20);
	bomb = brotli(blanks, (size_t)64 << 20);
	free(blanks);
	respond_coded(&archive, "https://a.example/1", "br", &bomb);
	respond(&archive, "https://a.example/2", "200 OK\r\nContent-Type: text/html", PAGE);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_uint_eq(c.complaints, 1);
	collected_release(&c);
}
END_TEST

START_TEST(takes_the_charset_of_the_server)
{
	struct archive archive = { .len = 0 };
	struct collected c;

	respond(&archive, "https://a.example/1",
		"200 OK\r\nContent-Type: text/html; charset=windows-1251",
		"<html><meta charset=koi8-r><title>\xcf\xf0\xe8\xe2\xe5\xf2</title>" PAGE);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].title, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
	collected_release(&c);
}
END_TEST

START_TEST(goes_on_after_what_is_broken)
{
	struct archive archive = { .len = 0 };
	struct collected c;

	respond(&archive, "https://a.example/1", "200 OK\r\nContent-Type: text/html", PAGE);
	add_bytes(&archive, "rubbish\r\nWARC\r\n", 15);
	respond(&archive, "https://a.example/2", "200 OK\r\nContent-Type: text/html", PAGE);
	respond(&archive, "https://a.example/3", "200 OK\r\nContent-Type: text/html", PAGE);
	archive.len -= 40;
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 3);
	ck_assert_uint_eq(c.complaints, 2);
	ck_assert_str_eq(c.complaint[0].message, "no record of a web archive");
	ck_assert_uint_eq(c.complaint[0].line, 2);
	ck_assert_str_eq(c.complaint[1].message, "the archive ends within a record");
	collected_release(&c);
}
END_TEST

/* Found by fuzzing: a URL that is not UTF-8. */
START_TEST(escapes_a_url_that_is_not_utf8)
{
	struct archive archive = { .len = 0 };
	struct collected c;

	respond(&archive, "https://a.example/\xe4\xf6", "200 OK\r\nContent-Type: text/html", PAGE);
	respond(&archive, "https://a.example/\xc3\xa4", "200 OK\r\nContent-Type: text/html", PAGE);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_str_eq(c.article[0].url, "https://a.example/%E4%F6");
	ck_assert_str_eq(c.article[1].url, "https://a.example/\xc3\xa4");
	collected_release(&c);
}
END_TEST

/* Found by fuzzing: libxml2 resolves what is escaped in the name of a host. */
START_TEST(builds_no_url_that_is_not_utf8)
{
	struct archive archive = { .len = 0 };
	struct collected c;

	respond(&archive, "https://a.example%E4/1", "200 OK\r\nContent-Type: text/html",
		"<html><link rel=canonical href=\"/x\">" PAGE);
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].url, "https://a.example%E4/1");
	collected_release(&c);
}
END_TEST

START_TEST(goes_in_no_deeper_than_is_sane)
{
	struct archive archive = { .len = 0 };
	struct collected c;

	add(&archive, "conversion", "u", "text/plain", "Text.", 5);
	for (int i = 0; i < 8; i++) {
		struct archive outer = { .len = 0 };
		add(&outer, "conversion", "u", "text/plain", archive.at, archive.len);
		archive = outer;
	}
	read_archive(&c, &archive);
	ck_assert_uint_eq(c.articles, 0);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].message, "archives within archives, too deep");
	collected_release(&c);
}
END_TEST

Suite *suite_input_warc(void)
{
	Suite *const suite = suite_create("input/warc");
	TCase *const tcase = tcase_create("warc");

	tcase_add_test(tcase, reads_pages_and_passes_over_the_rest);
	tcase_add_test(tcase, undoes_transfer_codings);
	tcase_add_test(tcase, undoes_content_codings);
	tcase_add_test(tcase, broken_content_codings);
	tcase_add_test(tcase, a_body_that_is_a_bomb);
	tcase_add_test(tcase, takes_the_charset_of_the_server);
	tcase_add_test(tcase, goes_on_after_what_is_broken);
	tcase_add_test(tcase, escapes_a_url_that_is_not_utf8);
	tcase_add_test(tcase, builds_no_url_that_is_not_utf8);
	tcase_add_test(tcase, goes_in_no_deeper_than_is_sane);
	suite_add_tcase(suite, tcase);
	return suite;
}
