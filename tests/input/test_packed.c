/* test_packed.c - archives made by libarchive, read back; bombs, cut and changed ones */
#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include "input/collect.h"
#include "input/packed.h"

Suite *suite_input_packed(void);

#define ROOM ((size_t)64 << 20)

struct bytes {
	char *at;
	size_t len;
};

typedef int set_up(struct archive *);

static const struct kind {
	set_up *format, *filter;
} kinds[] = {
	{ archive_write_set_format_raw, archive_write_add_filter_gzip },
	{ archive_write_set_format_raw, archive_write_add_filter_zstd },
	{ archive_write_set_format_raw, archive_write_add_filter_xz },
	{ archive_write_set_format_raw, archive_write_add_filter_bzip2 },
	{ archive_write_set_format_raw, archive_write_add_filter_lz4 },
	{ archive_write_set_format_pax_restricted, archive_write_add_filter_none },
	{ archive_write_set_format_ustar, archive_write_add_filter_gzip },
	{ archive_write_set_format_pax_restricted, archive_write_add_filter_zstd },
	{ archive_write_set_format_zip, archive_write_add_filter_none },
};
static const struct kind *const gzip = &kinds[0], *const tar = &kinds[5], *const ustar = &kinds[6],
	*const tar_zst = &kinds[7], *const zip = &kinds[8];

static struct archive *begin(struct bytes *out, const struct kind *kind)
{
	struct archive *const archive = archive_write_new();

	out->at = calloc(1, ROOM);
	REQUIRE(archive && out->at);
	REQUIRE(kind->format(archive) == ARCHIVE_OK);
	REQUIRE(kind->filter(archive) == ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(archive, 1);
	REQUIRE(archive_write_open_memory(archive, out->at, ROOM, &out->len) == ARCHIVE_OK);
	return archive;
}

static void add(struct archive *archive, const char *name, const void *at, size_t len)
{
	struct archive_entry *const entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	REQUIRE(archive_write_header(archive, entry) == ARCHIVE_OK);
	REQUIRE(archive_write_data(archive, at, len) == (la_ssize_t)len);
	archive_entry_free(entry);
}

static void end(struct archive *archive)
{
	REQUIRE(archive_write_close(archive) == ARCHIVE_OK);
	archive_write_free(archive);
}

static struct bytes pack(const struct kind *kind, const char *name, const void *at, size_t len)
{
	struct bytes out = { NULL, 0 };
	struct archive *const archive = begin(&out, kind);

	add(archive, name, at, len);
	end(archive);
	return out;
}

static void read_bytes(struct collected *c, struct bytes bytes)
{
	*c = (struct collected){ 0 };
	collect_bytes(c, bytes.at, bytes.len, NULL);
	ck_assert_int_eq(c->status, ND_OK);
	free(bytes.at);
}

static const char lines[] = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n";

START_TEST(reads_every_kind)
{
	struct collected c;

	read_bytes(&c, pack(&kinds[_i], "x.jsonl", lines, strlen(lines)));
	ck_assert_int_eq(c.articles, 2);
	ck_assert_int_eq(c.complaints, 0);
	ck_assert_str_eq(c.article[1].text, "b");
	collected_release(&c);
}
END_TEST

START_TEST(reads_members_as_files)
{
	struct bytes out = { NULL, 0 };
	struct archive *const archive = begin(&out, ustar);
	struct collected c;

	add(archive, "./a/one.txt", "Hello", 5);
	add(archive, ".hidden", "Hello", 5);
	add(archive, "b/.hidden/x", "Hello", 5);
	add(archive, "b/two.jsonl", lines, strlen(lines));
	add(archive, "b/bad.jsonl", "{\n", 2);
	add(archive, "b/empty", "", 0);
	add(archive, "z\xc3\xa9.txt", "Salut", 5);
	end(archive);
	read_bytes(&c, out);
	ck_assert_int_eq(c.articles, 4);
	ck_assert_ptr_nonnull(strstr(c.article[0].id, "/a/one.txt"));
	ck_assert_ptr_nonnull(strstr(c.article[2].id, "/b/two.jsonl:2"));
	ck_assert_ptr_nonnull(strstr(c.article[3].id, "/z\xc3\xa9.txt"));
	ck_assert_int_eq(c.complaints, 2);
	ck_assert_ptr_nonnull(strstr(c.complaint[0].file, "/b/bad.jsonl"));
	ck_assert_int_eq(c.complaint[0].line, 1);
	ck_assert_str_eq(c.complaint[1].message, "no articles");
	collected_release(&c);
}
END_TEST

static struct bytes pack_again(const struct kind *kind, const char *name, struct bytes inner)
{
	const struct bytes out = pack(kind, name, inner.at, inner.len);

	free(inner.at);
	return out;
}

START_TEST(unpacks_twice_but_not_thrice)
{
	struct collected c;

	read_bytes(&c, pack_again(zip, "in.tar.zst", pack(tar_zst, "x.jsonl", lines,
							  strlen(lines))));
	ck_assert_int_eq(c.articles, 2);
	ck_assert_ptr_nonnull(strstr(c.article[0].id, "/in.tar.zst/x.jsonl:1"));
	collected_release(&c);
	read_bytes(&c, pack_again(tar, "b.zip",
				  pack_again(zip, "a.gz", pack(gzip, "x", lines, strlen(lines)))));
	ck_assert_int_eq(c.articles, 0);
	ck_assert_int_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].message, "packed more than 2 times");
	collected_release(&c);
}
END_TEST

START_TEST(tells_a_bomb)
{
	const size_t len = (size_t)48 << 20;
	char *const blanks = malloc(len);
	struct collected c = { 0 };
	const struct nd_input_options opt = { .max_size = 4 << 20 };
	struct bytes small;

	REQUIRE(blanks != NULL);
	memset(blanks, '\n', len);
	memcpy(blanks, lines, strlen(lines));
	read_bytes(&c, pack(_i ? zip : gzip, "x", blanks, len));
	ck_assert_int_eq(c.articles, 2);
	ck_assert_int_eq(c.complaints, 1);
	ck_assert_int_eq(c.complaint[0].skipped, 1);
	ck_assert_str_eq(c.complaint[0].message,
			 "it unpacks to more than 500 times its size: the rest is left out");
	collected_release(&c);
	small = pack(_i ? zip : gzip, "x", blanks, (size_t)8 << 20);
	collect_bytes(&c, small.at, small.len, &opt);
	ck_assert_int_eq(c.articles, 2);
	ck_assert_str_eq(c.complaint[0].message, "it unpacks to more than 4194304 bytes "
			 "(--max-size): the rest is left out");
	collected_release(&c);
	free(small.at);
	free(blanks);
}
END_TEST

START_TEST(survives_cuts_and_changes)
{
	struct bytes inner = pack(&kinds[_i], "x.jsonl", lines, strlen(lines));
	uint64_t random = 1;
	char copy[16384];

	REQUIRE(inner.len <= sizeof(copy));
	for (size_t round = 0; round < 400; round++) {
		size_t len = inner.len;
		struct collected c = { 0 };

		memcpy(copy, inner.at, len);
		if (round % 2)
			len = next_random(&random) % len;
		else
			copy[next_random(&random) % len] ^= (char)(1 << next_random(&random) % 8);
		collect_bytes(&c, copy, len, NULL);
		REQUIRE(c.status == ND_OK);
		REQUIRE(c.articles + c.complaints >= 1);
		collected_release(&c);
	}
	free(inner.at);
}
END_TEST

/* What is there before a file breaks off is read, but for what libarchive holds in its hands. */
START_TEST(reads_up_to_a_cut)
{
	enum { LINES = 3000, LINE = 1024 };
	static const size_t held = 256 << 10;
	char *const text = malloc(LINES * LINE + 1);
	struct collected c = { 0 };
	struct bytes packed;
	uint64_t random = 1;
	size_t n = 0;

	REQUIRE(text != NULL);
	for (int i = 0; i < LINES; i++) {
		n += (size_t)sprintf(text + n, "{\"text\":\"");
		while (n % LINE < LINE - 20)	/* hardly to be packed */
			n += (size_t)sprintf(text + n, "%016llx",
					     (unsigned long long)next_random(&random));
		n += (size_t)sprintf(text + n, "\"}");
		while (n % LINE < LINE - 1)
			text[n++] = ' ';
		text[n++] = '\n';
	}
	packed = pack(&kinds[_i], "x.jsonl", text, n);
	collect_bytes(&c, packed.at, packed.len - packed.len / 100, NULL);
	ck_assert_int_ge(c.articles, (int)((n - n / 50 - held) / LINE));
	ck_assert_int_lt(c.articles, LINES);
	ck_assert_int_ge(c.complaints, 1);
	collected_release(&c);
	free(packed.at);
	free(text);
}
END_TEST

/* Three members, one after the other, of which byte 'at' of the second is another one. */
static struct bytes damaged(struct bytes member, size_t at)
{
	const struct bytes all = { take(3 * member.len, 1), 3 * member.len };

	for (size_t i = 0; i < 3; i++)
		memcpy(all.at + i * member.len, member.at, member.len);
	all.at[member.len + at] ^= 0x55;
	return all;
}

/* A web archive has a member for each record: one that is damaged is none of the others' business. */
START_TEST(reads_on_behind_a_damaged_member)
{
	struct bytes member = pack(gzip, "x.jsonl", lines, strlen(lines));
	char message[160];
	size_t reached = 0, told = 0;

	for (size_t at = 10; at < member.len; at++) {	/* behind the header */
		struct collected c = { 0 };
		const struct bytes all = damaged(member, at);

		collect_bytes(&c, all.at, all.len, NULL);
		ck_assert_int_eq(c.status, ND_OK);
		reached += c.articles >= 2;	/* the first may still be in libarchive's hands */
		snprintf(message, sizeof(message), "to %zu is left out", 2 * member.len - 1);
		for (size_t i = 0; i < c.complaints && i < KEPT; i++)
			told += strstr(c.complaint[i].message, message) != NULL;
		collected_release(&c);
		free(all.at);
	}
	/* some make the second seem longer than both, some change no more than a letter */
	ck_assert_uint_ge(reached, (member.len - 10) * 9 / 10);
	ck_assert_uint_ge(told, (member.len - 10) / 2);
	free(member.at);
}
END_TEST

static void put_number(char **to, size_t bytes, uint64_t number)
{
	for (; bytes; bytes--, number >>= 8)
		*(*to)++ = (char)number;
}

/* Append 'lines' as a file of a zip file, whose header says how long it is packed (APPNOTE 4.3.7);
 * that is 0xff all over where it is 'damaged'. */
static void put_zipped(char **to, const char *name, int damaged)
{
	char deflated[256];
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)lines, .avail_in = (uInt)strlen(lines),
			    .next_out = (Bytef *)deflated, .avail_out = sizeof(deflated) };

	REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	deflateEnd(&stream);
	if (damaged)
		memset(deflated, 0xff, stream.total_out);
	put_number(to, 4, 0x04034b50);
	put_number(to, 4, 20);				/* version, no flags */
	put_number(to, 2, 8);				/* deflate */
	put_number(to, 4, 0);				/* time */
	put_number(to, 4, crc32(0, (const Bytef *)lines, (uInt)strlen(lines)));
	put_number(to, 4, stream.total_out);
	put_number(to, 4, strlen(lines));
	put_number(to, 4, strlen(name));
	memcpy(*to, name, strlen(name));
	memcpy(*to + strlen(name), deflated, stream.total_out);
	*to += strlen(name) + stream.total_out;
}

START_TEST(reads_on_behind_a_damaged_file_of_a_zip_file)
{
	struct collected c = { 0 };
	char bytes[1024], *end = bytes;

	put_zipped(&end, "a.jsonl", 0);
	put_zipped(&end, "b.jsonl", 1);
	put_zipped(&end, "c.jsonl", 0);
	collect_bytes(&c, bytes, (size_t)(end - bytes), NULL);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_int_eq(c.articles, 4);
	ck_assert_int_ge(c.complaints, 2);	/* "no articles", and why */
	ck_assert_ptr_nonnull(strstr(c.complaint[1].file, "/b.jsonl"));
	ck_assert_ptr_nonnull(strstr(c.complaint[1].message, "cannot unpack it further"));
	collected_release(&c);
}
END_TEST

/* However many damages: there is an end. */
START_TEST(is_not_kept_busy_by_damages)
{
	struct bytes member = pack(gzip, "x.jsonl", lines, strlen(lines));
	const size_t n = 3 * ND_PACKED_DAMAGES, cut = member.len - 4;
	struct bytes all = { take(n * cut, 1), n * cut };
	struct collected c = { 0 };

	for (size_t i = 0; i < n; i++)	/* none has its end */
		memcpy(all.at + i * cut, member.at, cut);
	collect_bytes(&c, all.at, all.len, NULL);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_int_ge(c.complaints, 1);
	ck_assert_int_le(c.complaints, ND_PACKED_DAMAGES + 1);
	collected_release(&c);
	free(all.at);
	free(member.at);
}
END_TEST

/* What the articles of corpus/ are, as one hash of ids and texts, in order. */
struct digest {
	uint64_t hash, n;
};

static void mix(struct digest *digest, struct nd_text text)
{
	for (size_t i = 0; i < text.len; i++)
		digest->hash = (digest->hash ^ (unsigned char)text.at[i]) * 0x100000001b3u;
}

static int digest_record(void *ctx, const struct nd_record *record)
{
	struct digest *const digest = ctx;

	mix(digest, record->article.id);
	mix(digest, record->article.title);
	mix(digest, record->article.text);
	digest->n++;
	return 0;
}

static struct digest digest_of(const char *path)
{
	struct digest digest = { 0, 0 };
	const struct nd_input_sink sink = { digest_record, NULL, &digest, NULL };

	ck_assert_int_eq(nd_input_read(path, NULL, &sink, NULL), ND_OK);
	return digest;
}

static void add_file(struct archive *archive, const char *path)
{
	FILE *const file = fopen(path, "r");
	char *const at = malloc(ROOM);
	size_t len;

	REQUIRE(file && at);
	len = fread(at, 1, ROOM, file);
	add(archive, path, at, len);
	fclose(file);
	free(at);
}

START_TEST(the_corpus_packed_is_the_corpus)
{
	const struct digest plain = digest_of("corpus/articles");
	struct bytes out = { NULL, 0 };
	struct archive *const archive = begin(&out, _i ? zip : tar_zst);
	struct digest packed;
	char path[64];
	const int fd = memfd_create("packed", 0);

	add_file(archive, "corpus/articles/english-1.jsonl");
	add_file(archive, "corpus/articles/english-2.jsonl");
	add_file(archive, "corpus/articles/languages.jsonl");
	end(archive);
	REQUIRE(write(fd, out.at, out.len) == (ssize_t)out.len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	packed = digest_of(path);
	ck_assert_uint_eq(packed.n, 238);
	ck_assert_uint_eq(packed.n, plain.n);
	ck_assert_uint_eq(packed.hash, plain.hash);
	close(fd);
	free(out.at);
}
END_TEST

Suite *suite_input_packed(void)
{
	Suite *const suite = suite_create("input/packed");
	TCase *const tcase = tcase_create("packed");

	tcase_set_timeout(tcase, 600);
	tcase_add_loop_test(tcase, reads_every_kind, 0, COUNT(kinds));
	tcase_add_test(tcase, reads_members_as_files);
	tcase_add_test(tcase, unpacks_twice_but_not_thrice);
	tcase_add_loop_test(tcase, tells_a_bomb, 0, 2);
	tcase_add_loop_test(tcase, survives_cuts_and_changes, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, reads_up_to_a_cut, 0, 3);
	tcase_add_test(tcase, reads_on_behind_a_damaged_member);
	tcase_add_test(tcase, reads_on_behind_a_damaged_file_of_a_zip_file);
	tcase_add_test(tcase, is_not_kept_busy_by_damages);
	tcase_add_loop_test(tcase, the_corpus_packed_is_the_corpus, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
