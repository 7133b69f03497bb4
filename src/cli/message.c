/* message.c - one line, one voice */
#include "cli/message.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/characters.h"

void message(const char *format, ...)
{
	va_list args;
	char *line = NULL, *shown = NULL;

	va_start(args, format);
	if (vasprintf(&line, format, args) >= 0)
		shown = nd_shown(nd_text_of(line), ND_SPACE_AS_IT_STANDS);
	else
		line = NULL;
	va_end(args);
	fprintf(stderr, "neardup: %s\n", shown ? shown : "out of memory");
	free(shown);
	free(line);
}

const char *error_text(char out[128], int number)
{
	/* GNU's strerror_r() may return a string of its own. */
	char room[128];
	const char *const text = strerror_r(number, room, sizeof(room));

	snprintf(out, 128, "%c%s", tolower((unsigned char)*text), text + 1);
	return out;
}
