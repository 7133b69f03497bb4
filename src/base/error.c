/* error.c - one shape for every error, and the names of the codes */
#include "base/error.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum nd_status nd_fail(struct nd_error *err, enum nd_status status, const char *format, ...)
{
	va_list args;

	if (err) {
		err->status = status;
		va_start(args, format);
		vsnprintf(err->message, sizeof(err->message), format, args);
		va_end(args);
	}
	return status;
}

enum nd_status nd_fail_memory(struct nd_error *err)
{
	return nd_fail(err, ND_ENOMEM, "out of memory");
}

const char *nd_errno_text(char out[ND_ERRNO_TEXT], int number)
{
	/* GNU's strerror_r() may return a string of its own. */
	char room[ND_ERRNO_TEXT];
	const char *const text = strerror_r(number, room, sizeof(room));

	snprintf(out, ND_ERRNO_TEXT, "%c%s", tolower((unsigned char)*text), text + 1);
	return out;
}

const char *nd_status_text(enum nd_status status)
{
	switch (status) {
	case ND_OK:		return "ok";
	case ND_ENOMEM:		return "out of memory";
	case ND_EINVAL:		return "argument out of range";
	case ND_EIO:		return "input or output error";
	case ND_EFORMAT:	return "malformed data";
	case ND_EEXIST:		return "id already taken";
	case ND_ENOENT:		return "no such article";
	case ND_ESTOPPED:	return "stopped by callback";
	case ND_EVERSION:	return "another version or other parameters";
	case ND_EBUSY:		return "another process is writing";
	}
	return "unknown status";
}
