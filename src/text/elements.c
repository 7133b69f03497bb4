/* elements.c - words as they are, what touches a character without spaces taken apart */
#include "text/elements.h"

#include "base/hash.h"

enum nd_status nd_elements_begin(struct nd_elements *e, size_t room)
{
	e->hash.n = e->token.n = e->turns.n = 0;
	return nd_array_reserve(&e->hash, room + ND_SLACK) && nd_array_reserve(&e->token, room) &&
	       nd_array_reserve(&e->turns, room) ? ND_OK : ND_ENOMEM;
}

static void put(struct nd_elements *e, uint64_t hash, size_t at, int character)
{
	if ((int)(e->turns.n & 1) != character)
		((uint32_t *)e->turns.items)[e->turns.n++] = (uint32_t)e->hash.n;
	((uint64_t *)e->hash.items)[e->hash.n++] = hash;
	((uint32_t *)e->token.items)[e->token.n++] = (uint32_t)at;
}

static void put_characters(struct nd_elements *e, size_t at, const struct nd_piece *piece)
{
	for (size_t from = 0, to; from < piece->len; from = to) {
		to = from + 1;
		while (to < piece->len && ((unsigned char)piece->folded[to] & 0xc0) == 0x80)
			to++;
		/* mostly ASCII: of one byte, known to be so, there is nothing to copy */
		put(e, to - from == 1 ? nd_hash_word(piece->folded + from, 1) :
		       nd_hash_word(piece->folded + from, to - from), at, 1);
	}
}

void nd_elements_add(struct nd_elements *e, size_t at, const struct nd_piece *piece)
{
	const int after_character = (int)(e->turns.n & 1);
	const int apart = piece->alone || piece->glued || piece->next_glued;

	if (e->hash.n && !piece->glued && (apart || after_character))
		put(e, nd_hash_word(" ", 1), at, 1);
	if (apart && !piece->alone)
		put_characters(e, at, piece);
	else
		put(e, piece->hash, at, apart);
}

void nd_elements_add_alone(struct nd_elements *e, const struct nd_kernels *kernels,
			   const uint64_t *hash, const uint32_t *begin, const uint32_t *end,
			   size_t from, size_t to)
{
	uint64_t *const out = e->hash.items;

	if (from == to)
		return;
	if (!(e->turns.n & 1))
		((uint32_t *)e->turns.items)[e->turns.n++] = (uint32_t)e->hash.n;
	if (!e->hash.n)		/* nothing stands before the first */
		out[e->hash.n++] = hash[from++];
	e->hash.n += kernels->space_out(hash + from, begin + from, end + from, to - from,
					nd_hash_word(" ", 1), out + e->hash.n);
}

enum nd_status nd_elements_of_tokens(struct nd_elements *e, const struct nd_tokens *tokens)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t n = tokens->list.n;
	size_t room = 0;

	for (size_t i = 0; i < n; i++)
		room += ND_ELEMENTS_MOST(token[i].flags & ND_TOKEN_ALONE, token[i].folded_len);
	if (nd_elements_begin(e, room) != ND_OK)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct nd_piece piece = {
			.hash = token[i].hash,
			.folded = (const char *)tokens->folded.items + token[i].folded,
			.len = token[i].folded_len,
			.alone = !!(token[i].flags & ND_TOKEN_ALONE),
			.glued = !!(token[i].flags & ND_TOKEN_GLUED),
			.next_glued = i + 1 < n && (token[i + 1].flags & ND_TOKEN_GLUED),
		};

		nd_elements_add(e, i, &piece);
	}
	return ND_OK;
}

void nd_elements_release(struct nd_elements *e)
{
	nd_array_release(&e->hash);
	nd_array_release(&e->token);
	nd_array_release(&e->turns);
}
