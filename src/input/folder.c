/*
 * folder.c - a walk that reads a folder whole before it goes down
 *
 * Names are gathered, sorted and visited after the folder is closed, so that a
 * deep tree costs memory for its names but never more than one descriptor.
 */
#include "input/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/error.h"

#define MOST_NAMES ((size_t)1 << 28)	/* in one folder */
#define MOST_PATH ((size_t)1 << 16)	/* bytes; ND_FOLDER_DEPTH names of 255 fit */

struct walk {
	const struct nd_folder_visitor *visitor;
	struct nd_array path;	/* char, without terminator between the calls */
	unsigned depth;
	struct nd_error *err;
};

static void release_names(struct nd_array *names)
{
	char **const name = names->items;

	for (size_t i = 0; i < names->n; i++)
		free(name[i]);
	nd_array_release(names);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every name that is not hidden, sorted.  ND_EIO: see errno. */
static enum nd_status read_names(const char *path, struct nd_array *names)
{
	DIR *const dir = opendir(path);
	const struct dirent *entry;
	int error;

	if (!dir)
		return ND_EIO;
	while ((errno = 0, entry = readdir(dir))) {
		char *copy;
		if (*entry->d_name == '.')
			continue;
		copy = strdup(entry->d_name);
		if (!copy || !nd_array_append(names, &copy, 1)) {
			free(copy);
			closedir(dir);
			return ND_ENOMEM;
		}
	}
	error = errno;
	closedir(dir);
	errno = error;
	if (error)
		return ND_EIO;
	if (names->n)
		qsort(names->items, names->n, sizeof(char *), compare_names);
	return ND_OK;
}

static enum nd_status leave_out(const struct walk *walk, const char *why)
{
	const struct nd_folder_visitor *const visitor = walk->visitor;
	return visitor->left_out(visitor->ctx, walk->path.items, why);
}

static enum nd_status walk_folder(struct walk *walk);

/* The entry that walk->path, terminated, leads to. */
static enum nd_status visit(struct walk *walk)
{
	const char *const path = walk->path.items;
	struct stat self, target;
	char why[ND_ERRNO_TEXT];

	if (lstat(path, &self) || stat(path, &target))
		return leave_out(walk, nd_errno_text(why, errno));
	if (S_ISREG(target.st_mode))
		return walk->visitor->file(walk->visitor->ctx, path);
	if (S_ISDIR(self.st_mode))
		return walk_folder(walk);
	if (S_ISDIR(target.st_mode))
		return ND_OK;	/* a link to a folder */
	return leave_out(walk, "neither a file nor a folder");
}

/* Visit the entry 'name' of the folder at walk->path. */
static enum nd_status visit_name(struct walk *walk, const char *name)
{
	const size_t n = walk->path.n;
	const int slash = n && ((const char *)walk->path.items)[n - 1] == '/';
	enum nd_status status;

	if ((!slash && !nd_array_append(&walk->path, "/", 1)) ||
	    !nd_array_append(&walk->path, name, strlen(name)) ||
	    !nd_array_append(&walk->path, "", 1))
		return nd_fail_memory(walk->err);
	walk->path.n--;
	status = visit(walk);
	walk->path.n = n;
	return status;
}

/* The folder at walk->path, terminated. */
static enum nd_status walk_folder(struct walk *walk)
{
	struct nd_array names = ND_ARRAY_INIT(char *, MOST_NAMES);
	char why[ND_ERRNO_TEXT];
	enum nd_status status;

	if (walk->depth == ND_FOLDER_DEPTH)
		return leave_out(walk, "too many folders within folders");
	status = read_names(walk->path.items, &names);
	if (status == ND_ENOMEM) {
		nd_fail_memory(walk->err);
	} else if (status == ND_EIO && walk->depth) {
		status = leave_out(walk, nd_errno_text(why, errno));
	} else if (status == ND_EIO) {
		nd_fail(walk->err, status, "cannot open '%s': %s",
			(const char *)walk->path.items, nd_errno_text(why, errno));
	}
	walk->depth++;
	for (size_t i = 0; status == ND_OK && i < names.n; i++)
		status = visit_name(walk, ((char *const *)names.items)[i]);
	walk->depth--;
	release_names(&names);
	return status;
}

enum nd_status nd_folder_walk(const char *path, const struct nd_folder_visitor *visitor,
			      struct nd_error *err)
{
	struct walk walk = { visitor, ND_ARRAY_INIT(char, MOST_PATH), 0, err };
	enum nd_status status;

	if (nd_array_append(&walk.path, path, strlen(path) + 1)) {
		walk.path.n--;
		status = walk_folder(&walk);
	} else {
		status = nd_fail_memory(err);
	}
	nd_array_release(&walk.path);
	return status;
}
