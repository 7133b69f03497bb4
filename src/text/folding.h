/*
 * folding.h - spellings that Unicode's own folding leaves apart
 *
 * NFKC_Casefold makes one of case, width and compatibility forms.  What is
 * left are two ways to spell one word that a language treats as the same; a
 * headline in capitals or another newsroom's keyboard picks the other one:
 *
 *   Arabic script  vowel marks, Quranic marks and tatweel are dropped; alef, waw
 *                  and ya lose hamza and madda; the Persian kaf and ya, alef
 *                  maqsura and all forms of ha with ta marbuta are one letter each
 *                  (Larkey, Ballesteros and Connell, "Light stemming for Arabic
 *                  information retrieval", 2007)
 *   Hebrew         points and accents are dropped
 *   Hindi          nukta is dropped, chandrabindu is anusvara, and a nasal before
 *                  a stop of its own class is anusvara, too (Larkey, Connell and
 *                  Abduljaleel, "Hindi CLIR in thirty days", 2003)
 *   Greek          accents, breathings and dialytika are dropped, as they are in
 *                  capitals
 *   Turkish        dotless and dotted i are one letter: I is the capital of both
 *   Russian        yo is e; stress marks are dropped
 *   Romanian       s and t with a comma are those with a cedilla
 *   French         the ligature oe is two letters
 *   all            decimal digits of every script are 0-9
 *
 * These are rules of letters, not of languages: nobody says what language an
 * article is in.  Other accents stay, for they make other words.
 */
#ifndef ND_TEXT_FOLDING_H
#define ND_TEXT_FOLDING_H

#include <stdint.h>

/* Is it a mark that is dropped wherever it stands? */
int nd_folding_drops(uint32_t c);

/*
 * Fold n units of UTF-16, already NFKC_Casefolded and in NFD, into 'out', room
 * for 2 n; returns how many.  The result is not normalised.  Folding what is
 * folded changes nothing.
 */
int32_t nd_folding(const uint16_t *from, int32_t n, uint16_t *out);

#endif
