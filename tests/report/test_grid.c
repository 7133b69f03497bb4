/* test_grid.c - aligned columns, and paragraphs */
#include <string.h>

#include "report/grid.h"
#include "report/paragraph.h"
#include "report/style.h"
#include "report/written.h"

Suite *suite_report_grid(void);

#define HAN	"\xe6\xbc\xa2"
#define DOTS	"\xe2\x80\xa6"

static const struct nd_grid_column columns[] = {
	{ "WHO", 0, ND_SPACE_AS_IT_STANDS, 40 },
	{ "N", 1, ND_SPACE_AS_IT_STANDS, 100 },
	{ "WHAT", 0, ND_SPACE_FOLDED, 100 },
};

static void add(struct nd_grid *grid, const char *who, const char *n, const char *what)
{
	const struct nd_grid_cell cells[] = {
		{ nd_text_of(who), NULL },
		{ nd_text_of(n), ND_STYLE_CYAN },
		{ nd_text_of(what), NULL },
	};

	ck_assert_int_eq(nd_grid_row(grid, cells), ND_OK);
}

static void finish(struct nd_grid *grid, struct written *written, const char *expected)
{
	nd_grid_flush(grid);
	nd_grid_release(grid);
	written_is(written, expected);
}

START_TEST(columns_are_aligned)
{
	struct written *const written = written_open();
	struct nd_grid grid;

	nd_grid_init(&grid, written->out, columns, 3, 0, 0);
	add(&grid, "reuters", "7", "a  line\nend");
	add(&grid, HAN HAN, "100", "");
	add(&grid, "", "", "only this");
	add(&grid, "a\nb", "", "");
	finish(&grid, written,
	       "WHO        N  WHAT\n"
	       "reuters    7  a line end\n"
	       HAN HAN "     100\n"
	       "              only this\n"
	       "a\\nb\n");
}
END_TEST

START_TEST(nothing_is_nothing)
{
	struct written *const written = written_open();
	struct nd_grid grid;

	nd_grid_init(&grid, written->out, columns, 3, 80, 1);
	finish(&grid, written, "");
}
END_TEST

START_TEST(a_terminal_cuts)
{
	struct written *const written = written_open();
	struct nd_grid grid;

	/* of 20 columns the first may take 8; the line ends at the 20th */
	nd_grid_init(&grid, written->out, columns, 3, 20, 0);
	add(&grid, "0123456789", "42", "what it says is long");
	add(&grid, HAN HAN HAN HAN HAN, "1", "x");
	finish(&grid, written,
	       "WHO        N  WHAT\n"
	       "0123456" DOTS "  42  what " DOTS "\n"
	       HAN HAN HAN DOTS "    1  x\n");
}
END_TEST

START_TEST(a_file_is_not_cut)
{
	struct written *const written = written_open();
	struct nd_grid grid;
	char wide[101];

	memset(wide, 'x', 100);
	wide[100] = '\0';
	nd_grid_init(&grid, written->out, columns, 3, 0, 0);
	add(&grid, wide, "1", "pushed right");
	add(&grid, "a", "1", "at its place");
	finish(&grid, written,
	       "WHO  N  WHAT\n"
	       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  1  pushed right\n"
	       "a    1  at its place\n");
}
END_TEST

START_TEST(colours_take_no_columns)
{
	struct written *const written = written_open();
	struct nd_grid grid;
	const struct nd_grid_cell line = { nd_text_of("a line across all"), ND_STYLE_BOLD };

	nd_grid_init(&grid, written->out, columns, 3, 0, 1);
	ck_assert_int_eq(nd_grid_line(&grid, line), ND_OK);
	add(&grid, "a", "12", "b");
	finish(&grid, written,
	       "\033[1mWHO\033[0m   \033[1mN\033[0m  \033[1mWHAT\033[0m\n"
	       "\033[1ma line across all\033[0m\n"
	       "a    \033[36m12\033[0m  b\n");
}
END_TEST

/* The widths are fixed by the rows held back; what comes later is printed all the same. */
START_TEST(rows_without_end)
{
	struct written *const written = written_open();
	struct nd_grid grid;
	size_t lines = 0;

	nd_grid_init(&grid, written->out, columns, 3, 0, 0);
	for (int i = 0; i < 3 * ND_GRID_ROWS; i++) {
		add(&grid, i < ND_GRID_ROWS ? "a" : "wider than before", "1", "x");
		ck_assert_uint_le(grid.rows.n, ND_GRID_ROWS);
	}
	nd_grid_flush(&grid);
	nd_grid_release(&grid);
	fclose(written->out);
	for (size_t i = 0; i < written->len; i++)
		lines += written->text[i] == '\n';
	ck_assert_uint_eq(lines, 3 * ND_GRID_ROWS + 1);
	ck_assert_ptr_nonnull(strstr(written->text, "\nwider than before  1  x\n"));
	free(written->text);
	free(written);
}
END_TEST

static void paragraph_is(const char *text, size_t width, const char *expected)
{
	struct written *const written = written_open();
	const struct nd_paragraph paragraph = { "- ", "  ", NULL, width };

	nd_put_paragraph(written->out, &paragraph, text);
	written_is(written, expected);
}

START_TEST(paragraphs_break_at_blanks)
{
	paragraph_is("", 20, "- \n");
	paragraph_is("one", 20, "- one\n");
	paragraph_is("one two three four five", 14, "- one two\n  three four\n  five\n");
	paragraph_is("exactly twelve", 14, "- exactly\n  twelve\n");
	paragraph_is("exactly twelv", 15, "- exactly twelv\n");
	paragraph_is("abcdefghijklmnopqrstuvwxyz", 14,
		     "- abcdefghijkl\n  mnopqrstuvwx\n  yz\n");
	paragraph_is(HAN HAN HAN HAN HAN HAN HAN, 14,
		     "- " HAN HAN HAN HAN HAN HAN "\n  " HAN "\n");
	paragraph_is("ab", 0, "- ab\n");
}
END_TEST

Suite *suite_report_grid(void)
{
	Suite *const suite = suite_create("report/grid");
	TCase *const tcase = tcase_create("grid");

	tcase_add_test(tcase, columns_are_aligned);
	tcase_add_test(tcase, nothing_is_nothing);
	tcase_add_test(tcase, a_terminal_cuts);
	tcase_add_test(tcase, a_file_is_not_cut);
	tcase_add_test(tcase, colours_take_no_columns);
	tcase_add_test(tcase, rows_without_end);
	tcase_add_test(tcase, paragraphs_break_at_blanks);
	suite_add_tcase(suite, tcase);
	return suite;
}
