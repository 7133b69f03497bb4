/* model_counts.c - who has this term? ask everyone */
#include "model/model.h"

size_t model_document_count(const struct nd_term *const *terms, const size_t *n_terms,
			    size_t articles, uint64_t key)
{
	size_t count = 0;

	for (size_t i = 0; i < articles; i++) {
		int has = 0;

		for (size_t k = 0; k < n_terms[i]; k++)
			has |= terms[i][k].key == key;
		count += (size_t)has;
	}
	return count;
}
