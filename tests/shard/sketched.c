/* sketched.c - shards of made-up articles */
#include "shard/sketched.h"

#include <stdio.h>
#include <unistd.h>

void shard_file_open(struct shard_file *file)
{
	const char *const folder = getenv("TMPDIR");
	int fd;

	snprintf(file->path, sizeof(file->path), "%s/neardup-shard-XXXXXX",
		 folder ? folder : "/tmp");
	fd = mkstemp(file->path);
	REQUIRE(fd >= 0);
	close(fd);
}

void shard_file_close(struct shard_file *file)
{
	unlink(file->path);
}

void shard_file_put(const struct shard_file *file, const void *bytes, size_t n)
{
	FILE *const out = fopen(file->path, "w");

	REQUIRE(out && fwrite(bytes, 1, n, out) == n);
	REQUIRE(!fclose(out));
}

static int keep_bytes(void *ctx, const void *bytes, size_t n)
{
	return !nd_array_append(ctx, bytes, n);
}

struct nd_array shard_bytes(const struct pile *pile, size_t from, size_t to, size_t a_batch,
			    const struct nd_options *opt)
{
	struct nd_array bytes = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4);
	struct nd_shard_writer *writer;
	struct nd_shard_batch *batch;

	REQUIRE(nd_shard_create(&writer, opt, keep_bytes, &bytes, NULL) == ND_OK);
	REQUIRE(nd_shard_batch_open(&batch, writer, NULL) == ND_OK);
	for (size_t i = from; i < to; i++) {
		REQUIRE(nd_shard_batch_add(batch, &pile->articles[i], NULL) == ND_OK);
		if ((i + 1) % a_batch == 0)
			REQUIRE(nd_shard_write(writer, batch, NULL) == ND_OK);
	}
	REQUIRE(nd_shard_write(writer, batch, NULL) == ND_OK);
	REQUIRE(nd_shard_finish(writer, NULL) == ND_OK);
	nd_shard_batch_close(batch);
	nd_shard_close(writer);
	return bytes;
}

void shard_of(const struct shard_file *file, const struct pile *pile, size_t from, size_t to,
	      const struct nd_options *opt)
{
	struct nd_array bytes = shard_bytes(pile, from, to, 37, opt);

	shard_file_put(file, bytes.items, bytes.n);
	nd_array_release(&bytes);
}

/* What a source prints below its articles. */
static const char *const frames[] = {
	("\nSign up for our newsletter and get the news of the day every morning.\n"
	 "Download the app for phones and tablets and never miss a story again.\n"
	 "All rights reserved by the Daily, its editors and its many partners."),
	("\nThe Weekly is independent. Support our work with five crowns a month.\n"
	 "Our podcast looks back at the week: listen wherever you get podcasts."),
	"",
};
static const char *const sources[] = { "Daily", "Weekly", "" };
static const char *const others[] = {
	"Two words.",
	"\xe6\x9d\xb1\xe4\xba\xac\xe3\x81\xa7\xe5\x9c\xb0\xe9\x9c\x87\xe3\x81\x8c\xe3\x81\x82\xe3"
	"\x81\xa3\xe3\x81\x9f\xe3\x80\x82\xe6\xb0\x97\xe8\xb1\xa1\xe5\xba\x81\xe3\x81\x8c\xe7\x99"
	"\xba\xe8\xa1\xa8\xe3\x81\x97\xe3\x81\x9f\xe3\x80\x82",
	"\xd0\x92 \xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb5 \xd1\x81\xd0\xbd\xd0\xb5\xd0\xb3",
	"bytes that are no text: \xff\xfe\x80 and so on",
};

void printed_pile(struct pile *pile, size_t n, uint64_t seed)
{
	struct pile plain = { NULL, 0, 0 };
	uint64_t random = seed;

	pile_make(&plain, n, seed, PART_DATED);
	for (size_t i = 0; i < n; i++) {
		const struct nd_article *const from = &plain.articles[i];
		const size_t kind = random_below(&random, 10), source = random_below(&random, 3);
		char *text, *title, id[32];

		sprintf(id, "a%zu", i);
		REQUIRE(asprintf(&text, "%s%.*s%s%s", kind == 1 ? "\"We will go on,\" she said. " : "",
				 (int)from->text.len, from->text.at, kind == 2 ? " \"It is a day for "
				 "all of us to remember, and so we will,\" they said." : "",
				 frames[source]) >= 0);
		REQUIRE(asprintf(&title, "%.*s", (int)from->title.len, from->title.at) >= 0);
		if (kind == 3)
			pile_add(pile, id, NULL, others[i % COUNT(others)], from->published);
		else
			pile_add(pile, id, kind == 4 ? NULL : title, text, from->published);
		pile->articles[i].source = text_of(sources[source]);
		pile->articles[i].url = text_of(kind == 5 ? "https://example.org/one/address" : "");
		free(text);
		free(title);
	}
	pile_release(&plain);
}
