/* message.c - one line, one voice */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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
