/* model_counts.c - who has this term? ask everyone */
#include "model/model.h"

size_t model_document_count(const struct nd_terms *terms, size_t articles, uint32_t key)
{
	size_t count = 0;

	for (size_t i = 0; i < articles; i++) {
		int has = 0;

		for (uint32_t k = 0; k < terms[i].n; k++)
			has |= terms[i].key[k] == key;
		count += (size_t)has;
	}
	return count;
}
