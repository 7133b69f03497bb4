# a file in a folder that is no article is a complaint, not the end
mkdir "$TMP/in"
cp news.jsonl "$TMP/in/news"
: >"$TMP/in/empty"
printf 'one\0two\nand more words that are a text all the same\n' >"$TMP/in/nul"
printf 'caf\351' >"$TMP/in/latin"
cd "$TMP"
"$NEARDUP" clusters --relation near-duplicate --format tsv in
