/*
 * fetch.c - libcurl, many transfers in one thread
 *
 * The library is opened when the first document is wanted: with the 25 others that it brings
 * it took 7 of the 11 ms in which the program started, whatever it was asked for.
 */
#include "feed/fetch.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"

#define WAIT_MILLISECONDS 1000

/* Its functions, by their names without "curl_". */
#define FUNCTIONS(X) \
	X(easy_cleanup) X(easy_getinfo) X(easy_init) X(easy_setopt) X(easy_strerror) \
	X(global_cleanup) X(global_init) \
	X(multi_add_handle) X(multi_cleanup) X(multi_info_read) X(multi_init) X(multi_perform) \
	X(multi_poll) X(multi_remove_handle) X(multi_setopt) \
	X(slist_append) X(slist_free_all)

struct libcurl {
#define POINTER(name) __typeof__(&curl_##name) name;
	FUNCTIONS(POINTER)
#undef POINTER
};

/* Find them; what is missing is in 'err'. */
static enum nd_status open_library(struct libcurl *lib, struct nd_error *err)
{
	static const struct { const char *name; size_t at; } functions[] = {
#define PLACE(name) { "curl_" #name, offsetof(struct libcurl, name) },
		FUNCTIONS(PLACE)
#undef PLACE
	};
	void *const library = dlopen("libcurl.so.4", RTLD_NOW);

	for (size_t i = 0; library && i < sizeof(functions) / sizeof(*functions); i++) {
		void *const function = dlsym(library, functions[i].name);

		if (!function)
			return nd_fail(err, ND_EIO, "cannot use libcurl: it has no %s",
				       functions[i].name);
		memcpy((char *)lib + functions[i].at, &function, sizeof(function));
	}
	return library ? ND_OK : nd_fail(err, ND_EIO, "cannot use libcurl: %s", dlerror());
}

struct transfer {
	const struct libcurl *lib;
	CURL *curl;
	struct curl_slist *headers;
	struct nd_array body;		/* char */
	struct nd_fetched fetched;
	size_t most;
	int too_large;
	char why[CURL_ERROR_SIZE + 64];
};

static size_t on_body(char *at, size_t size, size_t n, void *ctx)
{
	struct transfer *const transfer = ctx;
	const size_t bytes = size * n;

	if (bytes > transfer->most - transfer->body.n) {
		transfer->too_large = 1;
		return 0;
	}
	return nd_array_append(&transfer->body, at, bytes) ? bytes : 0;
}

/* Keep the value of a header of that name; one that is too long is not kept. */
static int take_header(const char *line, size_t n, const char *name, char out[ND_FETCH_HEADER])
{
	const size_t len = strlen(name);

	if (n <= len || strncasecmp(line, name, len) || line[len] != ':')
		return 0;
	line += len + 1;
	n -= len + 1;
	while (n && (*line == ' ' || *line == '\t'))
		line++, n--;
	while (n && (unsigned char)line[n - 1] <= ' ')
		n--;
	if (n < ND_FETCH_HEADER)
		snprintf(out, ND_FETCH_HEADER, "%.*s", (int)n, line);
	return 1;
}

static size_t on_header(char *at, size_t size, size_t n, void *ctx)
{
	struct transfer *const transfer = ctx;
	struct nd_fetched *const fetched = &transfer->fetched;
	char value[ND_FETCH_HEADER] = "";

	n *= size;
	if (n > 5 && !memcmp(at, "HTTP/", 5)) {	/* of the last answer only, not of redirects */
		*fetched->etag = *fetched->modified = '\0';
		fetched->retry_after = 0;
	} else if (!take_header(at, n, "ETag", fetched->etag) &&
		   !take_header(at, n, "Last-Modified", fetched->modified) &&
		   take_header(at, n, "Retry-After", value)) {
		fetched->retry_after = strtol(value, NULL, 10);	/* a date counts as nothing */
	}
	return n;
}

/* Add "name: value" to the headers; 0: no memory. */
static int add_header(struct transfer *transfer, const char *name, const char *value)
{
	struct curl_slist *longer;
	char line[ND_FETCH_HEADER + 32];

	if (!value || !*value)
		return 1;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	longer = transfer->lib->slist_append(transfer->headers, line);
	if (longer)
		transfer->headers = longer;
	return longer != NULL;
}

static int start(struct transfer *transfer, const struct nd_fetch *wish, size_t index,
		 const struct nd_fetch_limits *limits)
{
	const struct libcurl *const lib = transfer->lib;
	CURL *const curl = transfer->curl = lib->easy_init();

	transfer->body = (struct nd_array)ND_ARRAY_INIT(char, limits->bytes);
	transfer->fetched.index = index;
	transfer->most = limits->bytes;
	if (!curl || !add_header(transfer, "If-None-Match", wish->etag) ||
	    !add_header(transfer, "If-Modified-Since", wish->modified))
		return 0;
	lib->easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
	lib->easy_setopt(curl, CURLOPT_PRIVATE, transfer);
	lib->easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->why);
	lib->easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	lib->easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
	lib->easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	lib->easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
	lib->easy_setopt(curl, CURLOPT_USERAGENT, "neardup/" ND_VERSION_STRING);
	lib->easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
	lib->easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	lib->easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	lib->easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	lib->easy_setopt(curl, CURLOPT_MAXREDIRS, (long)limits->redirects);
	lib->easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)limits->connect_seconds);
	lib->easy_setopt(curl, CURLOPT_TIMEOUT, (long)limits->seconds);
	lib->easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)limits->bytes);
	lib->easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	return lib->easy_setopt(curl, CURLOPT_URL, wish->url) == CURLE_OK;
}

static void finish(struct transfer *transfer)
{
	transfer->lib->easy_cleanup(transfer->curl);
	transfer->lib->slist_free_all(transfer->headers);
	nd_array_release(&transfer->body);
}

/* Tell how a transfer ended. */
static int tell(struct transfer *transfer, CURLcode code, nd_on_fetched *fn, void *ctx)
{
	struct nd_fetched *const fetched = &transfer->fetched;

	transfer->lib->easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &fetched->status);
	if (transfer->too_large || code == CURLE_FILESIZE_EXCEEDED) {
		snprintf(transfer->why, sizeof(transfer->why), "more than %zu bytes", transfer->most);
		fetched->trouble = transfer->why;
	} else if (code != CURLE_OK) {
		if (!*transfer->why)
			snprintf(transfer->why, sizeof(transfer->why), "%s",
				 transfer->lib->easy_strerror(code));
		fetched->trouble = transfer->why;
	} else if (fetched->status != 200 && fetched->status != 304) {
		snprintf(transfer->why, sizeof(transfer->why), "the server answers %ld",
			 fetched->status);
		fetched->trouble = transfer->why;
	}
	if (!fetched->trouble && fetched->status == 200)
		fetched->body = (struct nd_text){ transfer->body.items ? transfer->body.items : "",
						  transfer->body.n };
	return fn(ctx, fetched);
}

/* Run all transfers; not 0 if a callback had enough. */
static int run(const struct libcurl *lib, CURLM *multi, nd_on_fetched *fn, void *ctx)
{
	int running = 1, stopped = 0;

	while (running && !stopped) {
		CURLMsg *message;
		int left;

		if (lib->multi_perform(multi, &running) != CURLM_OK)
			return 0;
		while (!stopped && (message = lib->multi_info_read(multi, &left))) {
			struct transfer *transfer;
			char *private;

			if (message->msg != CURLMSG_DONE)
				continue;
			lib->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
			transfer = (struct transfer *)(void *)private;
			stopped = tell(transfer, message->data.result, fn, ctx);
		}
		if (running && !stopped)
			lib->multi_poll(multi, NULL, 0, WAIT_MILLISECONDS, NULL);
	}
	return stopped;
}

/* Begin all transfers; who calls ends them, whatever comes of it. */
static enum nd_status start_all(struct transfer *transfers, CURLM *multi,
				const struct libcurl *lib, const struct nd_fetch *wishes, size_t n,
				const struct nd_fetch_limits *limits)
{
	lib->multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)limits->per_host);
	lib->multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)limits->at_once);
	for (size_t i = 0; i < n; i++) {
		transfers[i].lib = lib;
		if (!start(&transfers[i], &wishes[i], i, limits) ||
		    lib->multi_add_handle(multi, transfers[i].curl) != CURLM_OK)
			return ND_ENOMEM;
	}
	return ND_OK;
}

enum nd_status nd_fetch_all(const struct nd_fetch *wishes, size_t n,
			    const struct nd_fetch_limits *limits, nd_on_fetched *fn, void *ctx,
			    struct nd_error *err)
{
	struct transfer *transfers;
	struct libcurl lib;
	enum nd_status status = open_library(&lib, err);
	CURLM *multi;

	if (status != ND_OK)
		return status;
	transfers = nd_calloc(n, sizeof(*transfers));
	multi = lib.global_init(CURL_GLOBAL_DEFAULT) ? NULL : lib.multi_init();
	if (!transfers || !multi || start_all(transfers, multi, &lib, wishes, n, limits) != ND_OK)
		status = nd_fail_memory(err);
	if (status == ND_OK && run(&lib, multi, fn, ctx))
		status = nd_fail(err, ND_ESTOPPED, "stopped by callback");
	for (size_t i = 0; transfers && i < n && transfers[i].lib; i++) {
		if (transfers[i].curl)
			lib.multi_remove_handle(multi, transfers[i].curl);
		finish(&transfers[i]);
	}
	lib.multi_cleanup(multi);
	lib.global_cleanup();
	free(transfers);
	return status;
}
