/*
 * server.h - a web server of this machine's own, with good and bad manners
 *
 *	/ok	a feed of three items, with an ETag; 304 to who has it
 *	/two	another of two items, one without guid and link, one with guid "1"
 *	/moved	sends on to /ok
 *	/loop	sends round in circles
 *	/file	sends on to a file of this machine
 *	/slow	begins, then gives a byte now and then
 *	/silent	never answers
 *	/endless never ends
 *	/bomb	64 MiB in 64 KiB of gzip
 *	/broken	a feed that stops in the middle
 *	/busy	503, and asks for 2 hours
 *	/text	no feed but a page of words
 * and 404 to all others.
 */
#ifndef ND_TESTS_SERVER_H
#define ND_TESTS_SERVER_H

struct server;

struct server *server_start(void);
void server_stop(struct server *server);

/* "http://127.0.0.1:PORT" and the path; good for the next 15 calls. */
const char *server_url(const struct server *server, const char *path);
/* How many requests there were. */
int server_requests(struct server *server);

#endif
