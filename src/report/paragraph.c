/* paragraph.c - as many words to a line as fit, no looking ahead */
#include "report/paragraph.h"

#include <string.h>

#include "report/characters.h"
#include "report/style.h"

#define ROOM_MIN 10	/* columns of text, however narrow the terminal is */

/* Bytes of the next line: up to the last blank that fits, else what fits, never none. */
static size_t line_length(const char *text, size_t room)
{
	size_t fits = nd_fitting(text, room, NULL), at;

	if (!text[fits] || text[fits] == ' ')
		return fits;
	for (at = fits; at > 0; at--)
		if (text[at - 1] == ' ')
			return at - 1;
	return fits ? fits : strlen(text);
}

void nd_put_paragraph(FILE *out, const struct nd_paragraph *paragraph, const char *shown)
{
	const size_t before = strlen(paragraph->first);
	const size_t room = paragraph->width > before + ROOM_MIN ? paragraph->width - before
								 : ROOM_MIN;
	const char *lead = paragraph->first;

	do {
		const size_t n = line_length(shown, room);

		fputs(lead, out);
		if (paragraph->style)
			fputs(paragraph->style, out);
		fwrite(shown, 1, n, out);
		if (paragraph->style)
			fputs(ND_STYLE_END, out);
		putc('\n', out);
		shown += n;
		shown += *shown == ' ';
		lead = paragraph->rest;
	} while (*shown);
}
