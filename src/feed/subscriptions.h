/*
 * subscriptions.h - the feeds that are polled, and what is known of each
 *
 * A feed is looked at every 'interval' seconds; one that fails after twice as
 * long each time, up to a day, or when its server asks for.  What is known is
 * kept in a file, a line a feed with tabs between: address, ETag,
 * Last-Modified, time of the next look, failures in a row.
 */
#ifndef ND_FEED_SUBSCRIPTIONS_H
#define ND_FEED_SUBSCRIPTIONS_H

#include <stdint.h>

#include "base/array.h"
#include "feed/fetch.h"

#define ND_URL_MAX 2048	/* bytes of an address */

struct nd_subscription {
	char *url, *etag, *modified;	/* the last two may be "" */
	int64_t next;			/* seconds since 1970: not before */
	unsigned failures;		/* in a row */
	int wanted;			/* is it asked for in this run? */
};

struct nd_subscriptions {
	struct nd_array list;		/* struct nd_subscription */
};
#define ND_SUBSCRIPTIONS_INIT { ND_ARRAY_INIT(struct nd_subscription, 1000000) }
void nd_subscriptions_release(struct nd_subscriptions *all);

/*
 * Read what was kept.  A file that is not there is none; a line that is not
 * understood is left out: its feed is then looked at anew.
 */
enum nd_status nd_subscriptions_read(struct nd_subscriptions *all, const char *path,
				     struct nd_error *err);
/* Write it beside the path and rename it: the file is whole or the old one. */
enum nd_status nd_subscriptions_write(const struct nd_subscriptions *all, const char *path,
				      struct nd_error *err);

/* A feed is wanted.  ND_EINVAL: that is no address of the web. */
enum nd_status nd_subscribe(struct nd_subscriptions *all, const char *url, struct nd_error *err);

/* The feeds that an OPML file lists are wanted.  ND_EIO, ND_EFORMAT: it is no such file. */
enum nd_status nd_subscribe_opml(struct nd_subscriptions *all, const char *path,
				 struct nd_error *err);

/* Note how a look at a feed went.  ND_ENOMEM: as it was. */
enum nd_status nd_subscription_note(struct nd_subscription *one, const struct nd_fetched *fetched,
				    int64_t now, unsigned interval);

#endif
