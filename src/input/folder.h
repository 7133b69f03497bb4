/*
 * folder.h - the files of a folder, and of the folders within
 *
 * Entries come by name, bytewise, whatever the file system gives first; those
 * that start with a dot are left out.  A link to a file is read, a link to a
 * folder is not followed, so that no path comes twice and none is endless.
 */
#ifndef ND_INPUT_FOLDER_H
#define ND_INPUT_FOLDER_H

#include "neardup.h"

#define ND_FOLDER_DEPTH 64	/* folders within folders, at most */

/* What a walk tells; anything but ND_OK ends it. */
struct nd_folder_visitor {
	enum nd_status (*file)(void *ctx, const char *path);
	/* 'path' is left out; 'why' is a sentence */
	enum nd_status (*left_out)(void *ctx, const char *path, const char *why);
	void *ctx;
};

/* Visit every file in 'path'.  ND_EIO: the folder itself cannot be read. */
enum nd_status nd_folder_walk(const char *path, const struct nd_folder_visitor *visitor,
			      struct nd_error *err);

#endif
