/*
 * table.h - CSV and its kin: a row an article, the first row names the columns
 *
 * The separator is a comma, tab, semicolon or bar, whichever the header has
 * most of.  A field may stand in double quotes, in which a quote is doubled
 * and line ends are text.  A source is taken for a table where its first line
 * has two fields or more, each of which looks like a name and one of which is
 * a name that records have (id, title, text, date, url and so on).
 *
 * Columns are found by name, whatever the case, as the fields of a JSON record
 * are, and rows are held to what record.h says; empty fields count as missing.
 * A table that is not UTF-8 is converted (encoding.h) by what its first rows
 * look like, with one complaint.
 */
#ifndef ND_INPUT_TABLE_H
#define ND_INPUT_TABLE_H

#include "input/reading.h"

#define ND_TABLE_COLUMNS 4096	/* those after are passed over */

extern const struct nd_format nd_format_table;

#endif
