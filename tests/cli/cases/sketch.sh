# what is found in sketches is what is found in the articles, cut and mixed as they may be
head -n 4 news.jsonl >"$TMP/a.jsonl"
tail -n +5 news.jsonl >"$TMP/b.jsonl"
"$NEARDUP" sketch "$TMP/a.jsonl" -o "$TMP/a.nds" 2>&1 | sed 's/[0-9,]* bytes/N bytes/'
"$NEARDUP" sketch --quiet "$TMP/b.jsonl" >"$TMP/b.nds"
"$NEARDUP" sketch --quiet --threads 3 - -o - <"$TMP/b.jsonl" | cmp - "$TMP/b.nds"
for format in jsonl tsv table; do
	for command in pairs clusters; do
		"$NEARDUP" $command --quiet --format $format news.jsonl >"$TMP/whole"
		for files in "a.nds b.nds" "a.nds b.jsonl" "a.jsonl b.nds"; do
			(cd "$TMP" && "$NEARDUP" $command --quiet --format $format $files) |
				cmp - "$TMP/whole"
		done
	done
done
wc -l <"$TMP/whole"
# pages, feeds and folders are read by one thread, and templates weigh nothing
"$NEARDUP" sketch --quiet folder frames.jsonl -o "$TMP/c.nds" 2>/dev/null
"$NEARDUP" pairs --quiet folder frames.jsonl 2>/dev/null >"$TMP/whole"
"$NEARDUP" pairs --quiet "$TMP/c.nds" | cmp - "$TMP/whole"
wc -l <"$TMP/whole"
# the ids of both, once
cd "$TMP" && "$NEARDUP" pairs a.nds a.jsonl b.nds >twice
"$NEARDUP" pairs --quiet a.jsonl b.jsonl | cmp - twice
