/* server.c - a thread that listens, and one for each who comes */
#include "feed/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "testing.h"

struct server {
	int socket, port;
	pthread_t thread;
	atomic_int stop, requests, guests;
};

struct guest {
	struct server *server;
	int socket;
};

#define FEED(items) "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Feed</title>" \
	items "</channel></rss>"
#define ITEM(guid, title, text) "<item>" guid "<title>" title "</title><description>" text \
	"</description><pubDate>Mon, 04 Mar 2024 10:00:00 GMT</pubDate></item>"
#define HARBOUR "The harbour of Oldhaven was closed on Monday after a crane fell onto the quay, the " \
	"port authority said. Nobody was hurt. Forty ships wait outside the bay."
#define MOTH "A new species of moth was found in the valley of the river Orr by two pupils who " \
	"counted insects for a project of their school."

static const char ok[] = FEED(
	ITEM("<guid>http://a.example/1</guid>", "Crane falls", HARBOUR)
	ITEM("<guid>http://a.example/2</guid>", "Moth found", MOTH)
	ITEM("<guid>http://a.example/3</guid>", "Crane falls onto quay", HARBOUR));
static const char two[] = FEED(
	ITEM("", "Bridge opens", "The bridge over the sound was opened by the mayor and a brass band.")
	ITEM("<guid isPermaLink=\"false\">1</guid>", "Choir sings", "The choir of the mill sang for the "
	     "last time in the old hall, which will be torn down in May."));

static void put(int to, const char *text)
{
	size_t n = strlen(text);

	while (n) {
		const ssize_t sent = send(to, text, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		text += sent;
		n -= (size_t)sent;
	}
}

static void put_document(int to, const char *headers, const char *body)
{
	char head[512];

	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
		 "Content-Length: %zu\r\nConnection: close\r\n%s\r\n", strlen(body), headers);
	put(to, head);
	put(to, body);
}

static void put_redirect(int to, const char *where)
{
	char head[512];

	snprintf(head, sizeof(head), "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n"
		 "Connection: close\r\n\r\n", where);
	put(to, head);
}

/* Bytes without end, or one now and then, as long as somebody takes them. */
static void put_for_ever(const struct guest *guest, int slowly)
{
	static const char item[] = "<item>all the news that fits</item>";
	char items[64 * (sizeof(item) - 1)];

	for (size_t at = 0; at < sizeof(items); at += sizeof(item) - 1)
		memcpy(items + at, item, sizeof(item) - 1);
	put(guest->socket, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss><channel>");
	while (!guest->server->stop) {
		if (send(guest->socket, items, slowly ? 1 : sizeof(items), MSG_NOSIGNAL) <= 0)
			return;
		if (slowly)
			usleep(50000);
	}
}

static void put_bomb(int to)
{
	static unsigned char zeros[1 << 16], packed[1 << 18];
	z_stream stream = { .next_out = packed, .avail_out = sizeof(packed) };
	char head[256];

	deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	for (int i = 0; i < 1024; i++) {
		stream.next_in = zeros;
		stream.avail_in = sizeof(zeros);
		deflate(&stream, i == 1023 ? Z_FINISH : Z_NO_FLUSH);
	}
	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
		 "Content-Length: %lu\r\nConnection: close\r\n\r\n", stream.total_out);
	put(to, head);
	for (size_t at = 0; at < stream.total_out;) {
		const ssize_t sent = send(to, packed + at, stream.total_out - at, MSG_NOSIGNAL);

		if (sent <= 0)
			break;
		at += (size_t)sent;
	}
	deflateEnd(&stream);
}

static void answer(const struct guest *guest, const char *path, const char *request)
{
	const int to = guest->socket;

	if (!strcmp(path, "/ok") && strstr(request, "If-None-Match: \"v1\""))
		put(to, "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n");
	else if (!strcmp(path, "/ok"))
		put_document(to, "ETag: \"v1\"\r\nLast-Modified: Mon, 04 Mar 2024 10:00:00 GMT\r\n", ok);
	else if (!strcmp(path, "/two"))
		put_document(to, "", two);
	else if (!strcmp(path, "/moved"))
		put_redirect(to, "/ok");
	else if (!strcmp(path, "/loop"))
		put_redirect(to, "/loop");
	else if (!strcmp(path, "/file"))
		put_redirect(to, "file:///etc/passwd");
	else if (!strcmp(path, "/slow"))
		put_for_ever(guest, 1);
	else if (!strcmp(path, "/endless"))
		put_for_ever(guest, 0);
	else if (!strcmp(path, "/bomb"))
		put_bomb(to);
	else if (!strcmp(path, "/broken"))
		put_document(to, "", "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>B</title>"
			     "<item><guid>http://b.example/1</guid><title>Half a fe");
	else if (!strcmp(path, "/text"))
		put_document(to, "", "These are words and no feed. There is nothing to see here at all.");
	else if (!strcmp(path, "/busy"))
		put(to, "HTTP/1.1 503 Busy\r\nRetry-After: 7200\r\nContent-Length: 0\r\n"
		    "Connection: close\r\n\r\n");
	else if (!strcmp(path, "/silent"))
		while (!guest->server->stop && recv(to, &(char){ 0 }, 1, 0) > 0)
			;
	else
		put(to, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static void *serve(void *ctx)
{
	struct guest *const guest = ctx;
	char request[4096], path[256] = "";
	size_t n = 0;
	ssize_t got;

	while (n + 1 < sizeof(request) &&
	       (got = recv(guest->socket, request + n, sizeof(request) - 1 - n, 0)) > 0) {
		n += (size_t)got;
		request[n] = '\0';
		if (strstr(request, "\r\n\r\n"))
			break;
	}
	request[n] = '\0';
	if (sscanf(request, "GET %255s", path) == 1) {
		guest->server->requests++;
		answer(guest, path, request);
	}
	close(guest->socket);
	guest->server->guests--;
	free(guest);
	return NULL;
}

static void *listen_on(void *ctx)
{
	struct server *const server = ctx;

	while (!server->stop) {
		const int from = accept(server->socket, NULL, NULL);
		const struct timeval patience = { 1, 0 };
		struct guest *guest;
		pthread_t thread;

		if (from < 0)
			continue;
		setsockopt(from, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		guest = malloc(sizeof(*guest));
		*guest = (struct guest){ server, from };
		server->guests++;
		pthread_create(&thread, NULL, serve, guest);
		pthread_detach(thread);
	}
	return NULL;
}

struct server *server_start(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(address);
	struct server *const server = calloc(1, sizeof(*server));
	const struct timeval patience = { 0, 100000 };

	server->socket = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(server->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq(bind(server->socket, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(server->socket, 64), 0);
	getsockname(server->socket, (struct sockaddr *)&address, &size);
	server->port = ntohs(address.sin_port);
	ck_assert_int_eq(pthread_create(&server->thread, NULL, listen_on, server), 0);
	return server;
}

void server_stop(struct server *server)
{
	server->stop = 1;
	pthread_join(server->thread, NULL);
	while (server->guests)
		usleep(10000);
	close(server->socket);
	free(server);
}

const char *server_url(const struct server *server, const char *path)
{
	static char urls[16][128];
	static unsigned next;
	char *const url = urls[next++ % 16];

	snprintf(url, sizeof(urls[0]), "http://127.0.0.1:%d%s", server->port, path);
	return url;
}

int server_requests(struct server *server)
{
	return server->requests;
}
