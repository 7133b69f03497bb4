/* subscriptions.c - the list of feeds, read, written and kept */
#include "feed/subscriptions.h"

#include <errno.h>
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DAY		86400
#define OPML_DEPTH	64	/* outlines within outlines */

static void release(struct nd_subscription *one)
{
	free(one->url);
	free(one->etag);
	free(one->modified);
}

void nd_subscriptions_release(struct nd_subscriptions *all)
{
	for (size_t i = 0; i < all->list.n; i++)
		release((struct nd_subscription *)all->list.items + i);
	nd_array_release(&all->list);
}

static struct nd_subscription *find(const struct nd_subscriptions *all, const char *url)
{
	struct nd_subscription *const one = all->list.items;

	for (size_t i = 0; i < all->list.n; i++)
		if (!strcmp(one[i].url, url))
			return &one[i];
	return NULL;
}

static enum nd_status add(struct nd_subscriptions *all, struct nd_subscription one,
			  const char *url, const char *etag, const char *modified)
{
	one.url = strdup(url);
	one.etag = strdup(etag);
	one.modified = strdup(modified);
	if (one.url && one.etag && one.modified && nd_array_append(&all->list, &one, 1))
		return ND_OK;
	release(&one);
	return ND_ENOMEM;
}

/* Take one line apart at its tabs; 0: there are not five fields. */
static int take_apart(char *line, char *fields[5])
{
	for (int i = 0; i < 5; i++) {
		fields[i] = line;
		line = line ? strpbrk(line, "\t\n") : NULL;
		if (!line)
			return 0;
		*line++ = '\0';
	}
	return 1;
}

enum nd_status nd_subscriptions_read(struct nd_subscriptions *all, const char *path,
				     struct nd_error *err)
{
	FILE *const in = fopen(path, "re");
	char *line = NULL, *fields[5], text[ND_ERRNO_TEXT];
	size_t room = 0;
	enum nd_status status = ND_OK;

	if (!in && errno == ENOENT)
		return ND_OK;
	if (!in)
		return nd_fail(err, ND_EIO, "cannot read '%s': %s", path, nd_errno_text(text, errno));
	while (status == ND_OK && getline(&line, &room, in) > 0) {
		const struct nd_subscription one = { .wanted = 0 };

		if (!take_apart(line, fields) || find(all, fields[0]))
			continue;
		status = add(all, one, fields[0], fields[1], fields[2]);
		if (status == ND_OK) {
			struct nd_subscription *const added = find(all, fields[0]);

			added->next = strtoll(fields[3], NULL, 10);
			added->failures = (unsigned)strtoul(fields[4], NULL, 10);
		}
	}
	free(line);
	fclose(in);
	return status == ND_OK ? ND_OK : nd_fail_memory(err);
}

enum nd_status nd_subscriptions_write(const struct nd_subscriptions *all, const char *path,
				      struct nd_error *err)
{
	const struct nd_subscription *const one = all->list.items;
	char beside[4200], text[ND_ERRNO_TEXT];
	FILE *out;
	int ok;

	snprintf(beside, sizeof(beside), "%s.new", path);
	out = fopen(beside, "we");
	for (size_t i = 0; out && i < all->list.n; i++)
		fprintf(out, "%s\t%s\t%s\t%lld\t%u\n", one[i].url, one[i].etag, one[i].modified,
			(long long)one[i].next, one[i].failures);
	ok = out && !fflush(out) && !fsync(fileno(out));
	if (out && fclose(out))
		ok = 0;
	if (ok && !rename(beside, path))
		return ND_OK;
	nd_fail(err, ND_EIO, "cannot write '%s': %s", path, nd_errno_text(text, errno));
	unlink(beside);
	return ND_EIO;
}

enum nd_status nd_subscribe(struct nd_subscriptions *all, const char *url, struct nd_error *err)
{
	struct nd_subscription *const there = find(all, url);
	const struct nd_subscription one = { .wanted = 1 };

	if (there) {
		there->wanted = 1;
		return ND_OK;
	}
	if (strlen(url) > ND_URL_MAX || strpbrk(url, "\t\n\r ") ||
	    (strncasecmp(url, "http://", 7) && strncasecmp(url, "https://", 8)))
		return nd_fail(err, ND_EINVAL, "'%.200s' is no address of http or https", url);
	return add(all, one, url, "", "") == ND_OK ? ND_OK : nd_fail_memory(err);
}

/* The address of the element the reader stands on goes to the list, if it has one. */
static enum nd_status take_outline(struct nd_subscriptions *all, xmlTextReader *reader,
				   struct nd_error *err)
{
	char *const url = (char *)xmlTextReaderGetAttribute(reader, (const xmlChar *)"xmlUrl");
	enum nd_status status = ND_OK;

	if (url && *url)
		status = nd_subscribe(all, url, err);
	xmlFree(url);
	return status;
}

enum nd_status nd_subscribe_opml(struct nd_subscriptions *all, const char *path,
				 struct nd_error *err)
{
	/* no entity is expanded, nothing is fetched */
	xmlTextReader *const reader = xmlReaderForFile(path, NULL, XML_PARSE_NONET |
						       XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	char text[ND_ERRNO_TEXT];
	enum nd_status status = ND_OK;
	int is_opml = 0, more;

	if (!reader)
		return nd_fail(err, ND_EIO, "cannot read '%s': %s", path,
			       nd_errno_text(text, errno ? errno : EIO));
	while ((more = xmlTextReaderRead(reader)) == 1 && status == ND_OK) {
		const char *const name = (const char *)xmlTextReaderConstLocalName(reader);

		if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT || !name)
			continue;
		if (xmlTextReaderDepth(reader) > OPML_DEPTH)
			status = nd_fail(err, ND_EFORMAT, "'%s' nests deeper than %d", path,
					 OPML_DEPTH);
		else if (!strcasecmp(name, "opml"))
			is_opml = 1;
		else if (is_opml && !strcasecmp(name, "outline"))
			status = take_outline(all, reader, err);
	}
	xmlFreeTextReader(reader);
	if (status == ND_OK && (!is_opml || more < 0))
		return nd_fail(err, ND_EFORMAT, "'%s' is not OPML", path);
	return status;
}

enum nd_status nd_subscription_note(struct nd_subscription *one, const struct nd_fetched *fetched,
				    int64_t now, unsigned interval)
{
	char *etag, *modified;
	int64_t wait = interval;

	if (fetched->trouble) {
		one->failures++;
		for (unsigned i = 0; i < one->failures && wait < DAY; i++)
			wait *= 2;
	} else {
		one->failures = 0;
	}
	if (fetched->retry_after > wait)
		wait = fetched->retry_after;
	one->next = now + (wait < DAY ? wait : DAY);
	if (fetched->trouble || fetched->status != 200)
		return ND_OK;
	etag = strdup(strpbrk(fetched->etag, "\t\n") ? "" : fetched->etag);
	modified = strdup(strpbrk(fetched->modified, "\t\n") ? "" : fetched->modified);
	if (!etag || !modified) {
		free(etag);
		free(modified);
		return ND_ENOMEM;
	}
	free(one->etag);
	free(one->modified);
	one->etag = etag;
	one->modified = modified;
	return ND_OK;
}
