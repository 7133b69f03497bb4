/* test_options.c - the table of options, and how values are read */
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/suggest.h"

Suite *suite_cli_options(void);

/* Parse arguments that are separated by blanks. */
static enum nd_status parse(struct settings *settings, const char *command, const char *line,
			    struct nd_error *err)
{
	static char words[256];	/* settings.files points into it */
	const char *argv[32];
	int argc = 0;

	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return settings_parse(settings, command_named(command), argc, argv, err);
}

static void fails(const char *command, const char *line, const char *sentence)
{
	struct settings settings;
	struct nd_error err = { ND_OK, "" };

	ck_assert_int_eq(parse(&settings, command, line, &err), ND_EINVAL);
	ck_assert_str_eq(err.message, sentence);
	settings_release(&settings);
}

START_TEST(every_option_is_whole)
{
	for (size_t i = 0; option_at(i); i++) {
		const struct option *const option = option_at(i);

		ck_assert_ptr_eq(option_named(option->name, strlen(option->name)), option);
		ck_assert(option->commands != 0);
		ck_assert_ptr_nonnull(option->store);
		ck_assert_uint_lt(option->offset, sizeof(struct settings));
		for (const char *c = option->name; *c; c++)
			ck_assert(islower((unsigned char)*c) || *c == '-');
	}
}
END_TEST

START_TEST(defaults_are_the_library_s)
{
	const struct nd_options engine = ND_OPTIONS_INIT;
	struct settings settings;

	ck_assert_int_eq(parse(&settings, "pairs", "", NULL), ND_OK);
	ck_assert(settings.engine.threshold == engine.threshold);
	ck_assert(settings.engine.recall == engine.recall);
	ck_assert_uint_eq(settings.engine.num_perm, engine.num_perm);
	ck_assert_uint_eq(settings.engine.relations, 0);
	ck_assert_uint_eq(settings.min_size, 2);
	ck_assert_uint_eq(settings.n_files, 0);
	settings_release(&settings);
}
END_TEST

START_TEST(values_arrive)
{
	struct settings settings;

	ck_assert_int_eq(parse(&settings, "pairs", "a --threshold 0.5 --recall=.9 --window 12h "
			       "--relation identical,same-event --seed=18446744073709551615 "
			       "--num-perm 64 --threads=3 --id-key key --quiet - -- --b", NULL),
			 ND_OK);
	ck_assert(settings.engine.threshold == 0.5);
	ck_assert(settings.engine.recall == 0.9);
	ck_assert_int_eq(settings.engine.window, 12 * 3600);
	ck_assert_uint_eq(settings.engine.relations, ND_RELATION_BIT(ND_IDENTICAL) |
			  ND_RELATION_BIT(ND_SAME_EVENT));
	ck_assert_uint_eq(settings.engine.seed, UINT64_MAX);
	ck_assert_uint_eq(settings.engine.num_perm, 64);
	ck_assert_uint_eq(settings.engine.threads, 3);
	ck_assert_str_eq(settings.id_key, "key");
	ck_assert_int_eq(settings.quiet, 1);
	ck_assert_uint_eq(settings.n_files, 3);
	ck_assert_str_eq(settings.files[0], "a");
	ck_assert_str_eq(settings.files[1], "-");
	ck_assert_str_eq(settings.files[2], "--b");
	settings_release(&settings);
}
END_TEST

START_TEST(the_last_one_counts)
{
	struct settings settings;

	ck_assert_int_eq(parse(&settings, "dedup", "--id-key a --id-key b --keep longest "
			       "--keep latest", NULL), ND_OK);
	ck_assert_str_eq(settings.id_key, "b");
	ck_assert_int_eq(settings.engine.keep, ND_KEEP_LATEST);
	settings_release(&settings);
}
END_TEST

START_TEST(durations)
{
	static const struct { const char *value; int64_t seconds; } good[] = {
		{ "90s", 90 }, { "30m", 1800 }, { "12h", 43200 }, { "3d", 259200 },
		{ "2w", 1209600 }, { "0s", 0 }, { "007d", 604800 },
	};
	static const char *const bad[] = {
		"3", "d", "3x", "-3d", "3.5d", "3dd", "d3", "+3d", "0x3d", "99999999999999999999d",
		"9223372036854775807w",
	};
	char line[64], sentence[160];
	struct settings settings;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		snprintf(line, sizeof(line), "--window %s", good[i].value);
		ck_assert_int_eq(parse(&settings, "pairs", line, NULL), ND_OK);
		ck_assert_int_eq(settings.engine.window, good[i].seconds);
		settings_release(&settings);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(line, sizeof(line), "--window=%s", bad[i]);
		snprintf(sentence, sizeof(sentence), "--window: '%s' is not a duration such as "
			 "90s, 30m, 12h, 3d or 2w", bad[i]);
		fails("pairs", line, sentence);
	}
}
END_TEST

START_TEST(numbers_out_of_range)
{
	static const char *const bad[] = {
		"abc", "0.04", "1.01", "nan", "inf", "0x1p-1", "0.5x", "-0.5", "1e", "1e999", ".",
	};
	char line[64], sentence[100];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(line, sizeof(line), "--threshold %s", bad[i]);
		snprintf(sentence, sizeof(sentence),
			 "--threshold: '%s' is not a number from 0.05 to 1", bad[i]);
		fails("pairs", line, sentence);
	}
	fails("pairs", "--threshold=", "--threshold: '' is not a number from 0.05 to 1");
	fails("pairs", "--num-perm 15", "--num-perm: '15' is not a whole number from 16 to 1024");
	fails("pairs", "--num-perm 1e2", "--num-perm: '1e2' is not a whole number from 16 to 1024");
	fails("clusters", "--min-size 4294967296",
	      "--min-size: '4294967296' is not a whole number from 1 to 4294967295");
	fails("pairs", "--seed 18446744073709551616", "--seed: '18446744073709551616' is not a "
	      "whole number from 0 to 18446744073709551615");
}
END_TEST

static const char *name_of_animal(const void *ctx, size_t i)
{
	static const char *const animals[] = { "horse", "hare", "", "whale" };

	(void)ctx;
	return i < 4 ? animals[i] : NULL;
}

START_TEST(suggestions)
{
	ck_assert_str_eq(suggest("horse", name_of_animal, NULL), "horse");
	ck_assert_str_eq(suggest("hosre", name_of_animal, NULL), "horse");
	ck_assert_str_eq(suggest("har", name_of_animal, NULL), "hare");
	ck_assert_str_eq(suggest("wale", name_of_animal, NULL), "whale");
	ck_assert_str_eq(suggest("wha", name_of_animal, NULL), "whale");
	ck_assert_ptr_null(suggest("w", name_of_animal, NULL));
	ck_assert_ptr_null(suggest("elephant", name_of_animal, NULL));
	ck_assert_ptr_null(suggest("horsehorsehorsehorsehorsehorsehorse", name_of_animal, NULL));
}
END_TEST

/* A file with this text; its name is good until the next call. */
static const char *config_file(const char *text, size_t len)
{
	static char path[32];
	int file;

	strcpy(path, "/tmp/neardup-test-XXXXXX");
	file = mkstemp(path);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, text, len), (ssize_t)len);
	close(file);
	return path;
}

static void config_fails(const char *text, size_t len, const char *sentence)
{
	const char *const path = config_file(text, len);
	char line[64], expected[256];

	snprintf(line, sizeof(line), "--config %s", path);
	snprintf(expected, sizeof(expected), "%s:%s", path, sentence);
	fails("pairs", line, expected);
	unlink(path);
}

#define CONFIG_FAILS(literal, sentence) config_fails(literal, sizeof(literal) - 1, sentence)

START_TEST(config_lines_that_are_wrong)
{
	char lines[400];

	CONFIG_FAILS("\n\ntreshold = 1\n",
		     "3: unknown option 'treshold'; did you mean 'threshold'?");
	CONFIG_FAILS("threshold = 7", "1: threshold: '7' is not a number from 0.05 to 1");
	CONFIG_FAILS("# x\nquiet = maybe\n", "2: quiet: 'maybe' is not yes or no");
	CONFIG_FAILS("just words\n", "1: not of the form 'name = value'");
	CONFIG_FAILS("[pairs]\nquiet = yes\n", "2: sections have no meaning here");
	CONFIG_FAILS("config = other\n", "1: unknown option 'config'");
	CONFIG_FAILS("min-size = no\n",
		     "1: min-size: 'no' is not a whole number from 1 to 4294967295");
	memset(lines, 'x', sizeof(lines));
	config_fails(lines, sizeof(lines), "1: the line is too long, or holds a NUL byte");
	CONFIG_FAILS("quiet\0 = yes\n", "1: the line is too long, or holds a NUL byte");
}
END_TEST

START_TEST(config_below_the_command_line)
{
	static const char text[] = "\xef\xbb\xbfthreshold = 0.5\r\n  ; a comment\n\trecall: 0.9\n"
				   "relation = identical, contained ; both\nquiet = yes\n"
				   "strict=no\nkeep = longest\nid-key = key\n";
	const char *const path = config_file(text, sizeof(text) - 1);
	struct settings settings;
	char line[64];

	snprintf(line, sizeof(line), "--recall 0.8 --config %s a", path);
	ck_assert_int_eq(parse(&settings, "pairs", line, NULL), ND_OK);
	ck_assert(settings.engine.threshold == 0.5);
	ck_assert(settings.engine.recall == 0.8);
	ck_assert_uint_eq(settings.engine.relations, ND_RELATION_BIT(ND_IDENTICAL) |
			  ND_RELATION_BIT(ND_CONTAINED));
	ck_assert_int_eq(settings.quiet, 1);
	ck_assert_int_eq(settings.strict, 0);
	ck_assert_int_eq(settings.engine.keep, ND_KEEP_FIRST);	/* 'pairs' does not take it */
	ck_assert_str_eq(settings.id_key, "key");
	ck_assert_uint_eq(settings.n_files, 1);
	settings_release(&settings);
	unlink(path);
}
END_TEST

Suite *suite_cli_options(void)
{
	Suite *const suite = suite_create("cli/options");
	TCase *const tcase = tcase_create("options");

	tcase_add_test(tcase, every_option_is_whole);
	tcase_add_test(tcase, defaults_are_the_library_s);
	tcase_add_test(tcase, values_arrive);
	tcase_add_test(tcase, the_last_one_counts);
	tcase_add_test(tcase, durations);
	tcase_add_test(tcase, numbers_out_of_range);
	tcase_add_test(tcase, suggestions);
	tcase_add_test(tcase, config_lines_that_are_wrong);
	tcase_add_test(tcase, config_below_the_command_line);
	suite_add_tcase(suite, tcase);
	return suite;
}
