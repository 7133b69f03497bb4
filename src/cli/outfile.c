/* outfile.c - mkstemp, write, rename */
#include "cli/outfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/output.h"

static enum exit_code failed(const char *path, int number)
{
	char text[ND_ERRNO_TEXT];

	message("cannot write '%s': %s", path, nd_errno_text(text, number));
	return EXIT_TROUBLE;
}

/* mkstemp() makes files for their owner only; give this one what any new file gets. */
static void give_usual_rights(int fd)
{
	const mode_t mask = umask(0);

	umask(mask);
	(void)!fchmod(fd, 0666 & ~mask);
}

enum exit_code outfile_open(struct outfile *file, const char *path)
{
	int fd;

	if (path && !strcmp(path, "-"))
		path = NULL;
	*file = (struct outfile){ .out = stdout, .path = path };
	if (!path)
		return EXIT_DONE;
	file->out = NULL;
	if (asprintf(&file->beside, "%s.XXXXXX", path) < 0) {
		file->beside = NULL;
		return failed(path, ENOMEM);
	}
	fd = mkstemp(file->beside);
	if (fd < 0) {
		const int number = errno;

		free(file->beside);
		file->beside = NULL;
		return failed(path, number);
	}
	give_usual_rights(fd);
	file->out = fdopen(fd, "w");
	if (file->out)
		return EXIT_DONE;
	close(fd);
	outfile_close(file, 0);
	return failed(path, ENOMEM);
}

enum exit_code outfile_failed(const struct outfile *file, int number)
{
	return file->path ? failed(file->path, number) : output_failed(number);
}

enum exit_code outfile_close(struct outfile *file, int keep)
{
	enum exit_code code = EXIT_DONE;
	int bad;

	if (!file->path)
		return keep && (fflush(stdout) || ferror(stdout)) ? output_failed(errno) : EXIT_DONE;
	if (!file->beside)
		return EXIT_DONE;
	bad = file->out && ferror(file->out);
	bad |= file->out && fclose(file->out);
	if (keep && (bad || rename(file->beside, file->path)))
		code = failed(file->path, errno);
	if (!keep || code != EXIT_DONE)
		unlink(file->beside);
	free(file->beside);
	*file = (struct outfile){ .path = file->path };
	return code;
}
