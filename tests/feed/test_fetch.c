/* test_fetch.c - what servers do, and that none stops the others */
#include <stdio.h>

#include "feed/fetch.h"
#include "feed/server.h"
#include "testing.h"

/* Small bounds, so that the tests are over soon, and time enough for a busy machine. */
static const struct nd_fetch_limits limits = { 5, 5, 1 << 20, 5, 16, 16 };

struct outcome {
	long status;
	size_t bytes;
	char etag[ND_FETCH_HEADER], modified[ND_FETCH_HEADER], trouble[200];
	long retry_after;
	int calls;
};

static int note(void *ctx, const struct nd_fetched *fetched)
{
	struct outcome *const one = (struct outcome *)ctx + fetched->index;

	one->status = fetched->status;
	one->bytes = fetched->body.len;
	one->retry_after = fetched->retry_after;
	one->calls++;
	snprintf(one->etag, sizeof(one->etag), "%s", fetched->etag);
	snprintf(one->modified, sizeof(one->modified), "%s", fetched->modified);
	snprintf(one->trouble, sizeof(one->trouble), "%s", fetched->trouble ? fetched->trouble : "");
	return 0;
}

START_TEST(no_server_stops_the_others)
{
	static const char *const paths[] = {
		"/slow", "/silent", "/endless", "/bomb", "/loop", "/file", "/busy", "/nowhere",
		"/moved", "/ok",
	};
	struct server *const server = server_start();
	struct nd_fetch wishes[COUNT(paths) + 1];
	struct outcome out[COUNT(paths) + 1] = { { 0 } };
	struct nd_error err;

	for (size_t i = 0; i < COUNT(paths); i++)
		wishes[i] = (struct nd_fetch){ server_url(server, paths[i]), NULL, NULL };
	wishes[COUNT(paths)] = (struct nd_fetch){ "http://127.0.0.1:1/", NULL, NULL };
	ck_assert_int_eq(nd_fetch_all(wishes, COUNT(wishes), &limits, note, out, &err), ND_OK);
	for (size_t i = 0; i < COUNT(wishes); i++) {
		ck_assert_int_eq(out[i].calls, 1);
		ck_assert_msg(!*out[i].trouble == (i == 8 || i == 9), "%zu: %s", i, out[i].trouble);
	}
	ck_assert_ptr_nonnull(strstr(out[2].trouble, "more than 1048576 bytes"));
	ck_assert_ptr_nonnull(strstr(out[3].trouble, "more than 1048576 bytes"));
	ck_assert_ptr_nonnull(strstr(out[4].trouble, "redirects"));
	ck_assert_ptr_nonnull(strstr(out[5].trouble, "rotocol"));
	ck_assert_int_eq(out[6].retry_after, 7200);
	ck_assert_ptr_nonnull(strstr(out[7].trouble, "404"));
	ck_assert_uint_gt(out[8].bytes, 500);
	ck_assert_str_eq(out[9].etag, "\"v1\"");
	ck_assert_str_eq(out[9].modified, "Mon, 04 Mar 2024 10:00:00 GMT");
	server_stop(server);
}
END_TEST

START_TEST(what_is_known_is_not_sent_again)
{
	struct server *const server = server_start();
	struct nd_fetch wish = { server_url(server, "/ok"), "\"v1\"", NULL };
	struct outcome out = { 0 };

	ck_assert_int_eq(nd_fetch_all(&wish, 1, &limits, note, &out, NULL), ND_OK);
	ck_assert_int_eq(out.status, 304);
	ck_assert_str_eq(out.trouble, "");
	ck_assert_uint_eq(out.bytes, 0);
	wish.etag = "\"v0\"";
	ck_assert_int_eq(nd_fetch_all(&wish, 1, &limits, note, &out, NULL), ND_OK);
	ck_assert_int_eq(out.status, 200);
	server_stop(server);
}
END_TEST

static int stop_at_once(void *ctx, const struct nd_fetched *fetched)
{
	(void)fetched;
	++*(int *)ctx;
	return 1;
}

START_TEST(a_callback_may_stop_it)
{
	struct server *const server = server_start();
	const struct nd_fetch wishes[] = {
		{ server_url(server, "/ok"), NULL, NULL }, { server_url(server, "/two"), NULL, NULL },
	};
	int calls = 0;

	ck_assert_int_eq(nd_fetch_all(wishes, 2, &limits, stop_at_once, &calls, NULL), ND_ESTOPPED);
	ck_assert_int_eq(calls, 1);
	server_stop(server);
}
END_TEST

Suite *suite_feed_fetch(void)
{
	Suite *const suite = suite_create("feed/fetch");
	TCase *const tcase = only_case(suite, "feed/fetch");

	tcase_add_test(tcase, no_server_stops_the_others);
	tcase_add_test(tcase, what_is_known_is_not_sent_again);
	tcase_add_test(tcase, a_callback_may_stop_it);
	return suite;
}
