/*
 * fetch.h - documents from the web, within bounds
 *
 * The open web is hostile: servers that never end, answer a byte a second, send
 * gigabytes as kilobytes of gzip, or send one round in circles.  Every bound is
 * here, and what one server does never stops the others.
 */
#ifndef ND_FEED_FETCH_H
#define ND_FEED_FETCH_H

#include "base/error.h"

struct nd_fetch_limits {
	unsigned connect_seconds;	/* to a connection */
	unsigned seconds;		/* to the last byte */
	size_t bytes;			/* of a document, unpacked */
	unsigned redirects;
	unsigned per_host, at_once;	/* connections */
};
/* A feed of a thousand long items has 5 MB; browsers follow 20 redirects, feeds need 1 or 2. */
#define ND_FETCH_LIMITS { 10, 30, (size_t)16 << 20, 5, 2, 16 }

/* A document that is wanted; strings stay yours. */
struct nd_fetch {
	const char *url;		/* http or https */
	const char *etag, *modified;	/* as the last answer had them, or NULL: send it in any case */
};

#define ND_FETCH_HEADER 512	/* bytes of a header that are kept, its end included */

struct nd_fetched {
	size_t index;			/* of the wish */
	long status;			/* of HTTP, 0: there was no answer */
	struct nd_text body;		/* of 200, good until the callback returns */
	char etag[ND_FETCH_HEADER], modified[ND_FETCH_HEADER]; /* "" where there is none */
	long retry_after;		/* seconds that the server asks for, 0: it does not */
	const char *trouble;		/* why there is neither 200 nor 304, else NULL */
};
/* Return 0 to go on; anything else ends the call with ND_ESTOPPED. */
typedef int nd_on_fetched(void *ctx, const struct nd_fetched *fetched);

/*
 * Fetch n documents at once and tell 'fn' of each as it comes, in this thread.
 * Only http and https, also behind redirects.  ND_ENOMEM, ND_ESTOPPED, or
 * ND_EIO: the library for transfers can not be used.
 */
enum nd_status nd_fetch_all(const struct nd_fetch *wishes, size_t n,
			    const struct nd_fetch_limits *limits, nd_on_fetched *fn, void *ctx,
			    struct nd_error *err);

#endif
