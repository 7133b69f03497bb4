/*
 * url.c - addresses taken apart and put together in one way
 *
 * RFC 3986, section 6.2.2, says what all agree on: case of the host, default
 * port, dot segments, needless escapes.  On top are the habits of news sites:
 * what a link carries to be counted, and what leads to the same article for a
 * telephone, a cache or a printer.  The lists are below, one a habit.
 */
#include "text/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"

#define ADDRESS_MAX	4096	/* bytes; what is longer is no address of an article */
#define SEGMENTS	64
#define PARAMETERS	64
#define UNWRAPPINGS	2	/* a cache of a cache */

/* Labels of a host name that name a device or a format. */
static const char *const devices[] = {
	"www", "www1", "www2", "www3", "m", "mobile", "amp", "touch", "wap", "print", NULL
};

/* Segments that do, at the beginning or at the end of a path. */
static const char *const first_segments[] = { "amp", "m", "mobile", "print", NULL };
static const char *const last_segments[] = {
	"amp", "amp.html", "print", "print.html", "mobile", NULL
};

/* Files that are the folder. */
static const char *const index_files[] = {
	"index.html", "index.htm", "index.shtml", "index.php", "index.asp", "index.aspx",
	"index.jsp", "default.htm", "default.html", "default.asp", "default.aspx", NULL
};

/* Parameters that count clicks, name the campaign or the session, or choose a format. */
static const char *const tracking[] = {
	"_ga", "_gl", "_hsenc", "_hsmi", "_openstat", "_r", "amp", "amp_js_v", "at_campaign",
	"at_medium", "campaign", "cmp", "cmpid", "dclid", "emc", "fbclid", "feedname",
	"feedtype", "ftag", "gbraid", "gclid", "gclsrc", "guccounter", "guce_referrer",
	"guce_referrer_sig", "hsctatracking", "icid", "igshid", "intcid", "intcmp", "iref", "ito",
	"jsessionid", "li_fat_id", "mbid", "mc_cid", "mc_eid", "mkt_tok", "mobile", "msclkid",
	"ncid", "ns_campaign", "ns_linkname", "ns_mchannel", "ns_source", "ocid", 
	"outputtype", "partner", "phpsessid", "print", "printable", "printversion", "ref",
	"ref_src", "ref_url", "referer", "referrer", "rss", "s_cid", "share", "smid", "smtyp",
	"spm", "sr_share", "trk", "ttclid", "twclid", "usqp", "wbraid", "wt.mc_id", "wt_mc",
	"xtor", "yclid", "ymclid", NULL
};
static const char *const tracking_prefixes[] = { "utm_", "pk_", "mtm_", "hsa_", "aspsessionid", NULL };

/* A piece of the address; not yet normalised. */
struct piece {
	const char *at;
	size_t len;
};

struct address {
	struct piece authority, path, query;
};

/* What is written; n is room + 1 once it did not fit. */
struct canonical {
	char *out;
	size_t n, room;
};

/* May the two be one letter in two cases?  Most are not, and need no call to see it. */
static int may_be_same(char a, char b)
{
	return (a | 0x20) == (b | 0x20);
}

static int is_one_of(struct piece piece, const char *const *names)
{
	for (; piece.len && *names; names++)
		if (may_be_same(**names, *piece.at) && strlen(*names) == piece.len &&
		    !strncasecmp(*names, piece.at, piece.len))
			return 1;
	return 0;
}

static int begins_with(struct piece piece, const char *start)
{
	return piece.len >= strlen(start) && may_be_same(*piece.at, *start) &&
	       !strncasecmp(piece.at, start, strlen(start));
}

static int ends_with(struct piece piece, const char *end)
{
	const size_t len = strlen(end);

	return piece.len >= len && may_be_same(piece.at[piece.len - 1], end[len - 1]) &&
	       !strncasecmp(piece.at + piece.len - len, end, len);
}

/* Where a piece ends, a bit each; a NUL ends all of them. */
enum {
	FRAGMENT = 1, AUTHORITY = 2, QUERY = 4, LABEL = 8, SEGMENT = 16, SESSION = 32, NAME = 64,
	PARAMETER = 128
};
static const uint8_t ends[256] = {
	[0] = UINT8_MAX, ['#'] = FRAGMENT, ['/'] = AUTHORITY | SEGMENT, ['?'] = AUTHORITY | QUERY,
	['\\'] = AUTHORITY, ['.'] = LABEL, [';'] = SESSION, ['='] = NAME, ['&'] = PARAMETER,
};

static size_t until(struct piece piece, unsigned end)
{
	size_t n = 0;

	while (n < piece.len && !(ends[(unsigned char)piece.at[n]] & end))
		n++;
	return n;
}

static struct piece rest(struct piece piece, size_t from)
{
	return (struct piece){ piece.at + from, piece.len - from };
}

static void put(struct canonical *c, char byte)
{
	if (c->n < c->room)
		c->out[c->n++] = byte;
	else
		c->n = c->room + 1;
}

static int hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* A byte, escaped unless it may stand as it is everywhere (RFC 3986, "unreserved"), or was not. */
static void put_byte(struct canonical *c, unsigned char byte, int was_escaped)
{
	static const char digits[] = "0123456789ABCDEF";
	const int unreserved = (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
			       byte == '_' || byte == '~' ||
			       ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');

	if (unreserved || (!was_escaped && byte > ' ' && byte < 0x7f && byte != '%')) {
		put(c, (char)byte);
	} else {
		put(c, '%');
		put(c, digits[byte >> 4]);
		put(c, digits[byte & 15]);
	}
}

/* Every escape that is not needed undone, every one that is in capitals. */
static void put_escaped(struct canonical *c, struct piece piece)
{
	for (size_t i = 0; i < piece.len; i++) {
		const int is_escape = piece.at[i] == '%' && i + 2 < piece.len &&
				      hex(piece.at[i + 1]) >= 0 && hex(piece.at[i + 2]) >= 0;

		if (is_escape) {
			put_byte(c, (unsigned char)(hex(piece.at[i + 1]) << 4 | hex(piece.at[i + 2])), 1);
			i += 2;
		} else {
			put_byte(c, (unsigned char)piece.at[i], 0);
		}
	}
}

/* Take the address apart; 0 where it is none of the web. */
static int take_apart(struct piece url, struct address *address)
{
	while (url.len && (unsigned char)url.at[0] <= ' ')
		url = rest(url, 1);
	while (url.len && (unsigned char)url.at[url.len - 1] <= ' ')
		url.len--;
	if (begins_with(url, "https:"))
		url = rest(url, 6);
	else if (begins_with(url, "http:"))
		url = rest(url, 5);
	if (!begins_with(url, "//"))
		return 0;
	url = rest(url, 2);
	url.len = until(url, FRAGMENT);
	address->authority = (struct piece){ url.at, until(url, AUTHORITY) };
	url = rest(url, address->authority.len);
	address->path = (struct piece){ url.at, until(url, QUERY) };
	url = rest(url, address->path.len);
	address->query = url.len ? rest(url, 1) : url;
	return 1;
}

/* The address that a cache of AMP pages names in its path; 0 where this is none. */
static int unwrap(const struct address *address, char *out, size_t room, struct piece *inner)
{
	struct piece path = address->path;
	int n;

	if (ends_with(address->authority, ".cdn.ampproject.org") &&
	    (begins_with(path, "/c/") || begins_with(path, "/v/")))
		path = rest(path, 3);
	else if (begins_with(address->authority, "www.google.") && begins_with(path, "/amp/"))
		path = rest(path, 5);
	else
		return 0;
	if (begins_with(path, "s/"))
		path = rest(path, 2);
	n = snprintf(out, room, "//%.*s%s%.*s", (int)path.len, path.at,
		     address->query.len ? "?" : "", (int)address->query.len, address->query.at);
	*inner = (struct piece){ out, (size_t)n };
	return (size_t)n < room;
}

/* How many labels a host name has from here on. */
static size_t labels(struct piece host)
{
	size_t n = host.len > 0;

	for (size_t i = 0; i < host.len; i++)
		n += host.at[i] == '.';
	return n;
}

/* Lower case, without user, default port and devices.  Letters beyond ASCII stay as they are. */
static void put_host(struct canonical *c, struct piece host)
{
	for (size_t i = host.len; i-- > 0;) {
		if (host.at[i] != '@')
			continue;
		host = rest(host, i + 1);
		break;
	}
	if (ends_with(host, ":80"))
		host.len -= 3;
	else if (ends_with(host, ":443"))
		host.len -= 4;
	else if (ends_with(host, ":"))
		host.len--;
	if (ends_with(host, "."))
		host.len--;
	while (host.len) {
		const struct piece label = { host.at, until(host, LABEL) };

		host = rest(host, label.len + (label.len < host.len));
		if (labels(host) >= 2 && is_one_of(label, devices))
			continue;
		for (size_t i = 0; i < label.len; i++)
			put(c, label.at[i] >= 'A' && label.at[i] <= 'Z' ? (char)(label.at[i] | 0x20)
									: label.at[i]);
		if (host.len)
			put(c, '.');
	}
}

/* The segments of a path, without empty ones, "." and what ".." undoes; SEGMENTS + 1: too many. */
static size_t split_path(struct piece path, struct piece segments[SEGMENTS])
{
	size_t n = 0;

	while (path.len) {
		struct piece segment = { path.at, until(path, SEGMENT) };

		path = rest(path, segment.len + (segment.len < path.len));
		segment.len = until(segment, SESSION);	/* ";jsessionid=..." */
		if (segment.len == 0 || (segment.len == 1 && segment.at[0] == '.'))
			continue;
		if (segment.len == 2 && !memcmp(segment.at, "..", 2)) {
			n -= n > 0;
			continue;
		}
		if (n == SEGMENTS)
			return SEGMENTS + 1;
		segments[n++] = segment;
	}
	return n;
}

/* The last segment, which may say ".amp" behind the name or before ".html". */
static void put_last_segment(struct canonical *c, struct piece segment)
{
	if (ends_with(segment, ".amp") && segment.len > 4) {
		segment.len -= 4;
	} else if (ends_with(segment, ".amp.html") && segment.len > 9) {
		segment.len -= 9;
		put_escaped(c, segment);
		segment = (struct piece){ ".html", 5 };
	}
	put_escaped(c, segment);
}

/* Returns how many segments were written; SEGMENTS + 1: there are too many. */
static size_t put_path(struct canonical *c, struct piece path)
{
	struct piece segments[SEGMENTS];
	size_t n = split_path(path, segments), from = 0;

	if (n > SEGMENTS)
		return n;
	if (n && is_one_of(segments[n - 1], index_files))
		n--;
	if (n > 1 && is_one_of(segments[0], first_segments))
		from++;
	if (n - from > 1 && is_one_of(segments[n - 1], last_segments))
		n--;
	for (size_t i = from; i < n; i++) {
		put(c, '/');
		if (i + 1 < n)
			put_escaped(c, segments[i]);
		else
			put_last_segment(c, segments[i]);
	}
	return n - from;
}

static int is_tracking(struct piece parameter)
{
	const struct piece name = { parameter.at, until(parameter, NAME) };

	for (const char *const *prefix = tracking_prefixes; *prefix; prefix++)
		if (begins_with(name, *prefix))
			return 1;
	return is_one_of(name, tracking);
}

static int by_bytes(const void *x, const void *y)
{
	const struct piece *const p = x, *const q = y;
	const int order = memcmp(p->at, q->at, p->len < q->len ? p->len : q->len);

	return order ? order : (p->len > q->len) - (p->len < q->len);
}

/* The parameters that say which article it is, in order; PARAMETERS + 1: too many. */
static size_t put_query(struct canonical *c, struct piece query)
{
	struct piece parameters[PARAMETERS];
	size_t n = 0;

	while (query.len) {
		const struct piece parameter = { query.at, until(query, PARAMETER) };

		query = rest(query, parameter.len + (parameter.len < query.len));
		if (parameter.len == 0 || is_tracking(parameter))
			continue;
		if (n == PARAMETERS)
			return PARAMETERS + 1;
		parameters[n++] = parameter;
	}
	if (n)
		qsort(parameters, n, sizeof(*parameters), by_bytes);
	for (size_t i = 0; i < n; i++) {
		put(c, i ? '&' : '?');
		put_escaped(c, parameters[i]);
	}
	return n;
}

size_t nd_url_canonical(struct nd_text url, char *out, size_t room)
{
	struct canonical c = { out, 0, room };
	char inner[UNWRAPPINGS][ADDRESS_MAX];
	struct piece piece = { url.at, url.len };
	struct address address;
	size_t segments, parameters;

	if (url.len > ADDRESS_MAX || !take_apart(piece, &address))
		return 0;
	for (int i = 0; i < UNWRAPPINGS && unwrap(&address, inner[i], ADDRESS_MAX, &piece); i++)
		if (!take_apart(piece, &address))
			return 0;
	put_host(&c, address.authority);
	if (c.n == 0)
		return 0;
	segments = put_path(&c, address.path);
	parameters = put_query(&c, address.query);
	if (segments > SEGMENTS || parameters > PARAMETERS || segments + parameters == 0)
		return 0;
	return c.n > room ? 0 : c.n;
}

uint64_t nd_url_hash(struct nd_text url)
{
	char canonical[3 * ADDRESS_MAX];
	const size_t n = nd_url_canonical(url, canonical, sizeof(canonical));

	if (n == 0)
		return 0;
	return nd_hash_bytes(canonical, n, 0) | 1;
}
