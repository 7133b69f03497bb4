/*
 * disguise.h - the same articles in a language that nobody knows
 *
 * The labelled sets are English but for one.  What a figure says in a language
 * without a background table, in one that is written syllable by syllable, or in
 * one that inflects its names, must not be learned from that one set alone.  So
 * English articles are put into made languages: letters change places (vowels
 * with vowels), so that no table knows the words; words are cut into syllables;
 * or a word ends now one way, now another.
 */
#ifndef ND_TRAIN_DISGUISE_H
#define ND_TRAIN_DISGUISE_H

#include "train/columns.h"

enum disguise_kind {
	DISGUISE_WORDS,		/* other letters, nothing else */
	DISGUISE_SYLLABLES,	/* and a blank between syllables */
	DISGUISE_ENDINGS,	/* and words of several endings */
	DISGUISE_KINDS
};

/* A made language. */
struct disguise {
	enum disguise_kind kind;
	unsigned char letter[256];	/* what each byte becomes */
	struct drawing *drawing;	/* the endings */
};

/* Draw a language. */
void disguise_start(struct disguise *disguise, enum disguise_kind kind, struct drawing *drawing);

/* Put a text into it; the result is in the arena. */
struct nd_text disguise_text(struct disguise *disguise, struct nd_text text,
			     struct nd_arena *arena);

#endif
