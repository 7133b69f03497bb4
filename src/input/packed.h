/*
 * packed.h - what is compressed or lies in an archive; the one user of libarchive
 *
 *	gzip, zstd, xz, bzip2, lz4	one stream
 *	tar, zip			members, in the order of the archive
 *	tar.gz and the like		members; counts as packed once
 *
 * A member is read as if it were a file in a folder of the archive's name:
 * news.zip/monday/a.html.  Its format is found from its bytes, and it may be
 * packed in turn, ND_PACKED_DEPTH deep in all.  Folders, links and members
 * whose name starts with a dot are left out.
 *
 * An archive from the open web may be a bomb.  What is unpacked goes through
 * one bounded buffer, and reading an archive ends with a complaint when
 *
 *	- more than reading->opt->max_size bytes came out,
 *	- more than ND_PACKED_RATIO times the size of the file came out
 *	  (above ND_PACKED_FREE bytes, to which the ratio does not apply),
 *	- it has more than ND_PACKED_ENTRIES members.
 *
 * What came out before stays.  Behind a damaged member a zip file is read on, and so is a file
 * of several gzip members, as web archives are, what follows as a file named
 * archive/from byte 12345; ND_PACKED_DAMAGES times.
 */
#ifndef ND_INPUT_PACKED_H
#define ND_INPUT_PACKED_H

#include "input/reading.h"

#define ND_PACKED_DEPTH 2		/* an archive, and what is packed in it */
/* News packs 2 to 6 times, a pile of printings of one text 50 times; deflate
 * ends at 1,032, and that is a file of zeros. */
#define ND_PACKED_RATIO 500
#define ND_PACKED_FREE ((uint64_t)16 << 20)	/* bytes */
#define ND_PACKED_ENTRIES ((uint64_t)10 * 1000 * 1000)
#define ND_PACKED_DAMAGES 1000

extern const struct nd_format nd_format_packed;

#define ND_PACKED_WHY 160

/*
 * Unpack 'packed', one stream of the above kinds, and append it to 'out', an
 * array of char, up to its ceiling.  0: something is wrong, and 'why' says
 * what; what came out before is there.
 */
int nd_unpack(struct nd_text packed, struct nd_array *out, char why[ND_PACKED_WHY]);

#endif
