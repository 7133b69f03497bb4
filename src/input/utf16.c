/* utf16.c - see utf16.h */
#include "input/utf16.h"

#include <string.h>


static enum nd_probe probe(struct nd_text head, int all)
{
	static const char wide[] = "\0\0\xfe\xff";	/* UTF-32, high byte first */

	if (head.len >= 2 && (!memcmp(head.at, "\xff\xfe", 2) || !memcmp(head.at, "\xfe\xff", 2)))
		return ND_PROBE_YES;
	if (head.len >= 4)
		return memcmp(head.at, wide, 4) ? ND_PROBE_NO : ND_PROBE_YES;
	if (!all && (head.len < 2 ? strchr("\xff\xfe", *head.at) != NULL
				  : !memcmp(head.at, wide, head.len)))
		return ND_PROBE_MORE;
	return ND_PROBE_NO;
}

static enum nd_status read_wide(struct nd_reading *reading)
{
	struct nd_array utf8 = ND_ARRAY_INIT(char, 2 * reading->max_record + 65536);
	enum nd_status status = nd_reading_all(reading, reading->max_record);
	const struct nd_text bytes = nd_source_unread(&reading->source);
	struct nd_decoded decoded;

	if (status != ND_OK)
		return status;
	if (bytes.len > reading->max_record)
		return nd_complain(reading, 0, 1, "more than %zu bytes that are not UTF-8",
				   reading->max_record);
	status = nd_reading_decode(reading, 0, bytes, NULL, ND_MARKUP_NONE, &utf8, &decoded);
	if (status == ND_OK && decoded.text.at)
		status = nd_read_memory(reading, reading->file, decoded.text);
	nd_array_release(&utf8);
	return status;
}

const struct nd_format nd_format_utf16 = { "UTF-16", probe, read_wide };
