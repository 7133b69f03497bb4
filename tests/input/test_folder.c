/* test_folder.c - folders: order, what is left out, what cannot be read */
#include <fcntl.h>
#include <sys/stat.h>

#include "input/collect.h"
#include "input/folder.h"

Suite *suite_input_folder(void);

/* A folder of its own for each test; removed by the shell's rm, as trees go deep. */
static char root[64];

static void make_root(void)
{
	strcpy(root, "/tmp/nd_folder_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void remove_root(void)
{
	char command[256];

	snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", root, root);
	ck_assert_int_eq(system(command), 0);
}

static const char *in_root(const char *name)
{
	static char path[8192];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static void put_file(const char *name, const char *text)
{
	FILE *const file = fopen(in_root(name), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void put_folder(const char *name)
{
	ck_assert_int_eq(mkdir(in_root(name), 0700), 0);
}

static void collect_root(struct collected *c)
{
	*c = (struct collected){ 0 };
	collect_path(c, root, NULL);
	ck_assert_int_eq(c->status, ND_OK);
}

START_TEST(goes_by_name)
{
	static const char *const order[] = {
		"B", "a", "a-x", "b/a", "b/c/a", "b.txt", "\xc3\xa4"
	};
	const size_t n = sizeof(order) / sizeof(*order);
	struct collected c;

	put_folder("b");
	put_folder("b/c");
	for (size_t i = n; i--;)
		put_file(order[i], order[i]);
	collect_root(&c);
	ck_assert_uint_eq(c.articles, n);
	ck_assert_uint_eq(c.complaints, 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(c.article[i].text, order[i]);
		ck_assert_str_eq(c.article[i].id, in_root(order[i]));
	}
	collected_release(&c);
}
END_TEST

START_TEST(leaves_hidden_ones_out)
{
	struct collected c;

	put_file(".hidden", "no");
	put_folder(".git");
	put_file(".git/config", "no");
	put_file("seen", "yes");
	collect_root(&c);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_uint_eq(c.complaints, 0);
	collected_release(&c);
}
END_TEST

START_TEST(follows_links_to_files_only)
{
	struct collected c;

	put_folder("f");
	put_file("f/a", "text");
	ck_assert_int_eq(symlink("f/a", in_root("to_file")), 0);
	ck_assert_int_eq(symlink("f", in_root("to_folder")), 0);
	ck_assert_int_eq(symlink("..", in_root("f/up")), 0);
	ck_assert_int_eq(symlink("me", in_root("me")), 0);
	ck_assert_int_eq(symlink("nowhere", in_root("dangling")), 0);
	collect_root(&c);
	ck_assert_uint_eq(c.articles, 2);
	ck_assert_uint_eq(c.complaints, 2);
	ck_assert_str_eq(c.complaint[0].file, in_root("dangling"));
	ck_assert_str_eq(c.complaint[1].file, in_root("me"));
	collected_release(&c);
}
END_TEST

START_TEST(takes_a_link_that_is_named)
{
	struct collected c = { 0 };

	put_folder("f");
	put_file("f/a", "text");
	ck_assert_int_eq(symlink("f", in_root("link")), 0);
	collect_path(&c, in_root("link/"), NULL);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_str_eq(c.article[0].id, in_root("link/a"));
	collected_release(&c);
}
END_TEST

START_TEST(reads_on_after_what_it_cannot_read)
{
	struct collected c;

	put_file("a", "text");
	ck_assert_int_eq(mkfifo(in_root("b"), 0600), 0);
	put_file("c", "");
	put_file("d", "\xff");
	put_file("e", "{\"text\":1}");
	put_file("f", "text");
	put_file("g", "secret");
	ck_assert_int_eq(chmod(in_root("g"), 0), 0);
	put_folder("h");
	ck_assert_int_eq(chmod(in_root("h"), 0), 0);
	put_file("i", "text");
	collect_root(&c);
	/* root may read what nobody may */
	ck_assert_uint_eq(c.articles, geteuid() ? 3 : 4);
	ck_assert_uint_eq(c.complaints, geteuid() ? 6 : 4);
	ck_assert_str_eq(c.complaint[0].file, in_root("b"));
	ck_assert_str_eq(c.complaint[0].message, "neither a file nor a folder");
	ck_assert_str_eq(c.complaint[1].message, "no articles");
	ck_assert_int_eq(c.complaint[1].skipped, 0);
	ck_assert_str_eq(c.complaint[2].message, "in no encoding that is known");
	ck_assert_uint_eq(c.complaint[3].line, 1);
	collected_release(&c);
}
END_TEST

START_TEST(bounds_the_depth)
{
	char name[400] = "d";
	struct collected c;

	for (int i = 0; i < 100; i++) {
		put_folder(name);
		strcat(name, "/d");
	}
	put_file("z", "text");
	collect_root(&c);
	ck_assert_uint_eq(c.articles, 1);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_int_eq(c.complaint[0].skipped, 1);
	collected_release(&c);
}
END_TEST

START_TEST(says_that_it_is_empty)
{
	struct collected c;

	collect_root(&c);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].file, root);
	ck_assert_str_eq(c.complaint[0].message, "no files in this folder");
	ck_assert_int_eq(c.complaint[0].skipped, 0);
	collected_release(&c);
}
END_TEST

START_TEST(stops_when_told)
{
	struct collected c = { .stop_after = 2 };

	for (char name[] = "a"; *name < 'f'; ++*name)
		put_file(name, "text");
	collect_path(&c, root, NULL);
	ck_assert_int_eq(c.status, ND_ESTOPPED);
	ck_assert_int_eq(c.err.status, ND_ESTOPPED);
	ck_assert_uint_eq(c.articles, 2);
	collected_release(&c);
}
END_TEST

/* The files that came with the tests, whose README says what each is. */
START_TEST(reads_the_data)
{
	struct collected c = { 0 };

	if (access("tests/data/input", R_OK))
		return;	/* run from elsewhere */
	collect_path(&c, "tests/data/input/three", NULL);
	ck_assert_int_eq(c.status, ND_OK);
	ck_assert_uint_eq(c.articles, 8);
	ck_assert_uint_eq(c.complaints, 1);
	ck_assert_str_eq(c.complaint[0].file, "tests/data/input/three/latin1.txt");
	collected_release(&c);
}
END_TEST

Suite *suite_input_folder(void)
{
	Suite *const suite = suite_create("input/folder");
	TCase *const tcase = tcase_create("folder");

	tcase_add_checked_fixture(tcase, make_root, remove_root);
	tcase_add_test(tcase, goes_by_name);
	tcase_add_test(tcase, leaves_hidden_ones_out);
	tcase_add_test(tcase, follows_links_to_files_only);
	tcase_add_test(tcase, takes_a_link_that_is_named);
	tcase_add_test(tcase, reads_on_after_what_it_cannot_read);
	tcase_add_test(tcase, bounds_the_depth);
	tcase_add_test(tcase, says_that_it_is_empty);
	tcase_add_test(tcase, stops_when_told);
	tcase_add_test(tcase, reads_the_data);
	suite_add_tcase(suite, tcase);
	return suite;
}
