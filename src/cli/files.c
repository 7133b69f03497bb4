/* files.c - the list is read whole and cut in place; the settings own it */
#include "cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/error.h"

/* The whole list, a NUL behind it. */
static enum nd_status read_list(const char *path, struct nd_array *list, struct nd_error *err)
{
	static const size_t block = (size_t)64 << 10;
	const int is_input = !strcmp(path, "-");
	const int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char why[ND_ERRNO_TEXT];
	ssize_t got = fd < 0 ? -1 : 1;
	char *to = NULL;

	while (got > 0 && (to = nd_array_reserve(list, block))) {
		got = read(fd, to, block - 1);
		list->n += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		nd_fail(err, ND_EIO, "cannot read '%s': %s", path, nd_errno_text(why, errno));
	else if (!to)
		nd_fail(err, ND_EINVAL, "'%s' has more than %zu bytes", path, FILES_FROM_MAX);
	else
		*to = '\0';
	if (fd >= 0 && !is_input)
		close(fd);
	return got < 0 ? ND_EIO : to ? ND_OK : ND_EINVAL;
}

/* Point at the paths of the list, which settings->list holds. */
static enum nd_status cut_list(struct settings *settings, size_t len, struct nd_error *err)
{
	char *const list = settings->list;
	const char end = memchr(list, '\0', len) ? '\0' : '\n';
	size_t n = 1;
	const char **files;

	for (size_t i = 0; i < len; i++)
		n += list[i] == end;
	files = realloc(settings->files, (settings->n_files + n) * sizeof(*files));
	if (!files)
		return nd_fail_memory(err);
	settings->files = files;
	for (char *at = list, *stop; at < list + len; at = stop + 1) {
		stop = memchr(at, end, (size_t)(list + len - at));
		if (!stop)
			stop = list + len;
		*stop = '\0';
		if (end == '\n' && stop > at && stop[-1] == '\r')
			stop[-1] = '\0';
		if (*at)
			files[settings->n_files++] = at;
	}
	return ND_OK;
}

enum nd_status files_from(struct settings *settings, struct nd_error *err)
{
	struct nd_array list = ND_ARRAY_INIT(char, FILES_FROM_MAX);
	const size_t before = settings->n_files;
	enum nd_status status;

	if (!settings->files_from)
		return ND_OK;
	status = read_list(settings->files_from, &list, err);
	settings->list = list.items;
	if (status == ND_OK)
		status = cut_list(settings, list.n, err);
	if (status == ND_OK && settings->n_files == before)
		status = nd_fail(err, ND_EINVAL, "'%s' names no files", settings->files_from);
	return status;
}
