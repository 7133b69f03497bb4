/* folding.c - one pass over decomposed text: letters replaced, marks dropped after their base */
#include "text/folding.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>

#define DOT_ABOVE	0x0307
#define DIAERESIS	0x0308
#define ACUTE		0x0301
#define COMMA_BELOW	0x0326
#define CEDILLA		0x0327
#define VIRAMA		0x094d
#define ANUSVARA	0x0902

static int within(UChar32 c, UChar32 from, UChar32 to)
{
	return c >= from && c <= to;
}

static int is_mark(UChar32 c)
{
	return (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0;
}

int nd_folding_drops(uint32_t mark)
{
	const UChar32 c = (UChar32)mark;

	if (c == 0x0640 || c == 0x093c)		/* tatweel, nukta */
		return 1;
	return u_charType(c) == U_NON_SPACING_MARK &&
	       (within(c, 0x0591, 0x05c7) ||	/* Hebrew */
		within(c, 0x0610, 0x061a) || within(c, 0x064b, 0x065f) || c == 0x0670 ||
		within(c, 0x06d6, 0x06ed) || within(c, 0x0898, 0x08ff));
}

/* Is the mark dropped after this letter? */
static int drops_after(UChar32 base, UChar32 mark)
{
	if (within(base, 0x0370, 0x03ff))	/* Greek accents, breathings, dialytika, length */
		return mark == 0x0300 || mark == ACUTE || mark == 0x0304 || mark == 0x0306 ||
		       mark == DIAERESIS || mark == 0x0313 || mark == 0x0314 || mark == 0x0342;
	switch (base) {
	case 'i': case 'j':
		return mark == DOT_ABOVE;
	case 0x0435:				/* Cyrillic e */
		return mark == DIAERESIS || mark == ACUTE;
	case 0x0430: case 0x0438: case 0x043e: case 0x0443: case 0x044b: case 0x044d: case 0x044e:
	case 0x044f: case 0x0454: case 0x0456:	/* the other vowels */
		return mark == ACUTE;
	default:
		return 0;
	}
}

static UChar32 letter(UChar32 c)
{
	switch (c) {
	case 0x0131:
		return 'i';		/* dotless i */
	case COMMA_BELOW:
		return CEDILLA;
	case 0x0671: case 0x0672: case 0x0673:
		return 0x0627;		/* alef with wasla or a wavy hamza */
	case 0x0649: case 0x06cc:
		return 0x064a;		/* alef maqsura and Farsi ya: ya */
	case 0x06a9: case 0x06aa:
		return 0x0643;		/* keheh, swash kaf: kaf */
	case 0x0629: case 0x06c1: case 0x06c3: case 0x06d5:
		return 0x0647;		/* ta marbuta, heh goal, ae: ha */
	case 0x0901:
		return ANUSVARA;	/* chandrabindu */
	}
	return u_isdigit(c) ? '0' + u_charDigitValue(c) : c;
}

/* The five classes of Devanagari stops are five letters each, the last one the nasal. */
static int is_nasal_of(UChar32 nasal, UChar32 stop)
{
	const UChar32 first = 0x0915, last = 0x092e, gap = 0x0929;	/* NNNA is no class's */

	if (!within(nasal, first, last) || !within(stop, first, last) || nasal == gap || stop == gap)
		return 0;
	nasal -= first + (nasal > gap);
	stop -= first + (stop > gap);
	return nasal % 5 == 4 && stop / 5 == nasal / 5 && stop != nasal;
}

/* Make an anusvara of the nasal and virama that end 'out', if c is a stop of the same class. */
static int32_t fold_nasal(UChar *out, int32_t n, UChar32 c)
{
	if (n < 2 || out[n - 1] != VIRAMA || !is_nasal_of(out[n - 2], c))
		return n;
	out[n - 2] = ANUSVARA;
	return n - 1;
}

int32_t nd_folding(const uint16_t *from, int32_t n, uint16_t *out)
{
	UChar32 base = 0, c;
	int32_t folded = 0;

	for (int32_t i = 0; i < n;) {
		U16_NEXT(from, i, n, c);
		if (nd_folding_drops((uint32_t)c) || (is_mark(c) && drops_after(base, c)))
			continue;
		c = letter(c);
		if (!is_mark(c))
			base = c;
		folded = fold_nasal(out, folded, c);
		if (c == 0x0153) {		/* oe */
			out[folded++] = 'o';
			c = 'e';
		}
		U16_APPEND_UNSAFE(out, folded, c);
	}
	return folded;
}
