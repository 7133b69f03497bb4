/*
 * encoding.h - from the bytes of a text or page to UTF-8; the one user of ICU's converters
 *
 * The encoding is, the first that is there:
 *
 *	1. what the byte order mark says,
 *	2. what the caller was told, say by an HTTP header,
 *	3. what the page itself says: <meta charset> or http-equiv within its
 *	   first bytes, or the XML declaration,
 *	4. UTF-8, where the bytes are that,
 *	5. a guess: ICU's detector, from the statistics of the bytes.
 *
 * Labels mean what browsers take them for (WHATWG Encoding Standard): Latin-1
 * is windows-1252, GB2312 is GB18030, and so on.  What is declared wrongly is
 * seen in one case: bytes outside ASCII that are UTF-8 are hardly ever
 * anything else, and bytes that are not cannot be.  Then the declaration is
 * left aside, and 'note' says so.  Text that was already garbled when it was
 * stored ("cafÃ©") is valid UTF-8 and stays as it is.
 */
#ifndef ND_INPUT_ENCODING_H
#define ND_INPUT_ENCODING_H

#include <stdint.h>

#include "base/array.h"
#include "neardup.h"

enum nd_markup { ND_MARKUP_NONE, ND_MARKUP_HTML, ND_MARKUP_XML };

struct nd_decoded {
	struct nd_text text;	/* UTF-8: in 'bytes' where nothing had to be done, else in 'out' */
	char name[48];		/* of the encoding, as ICU or the label has it */
	uint64_t broken;	/* places that are not in the encoding; U+FFFD stands there */
	char note[128];		/* what the user should know, else empty: how it was decided */
};

/*
 * Decode 'bytes'; 'told' is the label from outside, or NULL.  'out', an array
 * of char, is emptied first.  ND_EFORMAT: no encoding fits, decoded->note says
 * so.  ND_ENOMEM, also where 'out' is at its ceiling.
 */
enum nd_status nd_decode(struct nd_text bytes, const char *told, enum nd_markup markup,
			 struct nd_array *out, struct nd_decoded *decoded);

/* "charset" of a Content-Type, or "" where it has none.  Cut at the size of 'out'. */
const char *nd_charset(char out[48], struct nd_text content_type);

#endif
