/*
 * test_blocks.c - several threads read what one thread reads, in its order,
 * and every record can be read again
 */
#include "input/collect.h"

Suite *suite_input_blocks(void);

/* Articles that the caller refuses. */
#define UNLUCKY	13
#define REFUSAL	"thirteen bytes"

/* Everything that was told, as text. */
struct log {
	FILE *out;
	char *text;
	size_t len;
	int stop_after;		/* batches or records; 0: never */
};

static void log_open(struct log *log)
{
	*log = (struct log){ 0 };
	log->out = open_memstream(&log->text, &log->len);
	REQUIRE(log->out != NULL);
}

static void log_record(struct log *log, const struct nd_record *record)
{
	const struct nd_article *const a = &record->article;

	fprintf(log->out, "record %llu '%.*s' '%.*s' %lld %zu '%.*s'\n",
		(unsigned long long)record->line, (int)a->id.len, a->id.at, (int)a->title.len,
		a->title.at, (long long)a->published, a->text.len,
		(int)(a->text.len < 40 ? a->text.len : 40), a->text.at);
}

static int log_complaint(void *ctx, const struct nd_complaint *complaint)
{
	fprintf(((struct log *)ctx)->out, "complaint %llu %d %s\n",
		(unsigned long long)complaint->line, complaint->skipped, complaint->message);
	return 0;
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct log *const log = ctx;

	if (record->article.text.len == UNLUCKY)
		return log_complaint(ctx, &(struct nd_complaint){ record->file, record->line, REFUSAL, 1 });
	log_record(log, record);
	return log->stop_after && --log->stop_after == 0;
}

/* A batch: the log of each record, and where it is. */
struct batch {
	struct log *to;
	char *line[100000];
	struct nd_reread_place place[100000];
	size_t n;
};

static void *open_batch(void *ctx)
{
	struct batch *const batch = calloc(1, sizeof(*batch));

	if (batch)
		batch->to = ctx;
	return batch;
}

static void close_batch(void *ctx)
{
	struct batch *const batch = ctx;

	while (batch->n)	/* what was never taken: reading stopped before */
		free(batch->line[--batch->n]);
	free(batch);
}

static enum nd_status add(void *ctx, const struct nd_record *record, struct nd_error *err)
{
	struct batch *const batch = ctx;
	struct log one;

	log_open(&one);
	log_record(&one, record);
	fclose(one.out);
	if (record->article.text.len == UNLUCKY) {
		free(one.text);
		snprintf(err->message, sizeof(err->message), REFUSAL);
		return err->status = ND_EINVAL;
	}
	batch->line[batch->n] = one.text;
	batch->place[batch->n++] = (struct nd_reread_place){
		record->again ? record->file : NULL, record->offset,
		(uint32_t)record->raw.len, record->line,
	};
	return ND_OK;
}

static int is_the_same(void *ctx, const struct nd_record *record)
{
	struct log one;

	log_open(&one);
	log_record(&one, record);
	fclose(one.out);
	REQUIRE(!strcmp(one.text, ctx));
	free(one.text);
	return 0;
}

static void read_again(const struct batch *batch)
{
	const struct nd_input_options opt = { 0 };
	struct nd_rereader *const reader = nd_rereader_open(&opt);

	for (size_t i = 0; i < batch->n; i += 1 + batch->n / 50) {
		REQUIRE(batch->place[i].file != NULL);
		REQUIRE(nd_rereader_read(reader, &batch->place[i], is_the_same, batch->line[i],
				      NULL) == ND_OK);
	}
	nd_rereader_close(reader);
}

static int take_batch(void *ctx, const struct nd_held *held, size_t n)
{
	struct batch *const batch = ctx;
	size_t told = 0;

	read_again(batch);
	for (size_t i = 0; i <= batch->n; i++) {
		for (; told < n && held[told].before <= i; told++)
			log_complaint(batch->to, &held[told].complaint);
		if (i < batch->n) {
			fputs(batch->line[i], batch->to->out);
			free(batch->line[i]);
		}
	}
	REQUIRE(told == n);
	batch->n = 0;
	return batch->to->stop_after && --batch->to->stop_after == 0;
}

/* What is told of the bytes; threads 0: one by one. */
static char *read_with(const char *path, unsigned threads, size_t max_record, int stop_after,
		       enum nd_status *status)
{
	struct log log;
	const struct nd_input_options opt = { .max_record = max_record };
	const struct nd_input_crew crew = { threads, open_batch, add, take_batch, close_batch, &log };
	const struct nd_input_sink sink = { on_record, log_complaint, &log, threads ? &crew : NULL };

	log_open(&log);
	log.stop_after = stop_after;
	*status = nd_input_read(path, &opt, &sink, NULL);
	fclose(log.out);
	return log.text;
}

/* One record of some length, good or not; returns its bytes. */
static size_t put_record(char *to, uint64_t *random)
{
	static const char *const broken[] = { "", "  ", "{", "{\"text\":1}\r", "no json", "{\"text\":\"\xff\"}",
					      "{\"text\":\"\",\"title\":\"t\"}", "{\"text\":\"x\",\"date\":\"?\"}" };
	const size_t kind = next_random(random) % 12;
	size_t n;

	if (kind < sizeof(broken) / sizeof(*broken))
		return (size_t)sprintf(to, "%s\n", broken[kind]);
	n = (size_t)sprintf(to, "%s{\"title\":\"t\\u00e4 %u\",\"text\":\"", kind == 8 ? "\t" : "",
			    (unsigned)(next_random(random) % 1000));
	for (size_t len = UNLUCKY + next_random(random) % (kind == 9 ? 60000 : kind == 10 ? 3 : 3000); len; len--)
		to[n++] = "abcdefg hij"[next_random(random) % 11];
	return n + (size_t)sprintf(to + n, "\"}\n");
}

/* A file of about so many bytes; returns its descriptor. */
static int make_file(size_t bytes, uint64_t seed, int ends, char path[64])
{
	static char record[70000];
	const int fd = memfd_create("lines", 0);
	uint64_t random = seed;
	size_t n = 0;

	REQUIRE(fd >= 0);
	REQUIRE(write(fd, "\xef\xbb\xbf{\"text\":\"first\"}\n", 20) == 20);
	while (n < bytes) {
		const size_t len = put_record(record, &random);

		REQUIRE(write(fd, record, len) == (ssize_t)len);
		n += len;
	}
	if (!ends)
		REQUIRE(write(fd, "{\"text\":\"the last\"}", 19) == 19);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void same(const char *one, const char *many)
{
	size_t line = 0;

	for (size_t i = 0; one[i] || many[i]; i++) {
		if (one[i] != many[i])
			ck_abort_msg("one '%.100s', many '%.100s'", one + line, many + line);
		line = one[i] == '\n' ? i + 1 : line;
	}
}

static const size_t sizes[] = { 0, 100, 5000, 1048000, 1050000, 3000000, 9000000 };

START_TEST(threads_tell_what_one_tells)
{
	char path[64];
	const int fd = make_file(sizes[_i], (uint64_t)_i + 1, _i & 1, path);
	static const size_t most[] = { 0, 40000, 1000, 200 };

	for (size_t m = 0; m < 4; m++) {
		enum nd_status status;
		char *const one = read_with(path, 0, most[m], 0, &status);

		ck_assert_int_eq(status, ND_OK);
		for (unsigned threads = 1; threads <= 4; threads++) {
			char *const many = read_with(path, threads, most[m], 0, &status);

			ck_assert_int_eq(status, ND_OK);
			same(one, many);
			free(many);
		}
		free(one);
	}
	close(fd);
}
END_TEST

/* A line of several blocks is read, or dropped if that is more than a record may have. */
START_TEST(lines_of_several_blocks)
{
	const size_t n = 5 << 20;
	char *const line = malloc(n + 100), path[64];
	const int fd = memfd_create("long", 0);

	for (int broken = 0; broken < 2; broken++) {
		size_t len = (size_t)sprintf(line, "{\"text\":\"");

		memset(line + len, 'a', n);
		len += n;
		len += (size_t)sprintf(line + len, broken ? "\n" : "\"}\n");
		REQUIRE(write(fd, line, len) == (ssize_t)len);
		REQUIRE(write(fd, "{\"text\":\"short\"}\n", 17) == 17);
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (size_t most = 0; most < 4 << 20; most += (2 << 20) - 1) {
		enum nd_status status;
		char *const one = read_with(path, 0, most, 0, &status);

		for (unsigned threads = 1; threads <= 3; threads++) {
			char *const many = read_with(path, threads, most, 0, &status);

			ck_assert_int_eq(status, ND_OK);
			same(one, many);
			free(many);
		}
		free(one);
	}
	free(line);
	close(fd);
}
END_TEST

START_TEST(stopping_tells_a_beginning)
{
	char path[64];
	const int fd = make_file(9000000, 3, 1, path);
	enum nd_status status;
	char *const whole = read_with(path, 0, 0, 0, &status);

	for (unsigned threads = 1; threads <= 3; threads++) {
		char *const part = read_with(path, threads, 0, 2, &status);

		ck_assert_int_eq(status, ND_ESTOPPED);
		ck_assert_uint_lt(strlen(part), strlen(whole));
		ck_assert(!strncmp(part, whole, strlen(part)));
		free(part);
	}
	free(whole);
	close(fd);
}
END_TEST

/* What add() says of a record when there is no room for it. */
static enum nd_status no_room(void *ctx, const struct nd_record *record, struct nd_error *err)
{
	(void)ctx;
	(void)record;
	snprintf(err->message, sizeof(err->message), "no room");
	return err->status = ND_ENOMEM;
}

START_TEST(a_failure_is_told_as_it_was)
{
	char path[64];
	const int fd = make_file(100000, 4, 1, path);
	struct log log;

	for (unsigned threads = 1; threads <= 3; threads++) {
		const struct nd_input_options opt = { 0 };
		const struct nd_input_crew crew = {
			threads, open_batch, no_room, take_batch, close_batch, &log,
		};
		const struct nd_input_sink sink = { on_record, log_complaint, &log, &crew };
		struct nd_error err;

		log_open(&log);
		ck_assert_int_eq(nd_input_read(path, &opt, &sink, &err), ND_ENOMEM);
		ck_assert_str_eq(err.message, "no room");
		fclose(log.out);
		free(log.text);
	}
	close(fd);
}
END_TEST

static int ignore(void *ctx, const struct nd_record *record)
{
	(void)ctx;
	(void)record;
	return 0;
}

START_TEST(what_is_gone_cannot_be_read_again)
{
	const struct nd_input_options opt = { 0 };
	struct nd_rereader *const reader = nd_rereader_open(&opt);
	char path[64];
	const int fd = make_file(1000, 3, 1, path);
	const struct nd_reread_place behind = { path, 1 << 20, 100, 1 }, middle = { path, 5, 10, 1 },
		nowhere = { "/nonexistent/file", 0, 1, 1 };
	struct nd_error err;

	ck_assert_int_eq(nd_rereader_read(reader, &behind, ignore, NULL, &err), ND_EIO);
	ck_assert_ptr_nonnull(strstr(err.message, "has become shorter while it was read"));
	ck_assert_int_eq(nd_rereader_read(reader, &middle, ignore, NULL, &err), ND_EIO);
	ck_assert_ptr_nonnull(strstr(err.message, "has changed while it was read"));
	ck_assert_int_eq(nd_rereader_read(reader, &nowhere, ignore, NULL, &err), ND_EIO);
	ck_assert_ptr_nonnull(strstr(err.message, "cannot open '/nonexistent/file' again"));
	nd_rereader_close(reader);
	nd_rereader_close(NULL);
	close(fd);
}
END_TEST

Suite *suite_input_blocks(void)
{
	Suite *const suite = suite_create("input/blocks");
	TCase *const tcase = tcase_create("blocks");

	tcase_set_timeout(tcase, 600);
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, threads_tell_what_one_tells, 0, COUNT(sizes));
	tcase_add_test(tcase, lines_of_several_blocks);
	tcase_add_test(tcase, stopping_tells_a_beginning);
	tcase_add_test(tcase, a_failure_is_told_as_it_was);
	tcase_add_test(tcase, what_is_gone_cannot_be_read_again);
	return suite;
}
