/* test_trouble.c - kills, full disks, damage, other versions, two writers, clocks */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/shelf.h"
#include "store/store.h"

START_TEST(one_process_writes)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_store *store, *other;
	struct nd_error err;
	struct shelf shelf;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	how.write = 1;
	ck_assert_int_eq(nd_store_open(&other, shelf.path, &how, &err), ND_EBUSY);
	ck_assert_ptr_null(other);
	ck_assert_ptr_nonnull(strstr(err.message, "another process is writing"));
	nd_store_close(store);
	store = open_shelf(&shelf, 1, 0);	/* now it is free */
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

/* Write acknowledgements to 'fd' until killed. */
static int acknowledge(void *ctx, const struct nd_answer *answer)
{
	const int fd = *(int *)ctx;
	char line[80];
	const int n = snprintf(line, sizeof(line), "%.*s\n", (int)answer->id.len, answer->id.at);

	return write(fd, line, (size_t)n) != n;
}

static void feed_until_killed(const struct shelf *shelf, int fd, unsigned from, uint32_t group)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_store *store;

	how.write = 1;
	how.commit_every = group;
	if (nd_store_open(&store, shelf->path, &how, NULL) != ND_OK)
		_exit(1);
	store->fresh_most = 24;
	nd_store_on_answer(store, acknowledge, &fd);
	for (unsigned i = from;; i++) {
		const struct nd_article article = feed_article(i);

		if (nd_store_add(store, &article, NULL) != ND_OK)
			_exit(2);
	}
}

/* Read acknowledgements, 'most' of them or to the end; returns one more than the last, or 'last'. */
static unsigned read_some(FILE *in, unsigned last, unsigned most)
{
	unsigned number;

	while (most-- && fscanf(in, "feed-%u\n", &number) == 1)
		last = number + 1;
	return last;
}

/* KILLS in the environment: how often; 'make crash' asks for 200. */
START_TEST(nothing_acknowledged_is_lost_to_a_kill)
{
	const char *const wanted = getenv("KILLS");
	const int kills = wanted ? atoi(wanted) : 25;
	unsigned acknowledged = 0, from = 0;
	uint64_t random = (uint64_t)getpid();
	struct nd_store_info info;
	struct nd_store *store;
	struct shelf shelf;

	shelf_open(&shelf);
	create_shelf(&shelf);
	for (int i = 0; i < kills; i++) {
		int ends[2], how;
		pid_t child;
		FILE *in;

		ck_assert_int_eq(pipe(ends), 0);
		child = fork();
		ck_assert_int_ge(child, 0);
		if (!child)
			feed_until_killed(&shelf, ends[1], from, i % 3 ? 1 : 5);
		close(ends[1]);
		in = fdopen(ends[0], "r");
		/* it is busy with one of the next 30 when it dies, or has just begun */
		acknowledged = read_some(in, acknowledged, (unsigned)(next_random(&random) % 30));
		usleep((useconds_t)(next_random(&random) % 4000));
		kill(child, SIGKILL);
		waitpid(child, &how, 0);
		ck_assert(WIFSIGNALED(how));
		acknowledged = read_some(in, acknowledged, UINT32_MAX);
		fclose(in);
		ck_assert(is_sound(shelf.path));
		store = open_shelf(&shelf, 0, 0);
		ck_assert_int_eq(nd_store_info(store, &info, NULL), ND_OK);
		/* all that were acknowledged, and at most a group that was not */
		ck_assert_uint_ge(info.articles, acknowledged);
		ck_assert_uint_le(info.articles, acknowledged + 5);
		for (unsigned k = from ? from - 1 : 0; k < acknowledged; k++)
			REQUIRE(ask(store, feed_article(k)).news == ND_KNOWN);
		nd_store_close(store);
		/* the feed begins again with what has no answer: it is there once, or comes now */
		from = acknowledged;
	}
	ck_assert_uint_gt(acknowledged, (unsigned)kills * 5);
	shelf_close(&shelf);
}
END_TEST

static void fill(const struct shelf *shelf, unsigned n, uint32_t fresh_most)
{
	struct nd_store *store;

	create_shelf(shelf);
	store = open_shelf(shelf, 1, 0);
	store->fresh_most = fresh_most;
	for (unsigned i = 0; i < n; i++)
		add_one(store, feed_article(i));
	nd_store_close(store);
}

START_TEST(a_full_store_loses_nothing)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	enum nd_status status = ND_OK;
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;
	struct said said;
	unsigned n = 0;

	shelf_open(&shelf);
	create_shelf(&shelf);
	how.write = 1;
	how.most_bytes = 1 << 20;
	ck_assert_int_eq(nd_store_open(&store, shelf.path, &how, &err), ND_OK);
	nd_store_on_answer(store, note_answer, &said);
	while (status == ND_OK && n < 2000) {
		const struct nd_article article = feed_article(n);

		status = nd_store_add(store, &article, &err);
		if (status == ND_OK)
			status = nd_store_commit(store, &err);
		n += status == ND_OK;
	}
	ck_assert_int_eq(status, ND_EIO);
	ck_assert_ptr_nonnull(strstr(err.message, "is full"));
	ck_assert_int_eq(nd_store_add(store, &(struct nd_article){ .id = { "x", 1 }, .text = { "y", 1 } },
				      &err), ND_EIO);
	ck_assert_ptr_nonnull(strstr(err.message, "opened again"));
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	store = open_shelf(&shelf, 1, 0);	/* with more room it goes on */
	for (unsigned i = 0; i < n; i++)
		REQUIRE(ask(store, feed_article(i)).news == ND_KNOWN);
	ck_assert_int_eq(add_one(store, feed_article(n)).news == ND_KNOWN, 0);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

/* In a process that may write no file beyond so many bytes: add until it fails; exit 0 if it
 * failed with a message and all that was acknowledged is there. */
static int add_on_a_full_disk(const struct shelf *shelf, rlim_t bytes)
{
	const struct rlimit limit = { bytes, bytes };
	enum nd_status status = ND_OK;
	struct nd_store *store;
	struct nd_error err;
	struct said said;
	unsigned n = 0;

	signal(SIGXFSZ, SIG_IGN);
	store = open_shelf(shelf, 1, 0);
	store->fresh_most = 40;
	nd_store_on_answer(store, note_answer, &said);
	if (setrlimit(RLIMIT_FSIZE, &limit))
		return 1;
	while (status == ND_OK && n < 3000) {
		const struct nd_article article = feed_article(n);

		status = nd_store_add(store, &article, &err);
		if (status == ND_OK)
			status = nd_store_commit(store, &err);
		n += status == ND_OK;
	}
	nd_store_close(store);
	if (status != ND_EIO || (!strstr(err.message, "file too large") &&
				 !strstr(err.message, "disk is full")))
		return 2;
	store = open_shelf(shelf, 0, 0);
	for (unsigned i = 0; i < n; i++)
		if (ask(store, feed_article(i)).news != ND_KNOWN)
			return 3;
	nd_store_close(store);
	return 0;
}

START_TEST(a_full_disk_loses_nothing)
{
	/* the first limit stops the database, the second a file of keys or records */
	static const rlim_t limits[] = { 150 << 10, 600 << 10 };

	for (size_t i = 0; i < COUNT(limits); i++) {
		struct shelf shelf;
		struct nd_store *store;
		int how;
		pid_t child;

		shelf_open(&shelf);
		create_shelf(&shelf);
		child = fork();
		if (!child)
			_exit(add_on_a_full_disk(&shelf, limits[i]));
		waitpid(child, &how, 0);
		ck_assert(WIFEXITED(how));
		ck_assert_int_eq(WEXITSTATUS(how), 0);
		ck_assert(is_sound(shelf.path));
		store = open_shelf(&shelf, 1, 0);
		add_one(store, feed_article(5000));
		nd_store_close(store);
		shelf_close(&shelf);
	}
}
END_TEST

START_TEST(a_folder_that_may_only_be_read)
{
	struct shelf shelf;
	int how;
	pid_t child;

	shelf_open(&shelf);
	fill(&shelf, 40, 16);
	child = fork();
	if (!child) {	/* root may write anywhere: be somebody else */
		struct nd_store_options opt = ND_STORE_OPTIONS_INIT;
		struct nd_store *store;
		struct nd_error err;
		char command[700];

		snprintf(command, sizeof(command), "chmod 755 %s && chmod -R a-w,a+rX %s",
			 shelf.folder, shelf.path);
		if (system(command) || (geteuid() == 0 && setuid(65534)))
			_exit(1);
		opt.write = 1;
		if (nd_store_open(&store, shelf.path, &opt, &err) != ND_EIO ||
		    !strstr(err.message, "cannot write to store"))
			_exit(2);
		store = open_shelf(&shelf, 0, 0);
		_exit(ask(store, feed_article(3)).news == ND_KNOWN ? 0 : 3);
	}
	waitpid(child, &how, 0);
	ck_assert(WIFEXITED(how));
	ck_assert_int_eq(WEXITSTATUS(how), 0);
	ck_assert_int_eq(chmod(shelf.path, 0777), 0);
	shelf_close(&shelf);
}
END_TEST

/* Ask for all articles in a process of its own.  Its end says: 0 all answers are right,
 * 1 an error was told, 2 an answer is wrong, or a signal. */
static int ask_all(const struct shelf *shelf, unsigned n, char *how_it_went, size_t room)
{
	int ends[2], how;
	pid_t child;
	ssize_t got;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (!child) {
		struct nd_store_options opt = ND_STORE_OPTIONS_INIT;
		struct nd_store *store;
		struct nd_error err;
		struct said said;

		nd_die_plainly();
		if (nd_store_open(&store, shelf->path, &opt, &err) != ND_OK)
			_exit(write(ends[1], err.message, strlen(err.message)) > 0);
		for (unsigned i = 0; i < n; i++) {
			const struct nd_article article = feed_article(i);

			if (nd_store_query(store, &article, note_answer, &said, &err) != ND_OK)
				_exit(write(ends[1], err.message, strlen(err.message)) > 0);
			if (said.news != ND_KNOWN)
				_exit(2);
		}
		_exit(0);
	}
	close(ends[1]);
	got = read(ends[0], how_it_went, room - 1);
	how_it_went[got > 0 ? got : 0] = '\0';
	close(ends[0]);
	waitpid(child, &how, 0);
	return WIFEXITED(how) ? WEXITSTATUS(how) : -WTERMSIG(how);
}

/* Copy a folder of plain files. */
static void copy_store(const char *from, const char *to)
{
	char command[1400];

	snprintf(command, sizeof(command), "rm -rf %s && cp -r %s %s", to, from, to);
	ck_assert_int_eq(system(command), 0);
}

/* The files of a store that have bytes. */
static size_t list_files(const char *path, char names[][40], size_t most)
{
	char command[700];
	FILE *in;
	size_t n = 0;

	snprintf(command, sizeof(command), "cd %s && find . -type f -size +0 ! -name lock.mdb | sort",
		 path);
	in = popen(command, "r");
	while (n < most && fscanf(in, "%39s", names[n]) == 1)
		n++;
	pclose(in);
	return n;
}

static void ignore(void *ctx, const char *sentence)
{
	(void)ctx;
	(void)sentence;
}

START_TEST(damage_is_never_an_answer)
{
	enum { ARTICLES = 60 };
	struct shelf good, bad;
	char names[32][40], text[600];
	uint64_t random = 11;
	int told = 0, unharmed = 0;
	size_t n;

	shelf_open(&good);
	shelf_open(&bad);
	fill(&good, ARTICLES, 16);
	n = list_files(good.path, names, COUNT(names));
	ck_assert_uint_gt(n, 4);
	for (int turn = 0; turn < 120; turn++) {
		const char *const name = names[turn % n];
		struct stat about;
		char path[700];
		uint8_t value;
		off_t at;
		int fd, end;

		copy_store(good.path, bad.path);
		snprintf(path, sizeof(path), "%s/%s", bad.path, name);
		fd = open(path, O_RDWR);
		fstat(fd, &about);
		at = (off_t)(next_random(&random) % (uint64_t)about.st_size);
		ck_assert_int_eq(pread(fd, &value, 1, at), 1);
		value ^= (uint8_t)(1 << turn % 8);
		ck_assert_int_eq(pwrite(fd, &value, 1, at), 1);
		if (turn % 5 == 4)
			ck_assert_int_eq(ftruncate(fd, at), 0);
		close(fd);
		end = ask_all(&bad, ARTICLES, text, sizeof(text));
		if (end == 1) {
			told++;
			ck_assert_msg(strstr(text, "damaged") || strstr(text, "cut off") ||
				      strstr(text, "format") || strstr(text, "no store"), "%s", text);
		} else {
			/* a wrong answer never; a process that LMDB's own pages led astray dies */
			ck_assert_msg(end == 0 || (end < 0 && strstr(name, "data.mdb")),
				      "turn %d: %s at %lld ends with %d", turn, name,
				      (long long)at, end);
			unharmed += end == 0;
		}
		if (nd_store_check(bad.path, ignore, NULL, NULL) == ND_OK)
			ck_assert_int_eq(end, 0);
	}
	ck_assert_int_gt(told, 10);
	ck_assert_int_gt(unharmed, 0);
	shelf_close(&good);
	shelf_close(&bad);
}
END_TEST

START_TEST(another_version_is_refused)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_parameters parameters;
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;

	for (int what = 0; what < 3; what++) {
		shelf_open(&shelf);
		create_shelf(&shelf);
		store = open_shelf(&shelf, 1, 0);
		parameters = store->parameters;
		if (what == 0)
			parameters.format = 99;
		else if (what == 1)
			parameters.model++;
		else
			parameters.text++;
		ck_assert_int_eq(nd_ledger_begin(&store->ledger), ND_OK);
		ck_assert_int_eq(nd_ledger_put(&store->ledger, ND_TABLE_STATE, 0, &parameters,
					       sizeof(parameters)), ND_OK);
		ck_assert_int_eq(nd_ledger_commit(&store->ledger), ND_OK);
		nd_store_close(store);
		ck_assert_int_eq(nd_store_open(&store, shelf.path, &how, &err), ND_EVERSION);
		ck_assert_ptr_nonnull(strstr(err.message, what == 0 ? "format 99" :
						    what == 1 ? "event model" : "signatures"));
		shelf_close(&shelf);
	}
}
END_TEST

START_TEST(what_is_no_store_is_refused)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;

	shelf_open(&shelf);
	ck_assert_int_eq(nd_store_open(&store, shelf.path, &how, &err), ND_EIO);
	ck_assert_ptr_nonnull(strstr(err.message, "no such file"));
	ck_assert_int_ne(nd_store_open(&store, shelf.folder, &how, &err), ND_OK);
	ck_assert(!is_sound(shelf.folder));
	shelf_close(&shelf);
}
END_TEST

static int check_when(void *ctx, const struct nd_change *change)
{
	int64_t *const last = ctx;

	ck_assert_int_ge(change->when, *last);
	*last = change->when;
	return 0;
}

START_TEST(a_clock_that_runs_backwards)
{
	const int64_t future = (int64_t)time(NULL) + 86400;
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;
	uint64_t removed;
	int64_t last = 0;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 0);
	store->state.latest = future;	/* as if the clock had been a day ahead */
	for (unsigned i = 0; i < 20; i++)
		add_one(store, feed_article(i));
	ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ "feed-3", 6 }, &err), ND_OK);
	ck_assert_int_eq(nd_store_commit(store, &err), ND_OK);
	nd_store_close(store);
	store = open_shelf(&shelf, 1, 0);
	ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ "feed-4", 6 }, &err), ND_OK);
	ck_assert_int_eq(nd_store_changes(store, 0, check_when, &last, &err), ND_OK);
	ck_assert_int_eq(last, future);
	/* nothing goes before its time */
	ck_assert_int_eq(nd_store_expire(store, 1700000000, &removed, &err), ND_OK);
	ck_assert_uint_eq(removed, 0);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

Suite *suite_store_trouble(void)
{
	Suite *const suite = suite_create("store/trouble");
	TCase *const tcase = only_case(suite, "store/trouble");

	tcase_add_test(tcase, one_process_writes);
	tcase_add_test(tcase, nothing_acknowledged_is_lost_to_a_kill);
	tcase_add_test(tcase, a_full_store_loses_nothing);
	tcase_add_test(tcase, a_full_disk_loses_nothing);
	tcase_add_test(tcase, a_folder_that_may_only_be_read);
	tcase_add_test(tcase, damage_is_never_an_answer);
	tcase_add_test(tcase, another_version_is_refused);
	tcase_add_test(tcase, what_is_no_store_is_refused);
	tcase_add_test(tcase, a_clock_that_runs_backwards);
	return suite;
}
