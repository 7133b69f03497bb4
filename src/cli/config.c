/*
 * config.c - libinih reads, we count the lines
 *
 * The library as Debian builds it does not tell its handler the line, cuts
 * lines that are too long in two and takes an indented line for more of the
 * value above.  So it reads through read_line(), which counts, refuses and
 * leaves blanks in front away.
 */
#include "cli/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/values.h"

struct reader {
	FILE *file;
	const char *path;
	struct settings *settings;
	unsigned line;		/* that was read last, from 1 */
	enum nd_status status;	/* of the first line that was wrong */
	struct nd_error *err;
};

/* Remember what is wrong with the line, if it is the first. */
static void refuse(struct reader *reader, const char *what)
{
	if (reader->status == ND_OK)
		reader->status = nd_fail(reader->err, ND_EINVAL, "%s:%u: %s", reader->path,
					 reader->line, what);
}

/* As fgets(), for ini_parse_stream(). */
static char *read_line(char *out, int room, void *stream)
{
	struct reader *const reader = stream;
	size_t blanks;

	if (reader->status != ND_OK || !fgets(out, room, reader->file))
		return NULL;
	reader->line++;
	if (!strchr(out, '\n') && !feof(reader->file)) {
		refuse(reader, "the line is too long, or holds a NUL byte");
		return NULL;
	}
	blanks = strspn(out, " \t");
	memmove(out, out + blanks, strlen(out + blanks) + 1);
	return out;
}

/* "identical, near-duplicate" is as good as without the blanks. */
static void drop_blanks_after_commas(char *value)
{
	char *to = value;

	for (const char *from = value; *from; from++)
		if (!isspace((unsigned char)*from) || to == value || to[-1] != ',')
			*to++ = *from;
	*to = '\0';
}

static void set(struct reader *reader, const struct option *option, const char *value)
{
	struct settings *const settings = reader->settings;
	struct settings elsewhere = *settings;
	char unblanked[256], sentence[sizeof(reader->err->message)];
	struct nd_error why;
	const int taken = (option->commands & settings->command->bit) != 0;

	snprintf(unblanked, sizeof(unblanked), "%s", value);
	if (option->argument && !strcmp(option->argument, "LIST"))
		drop_blanks_after_commas(unblanked);
	/* A text cannot be wrong; anything else can be tried out on a copy. */
	if (!taken && (option->store == store_text || option->store == store_words))
		return;
	if (settings_set(taken ? settings : &elsewhere, option, unblanked, &why) == ND_OK)
		return;
	snprintf(sentence, sizeof(sentence), "%s: %.400s", option->name, why.message);
	refuse(reader, sentence);
}

static int take(void *user, const char *section, const char *name, const char *value)
{
	struct reader *const reader = user;
	const struct option *const option = option_named(name, strlen(name));
	char sentence[400], hint[64];

	if (*section)
		refuse(reader, "sections have no meaning here");
	else if (option && strcmp(name, "config") && strcmp(name, "help"))
		set(reader, option, value);
	else {
		snprintf(sentence, sizeof(sentence), "unknown option '%.200s'%s", name,
			 option ? "" : option_hint(hint, name, ""));
		refuse(reader, sentence);
	}
	return 1;
}

enum nd_status config_read(struct settings *settings, const char *path, struct nd_error *err)
{
	struct reader reader = { .path = path, .settings = settings, .err = err };
	char text[ND_ERRNO_TEXT];
	int wrong;

	reader.file = fopen(path, "r");
	if (!reader.file)
		return nd_fail(err, ND_EIO, "cannot open '%s': %s", path,
			       nd_errno_text(text, errno));
	wrong = ini_parse_stream(read_line, &reader, take, &reader);
	if (reader.status == ND_OK && ferror(reader.file))
		reader.status = nd_fail(err, ND_EIO, "cannot read '%s': %s", path,
					nd_errno_text(text, errno));
	fclose(reader.file);
	if (reader.status == ND_OK && wrong > 0) {
		reader.line = (unsigned)wrong;
		refuse(&reader, "not of the form 'name = value'");
	}
	return reader.status;
}
