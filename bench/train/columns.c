/* columns.c - templates out of real articles, sentence by sentence */
#include "train/columns.h"

#include <string.h>

#define LEAST		1000	/* bytes of a template */
#define MOST		6000
#define LEAST_NUMBERS	10
#define SENTENCE_LEAST	20	/* bytes; what is shorter is a dateline or a heading and stays */
#define DAY		86400
#define HOUR		3600

static const char *const weekdays[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

/* A text that is being written; it never outgrows its room. */
struct sheet {
	char *at;
	size_t len, room;
};

static struct sheet sheet_of(struct nd_arena *arena, size_t room)
{
	char *const at = nd_arena_take(arena, room);

	if (!at)
		die("out of memory");
	return (struct sheet){ at, 0, room };
}

static void put(struct sheet *sheet, const char *at, size_t len)
{
	if (len > sheet->room - sheet->len)
		len = sheet->room - sheet->len;
	memcpy(sheet->at + sheet->len, at, len);
	sheet->len += len;
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t count_numbers(struct nd_text text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += is_digit(text.at[i]) && (i == 0 || !is_digit(text.at[i - 1]));
	return n;
}

/* The sentence that begins at byte 'from', with the end and the space after it. */
static struct nd_text sentence_at(struct nd_text text, size_t from)
{
	size_t i = from;

	while (i < text.len && !ends_at(text, i))
		i++;
	i += i < text.len;
	while (i < text.len && text.at[i] == ' ')
		i++;
	return (struct nd_text){ text.at + from, i - from };
}

/* A weekday that begins here, or 7. */
static unsigned weekday_at(struct nd_text text, size_t i)
{
	unsigned day = 0;

	while (day < 7 && (text.len - i < strlen(weekdays[day]) ||
			   memcmp(text.at + i, weekdays[day], strlen(weekdays[day]))))
		day++;
	return day;
}

/* Write a number of as many digits; a year stays. */
static void put_number(struct sheet *sheet, const char *at, size_t len, struct drawing *drawing)
{
	if (len == 4 && (!memcmp(at, "19", 2) || !memcmp(at, "20", 2))) {
		put(sheet, at, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		const char digit = (char)(len > 1 && i == 0 ? '1' + (char)draw(drawing, 9) :
					  '0' + (char)draw(drawing, 10));

		put(sheet, &digit, 1);
	}
}

/* Write a text with so many in a hundred of its numbers drawn anew, and its weekdays moved on. */
static void put_changed(struct sheet *sheet, struct nd_text text, uint32_t changed, uint32_t days,
			struct drawing *drawing)
{
	for (size_t i = 0, n; i < text.len; i += n) {
		const unsigned day = weekday_at(text, i);

		n = 1;
		if (day < 7) {
			const char *const later = weekdays[(day + days) % 7];

			n = strlen(weekdays[day]);
			put(sheet, later, strlen(later));
		} else if (is_digit(text.at[i])) {
			while (i + n < text.len && is_digit(text.at[i + n]))
				n++;
			if (draw(drawing, 100) < changed)
				put_number(sheet, text.at + i, n, drawing);
			else
				put(sheet, text.at + i, n);
		} else {
			put(sheet, text.at + i, 1);
		}
	}
}

static const struct nd_article *other_article(const struct column *column)
{
	const struct set *const crowd = column->crowd;
	const struct nd_article *other;

	do
		other = &set_at(crowd, draw(column->drawing, (uint32_t)crowd->articles.n))->article;
	while (other == column->base || other->text.len < LEAST);
	return other;
}

const struct set_article *column_base(const struct set *crowd, struct drawing *drawing)
{
	const struct set_article *base;

	do
		base = set_at(crowd, draw(drawing, (uint32_t)crowd->articles.n));
	while (base->article.text.len < LEAST || base->article.text.len > MOST ||
	       count_numbers(base->article.text) < LEAST_NUMBERS);
	return base;
}

void column_start(struct column *column, const struct set *crowd, const struct nd_article *base,
		  struct drawing *drawing)
{
	*column = (struct column){
		.crowd = crowd, .base = base, .drawing = drawing,
		.kept = 30 + draw(drawing, 40), .seed = drawing->state,
	};
}

/* Half the titles are the template's, the others begin like it and go on like another's. */
static struct nd_text new_title(const struct column *column, const struct nd_article *other,
				struct nd_arena *arena)
{
	const struct nd_text title = column->base->title;
	struct sheet sheet = sheet_of(arena, title.len + other->title.len + 32);
	size_t begun = 0;

	if (column->seed % 2 == 0) {
		put_changed(&sheet, title, 100, column->days, column->drawing);
		return (struct nd_text){ sheet.at, sheet.len };
	}
	for (unsigned words = 0; begun < title.len && words < 2; begun++)
		words += title.at[begun] == ' ';
	put_changed(&sheet, (struct nd_text){ title.at, begun }, 100, column->days, column->drawing);
	put(&sheet, other->title.at, other->title.len);
	return (struct nd_text){ sheet.at, sheet.len };
}

/* A kept sentence: one in three ends, after its last comma, like the other article's. */
static void put_kept(struct sheet *sheet, struct nd_text sentence, struct nd_text instead,
		     const struct column *column)
{
	size_t head = sentence.len, tail = instead.len;

	if (draw(column->drawing, 3) == 0) {
		while (head > 0 && sentence.at[head - 1] != ',')
			head--;
		while (tail > 0 && instead.at[tail - 1] != ',')
			tail--;
	}
	if (head == 0 || tail == 0)
		head = sentence.len, tail = instead.len;
	put_changed(sheet, (struct nd_text){ sentence.at, head }, 90, column->days, column->drawing);
	put(sheet, instead.at + tail, instead.len - tail);
}

struct nd_article column_next(struct column *column, struct nd_arena *arena)
{
	const struct nd_article *const base = column->base, *const other = other_article(column);
	struct nd_article out = *base;
	struct sheet sheet = sheet_of(arena, 4 * base->text.len + 4096);
	size_t borrowed = 0;
	uint64_t place = 0;

	out.title = new_title(column, other, arena);
	for (size_t i = 0; i < base->text.len; place++) {
		const struct nd_text sentence = sentence_at(base->text, i);
		const struct nd_text instead = sentence_at(other->text, borrowed);
		/* sentences with numbers are what a template is made of; the opening never is */
		const uint32_t kept = column->kept + (count_numbers(sentence) ? 20 : 0) -
			(place == 0 ? 20 : 0);

		i += sentence.len;
		borrowed += instead.len;
		if (sentence.len < SENTENCE_LEAST ||
		    nd_mix(column->seed + place) % 100 < kept)
			put_kept(&sheet, sentence, instead, column);
		else
			put(&sheet, instead.at, instead.len);
		if (borrowed >= other->text.len)
			borrowed = 0;
	}
	out.text = (struct nd_text){ sheet.at, sheet.len };
	if (base->published != ND_NO_TIME)
		out.published += (int64_t)column->days * DAY +
			(int64_t)draw(column->drawing, 4 * HOUR);
	column->days += 1 + (draw(column->drawing, 4) == 0);
	return out;
}

/* The same report again: of its sentences 'replaced' in a hundred give way to another
 * article's, and of the numbers in the others 'changed' in a hundred are others. */
static struct nd_text rewrite(const struct column *column, struct nd_text text, uint32_t replaced,
			      uint32_t changed, struct nd_arena *arena)
{
	const struct nd_article *const other = other_article(column);
	struct sheet sheet = sheet_of(arena, 2 * (text.len + other->text.len) + 64);
	size_t borrowed = 0;

	for (size_t i = 0; i < text.len;) {
		const struct nd_text sentence = sentence_at(text, i);
		const struct nd_text instead = sentence_at(other->text, borrowed);

		i += sentence.len;
		if (draw(column->drawing, 100) < replaced) {
			put(&sheet, instead.at, instead.len);
			borrowed += instead.len;
		} else {
			put_changed(&sheet, sentence, changed, 0, column->drawing);
		}
	}
	return (struct nd_text){ sheet.at, sheet.len };
}

/* Every second sentence, begun with the first or the second. */
static struct nd_text half_of(struct nd_text text, unsigned which, struct nd_arena *arena)
{
	struct sheet sheet = sheet_of(arena, text.len + 1);
	unsigned place = which;

	for (size_t i = 0; i < text.len;) {
		const struct nd_text sentence = sentence_at(text, i);

		i += sentence.len;
		place += sentence.len >= SENTENCE_LEAST;
		if (place % 2)
			put(&sheet, sentence.at, sentence.len);
	}
	return (struct nd_text){ sheet.at, sheet.len };
}

struct nd_article column_update(const struct column *column, struct nd_article *instalment,
				struct nd_arena *arena)
{
	struct drawing *const drawing = column->drawing;
	struct nd_article out = *instalment;
	/* as far apart as instalments are, or nearer: the hours alone must not decide */
	uint32_t hours = draw(drawing, 3) ? 96 : 12;

	switch (draw(drawing, 6)) {
	case 0: case 1: case 2:	/* another paper's, from another agency */
		out.text = half_of(instalment->text, 1, arena);
		instalment->text = half_of(instalment->text, 0, arena);
		break;
	case 3:			/* updated */
		out.text = rewrite(column, instalment->text, 5 + draw(drawing, 30),
				   draw(drawing, 40), arena);
		break;
	case 4:			/* rewritten; the numbers are the same */
		out.text = rewrite(column, instalment->text, 35 + draw(drawing, 45), 0, arena);
		break;
	default:		/* of one press release; each paper adds numbers of its own */
		out.text = rewrite(column, instalment->text, 50 + draw(drawing, 35),
				   30 + draw(drawing, 70), arena);
		hours = 16;
	}
	if (draw(drawing, 2))
		out.title = other_article(column)->title;
	if (out.published != ND_NO_TIME)
		out.published += HOUR + (int64_t)draw(drawing, hours * HOUR);
	return out;
}
