/* test_spelling.c - two spellings of one text give the same tokens */
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "text/tokenizing.h"
#include "base/utf8.h"

static const struct { const char *what, *one, *other; } spellings[] = {
	{ "case", "NEWS of The Day", "news OF tHE dAY" },
	{ "accent", "caf\xc3\xa9", "cafe\xcc\x81" },
	{ "Vietnamese", "Thủ tướng Việt Nam phát biểu",
	  "Thu\xcc\x89 tu\xcc\x9bo\xcc\x9b\xcc\x81ng Vie\xcc\xa3\xcc\x82t Nam pha\xcc\x81t bie\xcc\x82\xcc\x89u" },
	{ "Vietnamese, marks in another order", "Việt", "Vie\xcc\x82\xcc\xa3t" },
	{ "full width", "Ｎｅｗｓ　２０２０", "News 2020" },
	{ "half-width kana", "ﾆｭｰｽ ｶﾞｽ", "ニュース ガス" },
	{ "soft hyphen", "news\xc2\xadpaper", "newspaper" },
	{ "zero width space", "news\xe2\x80\x8bpaper", "newspaper" },
	{ "zero width joiner", "क्‍ष", "क्ष" },
	{ "word joiner, byte order mark", "\xef\xbb\xbfnews\xe2\x81\xa0paper", "newspaper" },
	{ "right-to-left marks", "\xe2\x80\x8fالقاهرة\xe2\x80\x8e", "القاهرة" },
	{ "variation selector", "北\xef\xb8\x80京", "北京" },
	{ "Arabic vowel marks", "مُحَمَّدٌ", "محمد" },
	{ "tatweel", "محـــمد", "محمد" },
	{ "hamza", "أحمد إلى آخر", "احمد الى اخر" },
	{ "hamza apart", "ا\xd9\x94" "حمد", "أحمد" },
	{ "Persian letters", "ایران کشور", "ايران كشور" },
	{ "Urdu hamza apart", "ہ\xd9\x94 ے\xd9\x94 ە\xd9\x94", "ۂ ۓ ۀ" },
	{ "Arabic ligature", "ﻻ ﷲ", "لا الله" },
	{ "Arabic digits", "عام ٢٠١٥ ۲۰۱۵", "عام 2015 2015" },
	{ "Hebrew points", "שָׁלוֹם", "שלום" },
	{ "sharp s", "STRASSE Straße STRAẞE", "strasse strasse strasse" },
	{ "final sigma", "ΟΔΥΣΣΕΥΣ", "οδυσσευς" },
	{ "dotted capital I", "İstanbul", "I\xcc\x87stanbul" },
	{ "ligatures", "ﬁnance ﬂow oﬀice", "finance flow office" },
	{ "digraphs", "Ǉubǉana", "ljubljana" },
	{ "Hangul jamo", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8", "한국" },
	{ "Hangul, half apart", "\xed\x95\x98\xe1\x86\xab\xea\xb5\xac\xe1\x86\xa8", "한국" },
	{ "dakuten apart", "か\xe3\x82\x99\xe3\x81\xaf\xe3\x82\x9a", "がぱ" },
	{ "compatibility ideograph", "\xef\xa4\x80", "\xe8\xb1\x88" },
	{ "circled, superscript", "① x²", "1 x2" },
	{ "mathematical letters", "𝐍𝐞𝐰𝐬 𝟐", "news 2" },
	{ "Roman numeral", "Ⅷ", "viii" },
	{ "angstrom", "\xe2\x84\xab", "\xc3\xa5" },
	{ "line ends", "one\r\ntwo", "one two" },
	{ "no-break space", "one\xc2\xa0two", "one two" },
	{ "Quranic marks", "قُرْءَان\xdb\x96 كتب", "قرءان كتب" },
	{ "ta marbuta", "مدرسة القاهرة", "مدرسه القاهره" },
	{ "Persian ha with hamza", "خانهٔ ما", "خانه ما" },
	{ "Urdu ha", "وہ کہتا ہے", "وه كهتا هے" },
	{ "zero width non-joiner", "می\xe2\x80\x8cخواهم", "میخواهم" },
	{ "Persian digits", "۱۴۰۳", "1403" },
	{ "Hebrew accents and maqaf", "בְּרֵאשִׁ֖ית אֶל־בֵּית", "בראשית אל בית" },
	{ "Hebrew quotation marks", "צה״ל ז׳בוטינסקי", "צה\"ל ז'בוטינסקי" },
	{ "Hindi nukta", "हज़ार क़ानून सड़क", "हजार कानून सडक" },
	{ "Hindi nukta apart", "हज\xe0\xa4\xbcार", "हज़ार" },
	{ "Hindi nasals", "हिन्दी सम्बन्ध चञ्चल कण्ठ गङ्गा", "हिंदी संबंध चंचल कंठ गंगा" },
	{ "Hindi chandrabindu", "माँ पाँच", "मां पांच" },
	{ "Hindi digits", "२०१५ में", "2015 में" },
	{ "Bengali vowels apart", "\xe0\xa6\x95\xe0\xa7\x87\xe0\xa6\xbe", "\xe0\xa6\x95\xe0\xa7\x8b" },
	{ "Bengali digits", "২০১৫", "2015" },
	{ "Thai sara am", "น\xe0\xb9\x8d\xe0\xb8\xb2", "นำ" },
	{ "Thai digits", "พ.ศ. ๒๕๖๒", "พ.ศ. 2562" },
	{ "Khmer with spaces that nobody sees", "ព្រះ\xe2\x80\x8bរាជា", "ព្រះរាជា" },
	{ "Khmer digits", "២០១៥", "2015" },
	{ "Lao ligature", "ໜ ໝ", "ຫນ ຫມ" },
	{ "Burmese digits", "၂၀၁၅", "2015" },
	{ "Greek headline", "ΑΘΗΝΑ: ΝΕΑ ΜΕΤΡΑ ΓΙΑ ΤΟΥΣ ΑΓΡΟΤΕΣ", "Αθήνα: νέα μέτρα για τους αγρότες" },
	{ "Greek dialytika", "ΚΑΪΡΟ προΐσταμαι", "Κάιρο προισταμαι" },
	{ "Greek breathings", "Ἑλλάς ᾠδή", "Ελλας ωιδη" },
	{ "yo", "Ещё Королёв заявил", "Еще Королев заявил" },
	{ "yo apart", "Е\xcc\x88лка", "елка" },
	{ "Russian stress", "за\xcc\x81мок", "замок" },
	{ "short i apart", "и\xcc\x86од", "йод" },
	{ "Ukrainian apostrophe", "м’ята п'ять об\xca\xbcєкт", "м'ята п’ять об'єкт" },
	{ "Ukrainian yi apart", "і\xcc\x88жа", "їжа" },
	{ "okina", "Hawai\xca\xbbi", "Hawai‘i" },
	{ "Turkish capitals", "IŞIK İSTANBUL DİYARBAKIR", "ışık istanbul diyarbakır" },
	{ "Turkish capitals, marks apart", "I\xcc\x87stanbul", "istanbul" },
	{ "Lithuanian dot", "i\xcc\x87\xcc\x81", "\xc3\xad" },
	{ "Romanian comma and cedilla", "Știință și Țară", "Ştiinţă şi Ţară" },
	{ "Romanian comma apart", "s\xcc\xa6i t\xcc\xa6" "ara", "și țara" },
	{ "French oe", "cœur ŒUVRE", "coeur Oeuvre" },
	{ "Vietnamese capitals", "THỦ TƯỚNG ĐÀ NẴNG", "thủ tướng đà nẵng" },
	{ "Georgian capitals", "ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", "საქართველო" },
	{ "Armenian ligature", "եւ ﬓ", "և մն" },
	{ "full-width punctuation", "（北京）２０１５年！", "(北京)2015年!" },
	{ "Kangxi radical", "⽇本", "日本" },
	{ "square era", "㍻ ㎢", "平成 km2" },
	{ "apostrophes", "don’t donʼt don`t", "don't don't don't" },
	{ "dashes", "co–op co‑op co—op co−op", "co-op co-op co-op co-op" },
	{ "quotation marks", "«one» „two“ ‹three› 「四」", "\"one\" 'two' <three> \"四\"" },
	{ "thousands", "1 000 1\xe2\x80\xaf" "000 ١٬٠٠٠", "1,000 1.000 1'000" },
	{ "punctuation", "“one” — two…", "\"one\" - two..." },
};

START_TEST(two_spellings_are_one)
{
	struct tokenizing t = tokenizing_open();
	char *const one = folded(&t, spellings[_i].one, strlen(spellings[_i].one), '|');
	char *const other = folded(&t, spellings[_i].other, strlen(spellings[_i].other), '|');

	ck_assert_msg(*one && strcmp(one, other) == 0, "%s: %s and %s", spellings[_i].what, one, other);
	free(one);
	free(other);
	tokenizing_close(&t);
}
END_TEST

static const struct { const char *one, *other; } differing[] = {
	{ "resume", "résumé" }, { "Turkiye", "Türkiye" }, { "ї", "і" }, { "one two", "onetwo" },
	{ "one-two", "onetwo" }, { "は", "ば" }, { "ו", "ז" }, { "1", "2" }, { "й", "и" },
	{ "北", "京" }, { "가", "각" },
	{ "अन्य", "अंय" }, { "বড়", "বড" }, { "ä", "a" }, { "לו", "לי" }, { "ț", "t" }, { "三百", "300" },
};

START_TEST(different_words_stay_so)
{
	struct tokenizing t = tokenizing_open();
	char *const one = folded(&t, differing[_i].one, strlen(differing[_i].one), '|');
	char *const other = folded(&t, differing[_i].other, strlen(differing[_i].other), '|');

	ck_assert_str_ne(one, other);
	free(one);
	free(other);
	tokenizing_close(&t);
}
END_TEST

/* Normalise one code point; 0 where that changes nothing. */
static size_t spelled(const UNormalizer2 *how, uint32_t c, char *out, int32_t room)
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar from[2], to[64];
	int32_t n = 0, n_to, n_out;

	U16_APPEND_UNSAFE(from, n, c);
	n_to = unorm2_normalize(how, from, n, to, 64, &icu);
	if (n_to == n && memcmp(from, to, (size_t)n * sizeof(*to)) == 0)
		return 0;
	u_strToUTF8(out, room, &n_out, to, n_to, &icu);
	REQUIRE(U_SUCCESS(icu));
	return (size_t)n_out;
}

static void say_the_same(struct tokenizing *t, uint32_t c, const char *before, const char *apart,
			 size_t n_apart)
{
	char one[256], other[256], *ours, *theirs;
	size_t n = strlen(before), n_one, n_other;

	memcpy(one, before, n);
	memcpy(other, before, n);
	n_one = n + nd_utf8_put(one + n, c);
	memcpy(other + n, apart, n_apart);
	n_other = n + n_apart;
	ours = folded(t, one, n_one, '|');
	theirs = folded(t, other, n_other, '|');
	if (strcmp(ours, theirs))
		ck_abort_msg("U+%04X behind '%s' is %s, apart it is %s", c, before, ours, theirs);
	free(ours);
	free(theirs);
}

/* Every character that Unicode can take apart, whole and in parts, canonically and compatibly. */
START_TEST(every_character_whole_and_in_parts)
{
	UErrorCode icu = U_ZERO_ERROR;
	const UNormalizer2 *const how = _i ? unorm2_getNFKDInstance(&icu) : unorm2_getNFDInstance(&icu);
	struct tokenizing t = tokenizing_open();

	for (uint32_t c = 0; c < 0x110000; c++) {
		char apart[200];
		const size_t n = c >= 0xd800 && c < 0xe000 ? 0 : spelled(how, c, apart, sizeof(apart));

		if (!n)
			continue;
		say_the_same(&t, c, "", apart, n);
		say_the_same(&t, c, "a", apart, n);
		say_the_same(&t, c, "ا", apart, n);
		say_the_same(&t, c, "か", apart, n);
		say_the_same(&t, c, ". ", apart, n);
	}
	tokenizing_close(&t);
}
END_TEST

Suite *suite_text_spelling(void)
{
	Suite *const suite = suite_create("text/spelling");
	TCase *const tcase = only_case(suite, "spelling");

	tcase_add_loop_test(tcase, two_spellings_are_one, 0, COUNT(spellings));
	tcase_add_loop_test(tcase, different_words_stay_so, 0, COUNT(differing));
	tcase_add_loop_test(tcase, every_character_whole_and_in_parts, 0, 2);
	return suite;
}
