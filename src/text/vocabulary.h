/*
 * vocabulary.h - all terms of a pile of articles, counted, numbered, weighed
 *
 * The weight of a term is its idf: the logarithm of how rare it is.  How rare
 * is counted in the pile and mixed with the background table, as if the table
 * were ND_BACKGROUND_ARTICLES more articles: with two articles alone the table
 * decides, with tens of thousands the pile does.  An article whose words the
 * table hardly knows (another language) gives the table no say.
 *
 * How many articles a term could have been in is a question of its language:
 * in a pile of 15,000 English and 600 Vietnamese articles a Vietnamese word
 * that 60 have is common.  An article's kin are the articles that have its
 * commonest words.
 *
 * A long article has more terms than a short one, whatever it is about.  Where 8,000
 * excerpts of 50 words are in a pile with 15,000 reports of 500, what both have would be
 * common by the reports alone, and what only the excerpts have rare.  So an article counts
 * for the less the more terms it has: of n terms for c / (n + 200), with c such that the
 * articles of a pile count for as many as they are.  Pair F1 of the stories of neus_allsides
 * in the crowd of Reuters .577 -> .587 (with 500 .586, with 100 .591), of wikinews_events .758
 * -> .757 (.750, .757), of vmds .877 -> .882 (100: .875); by themselves vmds .897 -> .885 (100:
 * .892), the others within .003.
 *
 * The pair at hand is not counted: whether a term is rare is asked of the
 * others, or else two reports alone would make all they share look common.
 */
#ifndef ND_TEXT_VOCABULARY_H
#define ND_TEXT_VOCABULARY_H

#include "base/array.h"
#include "text/packed_terms.h"

/* The terms of one article. */
struct nd_term_source {
	struct nd_packed_terms terms;
	float confidence;	/* in the background table, for this article: 0-1 */
	float mass;		/* for how many articles it counts; nd_vocabulary_open() says */
};

/* The two weights of a term: counted in the pile and mixed with the background, and the same
 * with 20 times the weight on the background. */
struct nd_idf {
	float mixed, background;
};

/*
 * While a vocabulary is open the articles' lists of terms are borrowed, and are read here:
 *
 *	before	key 03f1  key 2a07  key 29e0  key 7c11
 *	read	   no. 17    no. 902 |	key 03f1  key 7c11
 *		those that some	     |	those that only this
 *		other article has    |	article has
 *
 * Both parts are in order; level, tf and flags move along.
 */
struct nd_vocabulary {
	struct nd_term_source *sources;
	size_t articles;
	uint32_t n;		/* terms that two articles or more have */
	uint32_t *key;		/* of each, ascending */
	struct nd_idf *idf;	/* of each */
	uint32_t *first;	/* of each shard (numbering.h): number of its first term */
	uint32_t *shared;	/* of each article: how many of its terms have a number */
	float *kin;		/* of each article: how many are in its language */
	uint32_t longest;	/* list */
	struct nd_array scratch; /* uint32_t: room for the keys of the longest list */
};

/*
 * Count, number and weigh.  'sources' stays yours and must outlive it.  Fails
 * only with ND_ENOMEM, and then the lists are as they were.
 */
enum nd_status nd_vocabulary_open(struct nd_vocabulary *vocabulary, struct nd_term_source *sources,
				  size_t articles, unsigned threads);

/* Read an article's list into 'room' (bytes), which is yours to write to.  Fails only with ND_ENOMEM. */
enum nd_status nd_vocabulary_read(const struct nd_vocabulary *vocabulary, size_t article,
				  struct nd_array *room, struct nd_terms *out);

/* Make the lists what they were.  After that the vocabulary can only be closed. */
void nd_vocabulary_return(struct nd_vocabulary *vocabulary);

/* The lists are gone: of the vocabulary the weights stay. */
void nd_vocabulary_lose_lists(struct nd_vocabulary *vocabulary);

/* Free it; the lists stay as they are. */
void nd_vocabulary_close(struct nd_vocabulary *vocabulary);

#define ND_LADDER 256	/* steps, 8 an octave of 32 */

/* The words of one article by how many articles have them; begin with zeros. */
struct nd_ladder {
	uint32_t most[ND_LADDER];	/* of each step: the most articles */
	uint64_t words[ND_LADDER];	/* of each: occurrences */
};
/* The step of a term that 'in' (>= 1) articles have, and by the natural logarithm of that. */
unsigned nd_ladder_step(uint32_t in);
unsigned nd_ladder_step_by(double log);
/* Add a word of that step, which 'in' articles have, the article itself included. */
static inline void nd_ladder_climb(struct nd_ladder *ladder, unsigned step, uint32_t in, unsigned tf)
{
	ladder->words[step] += tf;
	if (in > ladder->most[step])
		ladder->most[step] = in;
}
/* The article's kin, or 0 where it has no words. */
uint32_t nd_ladder_kin(const struct nd_ladder *ladder);

/* idf of a term that 'in' (>= 1) of 'kin' articles have, both by their mass, of this background level;
 * 'confidence' is the mean over those articles. */
struct nd_idf nd_idf(double in, double kin, unsigned level, double confidence);

/* The same of n terms of one article, many at once; 'scratch' has room for 2 n. */
void nd_idf_of_all(const uint32_t *in, const uint8_t *level, size_t n, double kin,
		   double confidence, double *scratch, struct nd_idf *out);

#endif
