/* elements.c - words as they are, what touches a character without spaces taken apart */
#include "text/elements.h"

#include "base/hash.h"

static enum nd_status put(struct nd_elements *e, uint64_t hash, size_t at, int character)
{
	const uint32_t place = (uint32_t)e->hash.n, token = (uint32_t)at;

	if ((int)(e->turns.n & 1) != character && !nd_array_append(&e->turns, &place, 1))
		return ND_ENOMEM;
	if (!nd_array_reserve(&e->hash, 1 + ND_SLACK) || !nd_array_append(&e->token, &token, 1))
		return ND_ENOMEM;
	nd_array_append(&e->hash, &hash, 1);
	return ND_OK;
}

static enum nd_status put_characters(struct nd_elements *e, size_t at, const struct nd_piece *piece)
{
	enum nd_status status = ND_OK;

	for (size_t from = 0, to; from < piece->len && status == ND_OK; from = to) {
		to = from + 1;
		while (to < piece->len && ((unsigned char)piece->folded[to] & 0xc0) == 0x80)
			to++;
		status = put(e, nd_hash_word(piece->folded + from, to - from), at, 1);
	}
	return status;
}

enum nd_status nd_elements_add(struct nd_elements *e, size_t at, const struct nd_piece *piece)
{
	const int after_character = (int)(e->turns.n & 1);
	const int apart = piece->alone || piece->glued || piece->next_glued;

	if (e->hash.n && !piece->glued && (apart || after_character) &&
	    put(e, nd_hash_word(" ", 1), at, 1) != ND_OK)
		return ND_ENOMEM;
	if (apart && !piece->alone)
		return put_characters(e, at, piece);
	return put(e, piece->hash, at, apart);
}

enum nd_status nd_elements_of_tokens(struct nd_elements *e, const struct nd_tokens *tokens)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t n = tokens->list.n;
	enum nd_status status = ND_OK;

	nd_elements_clear(e);
	for (size_t i = 0; i < n && status == ND_OK; i++) {
		const struct nd_piece piece = {
			.hash = token[i].hash,
			.folded = (const char *)tokens->folded.items + token[i].folded,
			.len = token[i].folded_len,
			.alone = !!(token[i].flags & ND_TOKEN_ALONE),
			.glued = !!(token[i].flags & ND_TOKEN_GLUED),
			.next_glued = i + 1 < n && (token[i + 1].flags & ND_TOKEN_GLUED),
		};

		status = nd_elements_add(e, i, &piece);
	}
	return status;
}

void nd_elements_clear(struct nd_elements *e)
{
	e->hash.n = e->token.n = e->turns.n = 0;
}

void nd_elements_release(struct nd_elements *e)
{
	nd_array_release(&e->hash);
	nd_array_release(&e->token);
	nd_array_release(&e->turns);
}
