/* test_words.c - words where no spaces are, and that they tile the tokens */
#include "text/words.h"

#include "base/utf8.h"
#include "text/tokenizing.h"

/* Tokens and words of a text. */
struct wording {
	struct tokenizing t;
	struct nd_words words;
};

static struct wording wording_open(void)
{
	return (struct wording){ tokenizing_open(), ND_WORDS_INIT };
}

static void wording_close(struct wording *w)
{
	nd_words_release(&w->words);
	tokenizing_close(&w->t);
}

/* The words of the text, folded, each followed by '|'; free() it. */
static char *words_of(struct wording *w, const char *title, const char *text)
{
	const struct nd_token *const token = tokenize(&w->t, text_of(title), text_of(text));
	const struct nd_tokens *const tokens = &w->t.tokens;
	char *const out = take(tokens->folded.n + tokens->list.n + 1, 1), *to = out;

	REQUIRE(nd_words_find(&w->words, tokens) == ND_OK);
	for (size_t i = 0, width; i < tokens->list.n; i += width) {
		width = nd_word_width(&w->words, tokens, i);
		REQUIRE(width >= 1 && width <= ND_WORD_TOKENS && i + width <= tokens->list.n);
		for (size_t k = 0; k < width; k++) {
			REQUIRE(k == 0 || nd_word_width(&w->words, tokens, i + k) == 0);
			memcpy(to, (char *)tokens->folded.items + token[i + k].folded,
			       token[i + k].folded_len);
			to += token[i + k].folded_len;
		}
		*to++ = '|';
	}
	return out;
}

static const struct { const char *title, *text, *words; } examples[] = {
	{ "", "", "" },
	{ "", "no such script", "no|such|script|" },
	{ "", "北京大学", "北京|大学|" },
	{ "", "总统在北京会见总理", "总统|在|北京|会见|总理|" },
	{ "", "東京で会談", "東京|で|会談|" },
	{ "", "ｽﾎﾟｰﾂ大会", "スポーツ|大会|" },		/* half-width kana */
	{ "", "ประเทศไทย", "ประเทศไทย|" },
	{ "", "นายกรัฐมนตรีทำงาน", "นายก|รัฐมนตรี|ทํางาน|" },	/* sara am comes whole */
	{ "", "ປະເທດລາວ", "ປະເທດ|ລາວ|" },
	{ "", "ព្រះរាជាណាចក្រកម្ពុជា", "ព្រះរាជាណាចក្រ|កម្ពុជា|" },
	{ "", "မြန်မာနိုင်ငံသည်", "မြန်မာနိုင်ငံ|သည်|" },
	{ "", "2020年东京奥运会", "2020|年|东京|奥运|会|" },
	{ "", "iPhone手机", "iphone|手机|" },
	{ "", "北京，大学", "北京|大学|" },
	{ "", "北 京", "北|京|" },			/* a space is a boundary */
	{ "北", "京", "北|京|" },				/* so is the seam */
	{ "北京", "北京", "北京|北京|" },
	{ "", "北京\xe2\x80\x8b大学", "北京|大学|" },	/* and a zero-width space */
	{ "", "㌀会議", "アパート|会議|" },			/* four characters in one */
};

START_TEST(examples_are_as_they_should)
{
	struct wording w = wording_open();
	char *const words = words_of(&w, examples[_i].title, examples[_i].text);

	ck_assert_str_eq(words, examples[_i].words);
	free(words);
	wording_close(&w);
}
END_TEST

/* Buffers and the iterator are used again: nothing of the article before is left. */
START_TEST(buffers_are_used_again)
{
	struct wording w = wording_open();
	char *const first = words_of(&w, "", "总统在北京");
	char *const long_one = words_of(&w, "東京", "ประเทศไทย 2020年东京奥运会 and others");
	char *const none = words_of(&w, "", "plain");
	char *const again = words_of(&w, "", "总统在北京");

	ck_assert_str_eq(first, again);
	ck_assert_str_eq(none, "plain|");
	free(first);
	free(long_one);
	free(none);
	free(again);
	wording_close(&w);
}
END_TEST

/* words_of() asks that words tile the tokens, whatever they are. */
START_TEST(words_tile_any_text)
{
	static const uint32_t from[] = { 0x20, 0xe00, 0xe80, 0x1000, 0x1780, 0x3040, 0x30a0, 0x4e00, 0x20000 };
	struct wording w = wording_open();
	uint64_t random = 7;

	for (int round = 0; round < 2000; round++) {
		char text[600];
		const size_t n = random_below(&random, 120);
		size_t len = 0;

		for (size_t i = 0; i < n; i++)
			len += nd_utf8_put(text + len, from[random_below(&random, COUNT(from))] +
						       (uint32_t)random_below(&random, 0x60));
		text[len] = '\0';
		free(words_of(&w, round % 3 ? "" : "题目", text));
	}
	wording_close(&w);
}
END_TEST

START_TEST(long_words_are_cut)
{
	struct wording w = wording_open();
	char text[3 * 500 + 1] = "";

	for (int i = 0; i < 500; i++)
		memcpy(text + 3 * i, "ー", 3);
	text[sizeof(text) - 1] = '\0';
	free(words_of(&w, "", text));
	wording_close(&w);
}
END_TEST

Suite *suite_text_words(void)
{
	Suite *const suite = suite_create("text/words");
	TCase *const tcase = only_case(suite, "words");

	tcase_add_loop_test(tcase, examples_are_as_they_should, 0, COUNT(examples));
	tcase_add_test(tcase, buffers_are_used_again);
	tcase_add_test(tcase, words_tile_any_text);
	tcase_add_test(tcase, long_words_are_cut);
	return suite;
}
