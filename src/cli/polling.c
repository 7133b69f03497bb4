/*
 * polling.c - look at the feeds that are due, feed their articles, wait
 *
 * What is known of the feeds is kept in the store's folder, and written after
 * their articles are durable: a crash in between only means that the same
 * document is asked for again.
 */
#include "cli/polling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/answers.h"
#include "cli/message.h"
#include "feed/subscriptions.h"

#define NAP_SECONDS 5	/* between two looks at the clock */

struct polling {
	struct stock *stock;
	struct answers answers;
	struct nd_subscriptions feeds;
	char path[4096];		/* where what is known of them is kept */
	size_t *due;			/* indexes of those that are being looked at */
	const char *url;		/* of the one whose articles are read */
	char id[ND_URL_MAX + ND_ID_MAX + 32];
	uint64_t troubles;
	int failed;			/* the store or the output is at its end */
};

int polling_wanted(const struct settings *settings)
{
	return settings->urls.n || settings->opml;
}

static struct nd_subscription *feed_at(const struct polling *polling, size_t i)
{
	return (struct nd_subscription *)polling->feeds.list.items + i;
}

/* Was the id made of file and line, because the item has neither guid nor link? */
static int is_made_up(const struct polling *polling, struct nd_text id)
{
	const size_t len = strlen(polling->url);

	return id.len > len && !memcmp(id.at, polling->url, len) && id.at[len] == ':';
}

static int begins_with(struct nd_text text, const char *prefix)
{
	return text.len >= strlen(prefix) && !memcmp(text.at, prefix, strlen(prefix));
}

/* Can the id be that of one article only, in all feeds? */
static int is_universal(struct nd_text id)
{
	return memmem(id.at, id.len, "://", 3) || begins_with(id, "tag:") ||
	       begins_with(id, "urn:");
}

/* The id of an item in this store: "17" is another article in every feed. */
static struct nd_text make_id(struct polling *polling, const struct nd_article *article)
{
	int n;

	if (is_made_up(polling, article->id)) {
		const uint64_t hash = nd_hash_bytes(article->text.at, article->text.len,
						    nd_hash_bytes(article->title.at,
								  article->title.len, 0));

		n = snprintf(polling->id, sizeof(polling->id), "%s#%016llx", polling->url,
			     (unsigned long long)hash);
	} else if (is_universal(article->id)) {
		return article->id;
	} else {
		n = snprintf(polling->id, sizeof(polling->id), "%s#%.*s", polling->url,
			     (int)article->id.len, article->id.at);
	}
	return (struct nd_text){ polling->id, (size_t)n < ND_ID_MAX ? (size_t)n : ND_ID_MAX };
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct polling *const polling = ctx;
	struct nd_record named = *record;

	named.article.id = make_id(polling, &record->article);
	polling->failed = answers_add(&polling->answers, &named) ||
			  answers_settle(&polling->answers, 0);
	return polling->failed;
}

static int on_complaint(void *ctx, const struct nd_complaint *complaint)
{
	struct polling *const polling = ctx;

	return intake_complain(&polling->stock->intake, complaint);
}

/* Feed what a document holds. */
static void read_document(struct polling *polling, const struct nd_subscription *feed,
			  struct nd_text body)
{
	const struct nd_input_sink sink = { on_record, on_complaint, polling, NULL };
	struct nd_error err = { .status = ND_OK };
	enum nd_status status;

	polling->url = feed->url;
	status = nd_input_read_bytes(feed->url, body, NULL, &sink, &err);
	if (status != ND_OK && status != ND_ESTOPPED) {
		message("%s: %s", feed->url, err.message);
		polling->troubles++;
	}
	if (!polling->failed)
		polling->failed = answers_settle(&polling->answers, 1);
}

static int on_fetched(void *ctx, const struct nd_fetched *fetched)
{
	struct polling *const polling = ctx;
	struct nd_subscription *const feed = feed_at(polling, polling->due[fetched->index]);

	progress_clear(&polling->stock->progress);
	if (fetched->trouble) {
		message("%s: %s", feed->url, fetched->trouble);
		polling->troubles++;
	} else if (fetched->status == 200) {
		read_document(polling, feed, fetched->body);
	}
	if (!polling->failed && nd_subscription_note(feed, fetched, (int64_t)time(NULL),
						     polling->stock->settings->interval) != ND_OK) {
		message("%s", nd_status_text(ND_ENOMEM));
		polling->failed = 1;
	}
	return polling->failed;
}

/* Look at the feeds that are due; *n becomes how many there were. */
static enum nd_status look(struct polling *polling, size_t *n, struct nd_error *err)
{
	const struct nd_fetch_limits limits = ND_FETCH_LIMITS;
	const size_t all = polling->feeds.list.n;
	const int64_t now = (int64_t)time(NULL);
	struct nd_fetch *const wishes = nd_calloc(all, sizeof(*wishes));
	enum nd_status status = ND_OK;

	*n = 0;
	polling->due = nd_calloc(all, sizeof(*polling->due));
	if (!wishes || !polling->due)
		status = nd_fail_memory(err);
	for (size_t i = 0; i < all && status == ND_OK; i++) {
		const struct nd_subscription *const feed = feed_at(polling, i);

		/* a next look that is far away: the clock was set back meanwhile */
		if (!feed->wanted || (feed->next > now && feed->next <= now + 2 * 86400))
			continue;
		wishes[*n] = (struct nd_fetch){ feed->url, feed->etag, feed->modified };
		polling->due[(*n)++] = i;
	}
	if (status == ND_OK && *n)
		status = nd_fetch_all(wishes, *n, &limits, on_fetched, polling, err);
	if (*n && status == ND_OK)
		status = nd_subscriptions_write(&polling->feeds, polling->path, err);
	free(wishes);
	free(polling->due);
	return status;
}

static enum nd_status subscribe(struct polling *polling, const char *store, struct nd_error *err)
{
	const struct settings *const settings = polling->stock->settings;
	enum nd_status status;

	snprintf(polling->path, sizeof(polling->path), "%s/feeds", store);
	status = nd_subscriptions_read(&polling->feeds, polling->path, err);
	for (size_t i = 0; i < settings->urls.n && status == ND_OK; i++)
		status = nd_subscribe(&polling->feeds, settings->urls.at[i], err);
	if (status == ND_OK && settings->opml)
		status = nd_subscribe_opml(&polling->feeds, settings->opml, err);
	return status;
}

static enum nd_status poll_feeds(struct polling *polling, struct nd_error *err)
{
	enum nd_status status;
	size_t n;

	do {
		status = look(polling, &n, err);
		if (status == ND_OK && !polling->stock->settings->once && !n) {
			if (answers_settle(&polling->answers, 1))
				return ND_ESTOPPED;
			sleep(NAP_SECONDS);
		}
	} while (status == ND_OK && !polling->stock->settings->once);
	return status;
}

enum exit_code feed_urls(struct stock *stock)
{
	struct polling polling = { .stock = stock, .feeds = ND_SUBSCRIPTIONS_INIT };
	struct nd_error err = { .status = ND_OK };
	enum exit_code code = EXIT_DONE;
	enum nd_status status;

	answers_open(&polling.answers, stock);
	status = subscribe(&polling, stock->settings->files[0], &err);
	if (status == ND_OK)
		status = poll_feeds(&polling, &err);
	if (polling.failed || status == ND_ESTOPPED)
		code = EXIT_TROUBLE;
	else if (status != ND_OK)
		code = stock_failed(stock, &err);
	else
		answers_summary(&polling.answers);
	if (code == EXIT_DONE && polling.troubles)
		code = EXIT_TROUBLE;
	answers_close(&polling.answers);
	nd_subscriptions_release(&polling.feeds);
	return code;
}
