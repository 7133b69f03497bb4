/* test_subscriptions.c - which feeds are due, kept from run to run; polling as a whole */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/options.h"
#include "feed/server.h"
#include "feed/subscriptions.h"
#include "store/shelf.h"

static void write_file(const char *path, const char *text)
{
	FILE *const out = fopen(path, "w");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
}

START_TEST(what_is_known_is_kept)
{
	struct nd_subscriptions all = ND_SUBSCRIPTIONS_INIT, again = ND_SUBSCRIPTIONS_INIT;
	struct nd_fetched fetched = { .status = 200, .etag = "\"x\"", .modified = "yesterday" };
	struct nd_subscription *one;
	struct shelf shelf;
	char path[400];

	shelf_open(&shelf);
	snprintf(path, sizeof(path), "%s/feeds", shelf.folder);
	ck_assert_int_eq(nd_subscriptions_read(&all, path, NULL), ND_OK);
	ck_assert_int_eq(nd_subscribe(&all, "http://a.example/f", NULL), ND_OK);
	ck_assert_int_eq(nd_subscribe(&all, "https://b.example/", NULL), ND_OK);
	ck_assert_int_eq(nd_subscribe(&all, "http://a.example/f", NULL), ND_OK);
	ck_assert_int_eq(nd_subscribe(&all, "file:///etc/passwd", NULL), ND_EINVAL);
	ck_assert_int_eq(nd_subscribe(&all, "http://a b", NULL), ND_EINVAL);
	ck_assert_uint_eq(all.list.n, 2);
	one = all.list.items;
	ck_assert_int_eq(nd_subscription_note(&one[0], &fetched, 1000, 900), ND_OK);
	ck_assert_int_eq(one[0].next, 1900);
	ck_assert_int_eq(nd_subscriptions_write(&all, path, NULL), ND_OK);
	ck_assert_int_eq(nd_subscriptions_read(&again, path, NULL), ND_OK);
	ck_assert_uint_eq(again.list.n, 2);
	one = again.list.items;
	ck_assert_str_eq(one[0].etag, "\"x\"");
	ck_assert_str_eq(one[0].modified, "yesterday");
	ck_assert_int_eq(one[0].next, 1900);
	ck_assert(!one[0].wanted);
	nd_subscriptions_release(&all);
	nd_subscriptions_release(&again);
	/* what is not understood is left out */
	write_file(path, "http://a.example/\tx\n\n\t\t\t\t\nhttp://b.example/\t\t\t5\t1\nrubbish");
	ck_assert_int_eq(nd_subscriptions_read(&all, path, NULL), ND_OK);
	ck_assert_uint_le(all.list.n, 2);
	nd_subscriptions_release(&all);
	shelf_close(&shelf);
}
END_TEST

START_TEST(failures_are_waited_for_longer_and_longer)
{
	struct nd_subscription one = { .url = strdup("u"), .etag = strdup("e"), .modified = strdup("") };
	struct nd_fetched bad = { .status = 500, .trouble = "the server answers 500" };
	const struct nd_fetched same = { .status = 304 };
	int64_t before = 0;

	for (int i = 0; i < 12; i++) {
		ck_assert_int_eq(nd_subscription_note(&one, &bad, 0, 900), ND_OK);
		ck_assert(one.next >= before && one.next <= 86400);
		before = one.next;
	}
	ck_assert_int_eq(before, 86400);
	ck_assert_str_eq(one.etag, "e");
	ck_assert_int_eq(nd_subscription_note(&one, &same, 0, 900), ND_OK);
	ck_assert_int_eq(one.next, 900);
	ck_assert_str_eq(one.etag, "e");
	bad.retry_after = 7200;
	ck_assert_int_eq(nd_subscription_note(&one, &bad, 0, 900), ND_OK);
	ck_assert_int_eq(one.next, 7200);
	bad.retry_after = 1000000000;
	ck_assert_int_eq(nd_subscription_note(&one, &bad, 0, 900), ND_OK);
	ck_assert_int_eq(one.next, 86400);
	free(one.url);
	free(one.etag);
	free(one.modified);
}
END_TEST

START_TEST(opml_lists_feeds)
{
	static const char *const bad[] = {
		"", "no xml", "<html><outline xmlUrl=\"http://x.example/\"/></html>",
		"<opml><outline xmlUrl=\"http://x.example/\">",
		"<opml><outline xmlUrl=\"gopher://x.example/\"/></opml>",
	};
	struct nd_subscriptions all = ND_SUBSCRIPTIONS_INIT;
	struct shelf shelf;
	struct nd_error err;
	char path[400];

	shelf_open(&shelf);
	snprintf(path, sizeof(path), "%s/list", shelf.folder);
	write_file(path, "<?xml version=\"1.0\"?><opml version=\"2.0\"><body><outline text=\"News\">"
		   "<outline type=\"rss\" text=\"A\" xmlUrl=\"http://a.example/?x=1&amp;y=2\"/>"
		   "<outline text=\"no feed\"/></outline>"
		   "<outline xmlUrl=\"https://b.example/atom\"/></body></opml>");
	ck_assert_int_eq(nd_subscribe_opml(&all, path, &err), ND_OK);
	ck_assert_uint_eq(all.list.n, 2);
	ck_assert_str_eq(((struct nd_subscription *)all.list.items)[0].url, "http://a.example/?x=1&y=2");
	for (size_t i = 0; i < COUNT(bad); i++) {
		write_file(path, bad[i]);
		ck_assert_int_ne(nd_subscribe_opml(&all, path, &err), ND_OK);
	}
	ck_assert_int_eq(nd_subscribe_opml(&all, "/nowhere/at/all", &err), ND_EIO);
	nd_subscriptions_release(&all);
	shelf_close(&shelf);
}
END_TEST

/* Run 'neardup feed' with these arguments; what it prints goes to a file.  Its exit code. */
static int run_feed(const char *output, int argc, const char *const *argv)
{
	int how;
	const pid_t child = fork();

	if (!child) {
		struct settings settings;
		const int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		const int null = open("/dev/null", O_WRONLY);
		int code;

		dup2(out, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		if (settings_parse(&settings, command_named("feed"), argc, argv, NULL) != ND_OK)
			_exit(99);
		code = cmd_feed(&settings);
		fflush(stdout);
		_exit(code);
	}
	waitpid(child, &how, 0);
	return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static size_t count(const char *path, const char *wanted)
{
	static char text[1 << 16];
	FILE *const in = fopen(path, "r");
	size_t n = 0;

	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	fclose(in);
	for (const char *at = text; (at = strstr(at, wanted)); at += strlen(wanted))
		n++;
	return n;
}

START_TEST(feeds_are_polled_into_a_store)
{
	struct server *const server = server_start();
	struct shelf shelf;
	char out[400], feeds[400];
	const char *argv[] = {
		NULL, "--once", "--quiet", "--url", server_url(server, "/ok"), "--url",
		server_url(server, "/two"), "--url", server_url(server, "/broken"), "--url",
		server_url(server, "/loop"), "--url", server_url(server, "/busy"),
	};

	shelf_open(&shelf);
	create_shelf(&shelf);
	argv[0] = shelf.path;
	snprintf(out, sizeof(out), "%s/out", shelf.folder);
	snprintf(feeds, sizeof(feeds), "%s/feeds", shelf.path);
	ck_assert_int_eq(run_feed(out, COUNT(argv), argv), EXIT_TROUBLE);	/* some failed ... */
	ck_assert_uint_eq(count(out, "\"id\":\"http://a.example/"), 3 + 1);	/* ... the others did not */
	ck_assert_uint_eq(count(out, "\"news\":\"copy\""), 1);
	ck_assert_uint_eq(count(out, "/two#1\""), 2);	/* "1" is one article of this feed only */
	ck_assert_uint_eq(count(feeds, "\n"), 5);
	ck_assert_uint_eq(count(feeds, "/ok\t\"v1\"\t"), 1);
	/* nothing is due now */
	ck_assert_int_eq(run_feed(out, COUNT(argv), argv), EXIT_DONE);
	ck_assert_uint_eq(count(out, "{"), 0);
	ck_assert(is_sound(shelf.path));
	server_stop(server);
	shelf_close(&shelf);
}
END_TEST

START_TEST(what_is_due_is_asked_for_with_what_is_known)
{
	struct server *const server = server_start();
	struct shelf shelf;
	char out[400], feeds[400], line[300];
	const char *argv[] = { NULL, "--once", "--quiet", "--url", server_url(server, "/ok") };

	shelf_open(&shelf);
	create_shelf(&shelf);
	argv[0] = shelf.path;
	snprintf(out, sizeof(out), "%s/out", shelf.folder);
	snprintf(feeds, sizeof(feeds), "%s/feeds", shelf.path);
	ck_assert_int_eq(run_feed(out, COUNT(argv), argv), EXIT_DONE);
	ck_assert_uint_gt(count(out, "{"), 0);
	snprintf(line, sizeof(line), "%s\t\"v1\"\t\t0\t0\n", argv[4]);
	write_file(feeds, line);	/* due again */
	ck_assert_int_eq(run_feed(out, COUNT(argv), argv), EXIT_DONE);
	ck_assert_uint_eq(count(out, "{"), 0);	/* 304 */
	snprintf(line, sizeof(line), "%s\t\"old\"\t\t0\t0\n", argv[4]);
	write_file(feeds, line);
	ck_assert_int_eq(run_feed(out, COUNT(argv), argv), EXIT_DONE);
	ck_assert_uint_eq(count(out, "\"news\":\"known\""), 3);
	ck_assert_int_eq(server_requests(server), 3);
	server_stop(server);
	shelf_close(&shelf);
}
END_TEST

Suite *suite_feed_subscriptions(void)
{
	Suite *const suite = suite_create("feed/subscriptions");
	TCase *const tcase = only_case(suite, "feed/subscriptions");

	tcase_add_test(tcase, what_is_known_is_kept);
	tcase_add_test(tcase, failures_are_waited_for_longer_and_longer);
	tcase_add_test(tcase, opml_lists_feeds);
	tcase_add_test(tcase, feeds_are_polled_into_a_store);
	tcase_add_test(tcase, what_is_due_is_asked_for_with_what_is_known);
	return suite;
}
