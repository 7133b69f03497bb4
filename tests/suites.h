/*
 * suites.h - the one list of suites
 *
 * To add one: write 'Suite *suite_FOLDER_NAME(void)' in tests/FOLDER/test_NAME.c,
 * include "testing.h" there, and add a line here.  A suite that is missing in
 * the list gives a warning when its file is compiled.
 */
#ifndef ND_TESTS_SUITES_H
#define ND_TESTS_SUITES_H

#include <check.h>

#define SUITES(X) \
	X(base_arena) \
	X(base_array) \
	X(base_error) \
	X(base_hash) \
	X(base_mapped) \
	X(base_packed) \
	X(base_parts) \
	X(base_parallel) \
	X(base_real) \
	X(base_sort) \
	X(base_utf8) \
	X(base_zipped) \
	X(kernel_event) \
	X(kernel_kernel) \
	X(text_background) \
	X(text_charmap) \
	X(text_frequencies) \
	X(text_hashes) \
	X(text_shingles) \
	X(text_spelling) \
	X(text_templates) \
	X(text_packed_terms) \
	X(text_terms) \
	X(text_tokens) \
	X(text_url) \
	X(text_vocabulary) \
	X(text_winnow) \
	X(text_words) \
	X(sketch_format) \
	X(sketch_heaviest) \
	X(sketch_minhash) \
	X(lsh_bands) \
	X(lsh_buckets) \
	X(lsh_entries) \
	X(lsh_meetings) \
	X(lsh_postings) \
	X(lsh_tally) \
	X(verify_events) \
	X(verify_hashset) \
	X(verify_overlap) \
	X(verify_passages) \
	X(verify_reasons) \
	X(verify_sieve) \
	X(cluster_average) \
	X(cluster_represent) \
	X(engine_columns) \
	X(engine_address) \
	X(engine_again) \
	X(engine_corpus) \
	X(engine_compared) \
	X(engine_events) \
	X(engine_explain) \
	X(engine_ids) \
	X(engine_lines) \
	X(engine_open) \
	X(engine_order) \
	X(engine_pairs) \
	X(engine_stories) \
	X(engine_threads) \
	X(feed_fetch) \
	X(feed_subscriptions) \
	X(shard_shard) \
	X(store_batch) \
	X(store_files) \
	X(store_links) \
	X(store_load) \
	X(store_merging) \
	X(store_postings) \
	X(store_split) \
	X(store_store) \
	X(store_trouble) \
	X(input_blocks) \
	X(input_date) \
	X(input_encoding) \
	X(input_feed) \
	X(input_folder) \
	X(input_formats) \
	X(input_gzip) \
	X(input_hostile) \
	X(input_html) \
	X(input_json) \
	X(input_json_flat) \
	X(input_json_wrapped) \
	X(input_packed) \
	X(input_pages) \
	X(input_saved) \
	X(input_table) \
	X(input_utf8) \
	X(input_warc) \
	X(eval_errors) \
	X(eval_labels) \
	X(eval_quality) \
	X(report_characters) \
	X(report_coverage) \
	X(report_diff) \
	X(report_figures) \
	X(report_grid) \
	X(report_json) \
	X(report_markup) \
	X(report_report) \
	X(report_story_data) \
	X(report_svg) \
	X(cli_ahead) \
	X(cli_copies) \
	X(cli_trial) \
	X(cli_options) \
	X(cli_places) \
	X(cli_record)

#define DECLARE(name) Suite *suite_##name(void);
SUITES(DECLARE)
#undef DECLARE

#endif
