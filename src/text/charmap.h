/*
 * charmap.h - what each character is, and what it becomes
 *
 * The one definition of text that every stage shares:
 *
 *   fold     Unicode's NFKC_Casefold (UAX #31, R5): case, width, ligatures and
 *            compatibility forms disappear, so do soft hyphens and zero-width
 *            characters; composed and decomposed spellings become one.  On top
 *            what folding.h lists: digits of every script, Arabic and Hebrew
 *            vowel marks, and other second spellings of one word.
 *   word     a maximal run of letters, digits, marks and '_'.  Apostrophes and
 *            hyphens end a word, also those that Unicode calls letters.
 *   char     in Han, Hiragana, Katakana, Bopomofo, Yi, Thai, Lao, Khmer and
 *            Myanmar, which put no spaces between words, every letter with its
 *            marks is a token of its own.
 *
 * ICU answers once for each character that occurs; the answers are kept in
 * pages of 256.
 */
#ifndef ND_TEXT_CHARMAP_H
#define ND_TEXT_CHARMAP_H

#include <stdatomic.h>
#include <stdint.h>

#include "kernel/kernel.h"

/* An entry: what the character becomes in the low 21 bits (0: itself), above it what it is. */
#define ND_CHAR_FOLD	0x1fffffu
#define ND_CHAR_CLASS	(7u << 21)
#define ND_CHAR_BREAK	(0u << 21)	/* ends a token, is in none */
#define ND_CHAR_WORD	(1u << 21)	/* letter or digit of a word */
#define ND_CHAR_ALONE	(2u << 21)	/* a token of its own */
#define ND_CHAR_MARK	(3u << 21)	/* goes with what is before it */
#define ND_CHAR_SKIP	(4u << 21)	/* dropped as if it were not there */
#define ND_CHAR_EXPAND	(5u << 21)	/* becomes several: nd_charmap_expand() */
#define ND_CHAR_UPPER	(1u << 24)	/* upper or title case */
#define ND_CHAR_DIGIT	(1u << 25)	/* a digit or, as in Han, a word for a number */
#define ND_CHAR_JOINS	(1u << 26)	/* may compose with the one before: respell the token */
#define ND_CHAR_STOP	(1u << 27)	/* ends a sentence */
#define ND_CHAR_OPEN	(1u << 28)	/* opens a quotation */
#define ND_CHAR_CLOSE	(1u << 29)	/* closes one; both bits: does either */

#define ND_EXPAND_MAX	18	/* code points; U+FDFA becomes 18, none becomes more */

struct nd_charmap;

/* Thread-safe once open: pages are published atomically. */
enum nd_status nd_charmap_open(struct nd_charmap **out, struct nd_error *err);
void nd_charmap_close(struct nd_charmap *map);	/* NULL is fine */

/* The entry of code point c (any value; beyond Unicode: a break).  Out of memory: computed anew. */
uint32_t nd_charmap_get(struct nd_charmap *map, uint32_t c);

/*
 * The same without a call, for loops over characters; c is below ND_CHAR_END.
 * 'pages' are those of the map: at[c >> 8] is NULL until somebody asks for it.
 */
#define ND_CHAR_END	0x110000u
#define ND_CHAR_PAGE	256u
struct nd_charmap_pages {
	_Atomic(uint32_t *) at[ND_CHAR_END / ND_CHAR_PAGE];
};
const struct nd_charmap_pages *nd_charmap_pages(const struct nd_charmap *map);

static inline uint32_t nd_charmap_look(const struct nd_charmap_pages *pages,
				       struct nd_charmap *map, uint32_t c)
{
	const uint32_t *const page = atomic_load_explicit(&pages->at[c / ND_CHAR_PAGE],
							  memory_order_acquire);

	return page ? page[c % ND_CHAR_PAGE] : nd_charmap_get(map, c);
}

/* What the easy characters become, for the kernels. */
const struct nd_fold *nd_charmap_fold(const struct nd_charmap *map);

/* What an ND_CHAR_EXPAND character becomes; returns how many code points, at most ND_EXPAND_MAX. */
unsigned nd_charmap_expand(const struct nd_charmap *map, uint32_t c, uint32_t out[ND_EXPAND_MAX]);

/*
 * Spell n bytes of folded UTF-8 in the one way: decomposed, folded as folding.h
 * says, in NFC, into 'out' of 'room' bytes.  Returns the length, or 0 if it does
 * not fit or is not UTF-8: use the bytes as they are.
 */
size_t nd_charmap_compose(const struct nd_charmap *map, const char *at, size_t n,
			  char *out, size_t room);

#endif
