/* mapped.c - open, fstat, mmap */
#include "base/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum nd_status nd_map(struct nd_mapped *mapped, const char *path, struct nd_error *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[ND_ERRNO_TEXT];
	struct stat about;
	int number = 0;
	void *at = NULL;

	*mapped = (struct nd_mapped){ NULL, 0 };
	if (fd < 0 || fstat(fd, &about))
		number = errno;
	else if (about.st_size)
		at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		number = errno;
	if (fd >= 0)
		close(fd);
	if (number)
		return nd_fail(err, number == ENOENT ? ND_ENOENT : ND_EIO, "cannot open '%s': %s",
			       path, nd_errno_text(text, number));
	if (at)
		*mapped = (struct nd_mapped){ at, (size_t)about.st_size };
	return ND_OK;
}

void nd_unmap(struct nd_mapped *mapped)
{
	if (mapped->at)
		munmap((void *)mapped->at, mapped->n);
	*mapped = (struct nd_mapped){ NULL, 0 };
}
