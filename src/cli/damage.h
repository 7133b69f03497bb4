/*
 * damage.h - the last words over what is mapped and breaks
 *
 * LMDB maps its file and believes it.  Pages that were changed behind its back
 * can send it to memory that is not there, which the system answers with
 * SIGSEGV or SIGBUS; so does a disk that can no longer be read.
 */
#ifndef ND_CLI_DAMAGE_H
#define ND_CLI_DAMAGE_H

/* From now on such an end is told, with the name of the store, and the exit status is
 * EXIT_TROUBLE. */
void damage_watch(const char *store);

/* The same for a file of sketches, which is mapped, too, and was checked: only SIGBUS. */
void damage_watch_shard(const char *path);

#endif
