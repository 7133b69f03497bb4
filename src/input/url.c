/* url.c - libxml2 resolves references */
#include "input/url.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/uri.h>

#include "input/utf8.h"

#define LONGEST ((size_t)8192)	/* bytes */

int nd_url_is_absolute(struct nd_text url)
{
	return (url.len > 7 && !memcmp(url.at, "http://", 7)) ||
	       (url.len > 8 && !memcmp(url.at, "https://", 8));
}

struct nd_text nd_url_absolute(struct nd_text url, struct nd_text base, struct nd_arena *arena)
{
	const int fits = url.len && url.len < LONGEST && base.len && base.len < LONGEST;
	char *const relative = fits ? strndup(url.at, url.len) : NULL;
	char *const from = fits ? strndup(base.at, base.len) : NULL;
	xmlChar *built = NULL;

	if (relative && from)
		built = xmlBuildURI((const xmlChar *)relative, (const xmlChar *)from);
	if (built) {
		const struct nd_text text = { (const char *)built, strlen((const char *)built) };
		/* libxml2 resolves %E4 in the name of a host */
		const char *const copy = nd_utf8_valid(text) == text.len
					 ? nd_arena_copy(arena, text.at, text.len) : NULL;
		if (copy && text.len)
			url = (struct nd_text){ copy, text.len };
	}
	xmlFree(built);
	free(relative);
	free(from);
	return url;
}

struct nd_text nd_url_host(struct nd_text url)
{
	const char *const end = url.at + url.len;
	struct nd_text host = { "", 0 };

	if (!nd_url_is_absolute(url))
		return host;
	host.at = (const char *)memchr(url.at, ':', url.len) + 3;
	while (host.at + host.len < end && host.at[host.len] && !strchr("/:?#@", host.at[host.len]))
		host.len++;
	if (host.len > 4 && !memcmp(host.at, "www.", 4))
		host = (struct nd_text){ host.at + 4, host.len - 4 };
	return host;
}
