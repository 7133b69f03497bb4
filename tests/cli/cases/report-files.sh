# a page on standard output is the same; one that cannot be written leaves nothing behind
"$NEARDUP" report --quiet --threads 1 news.jsonl -o "$TMP/a.html" &&
"$NEARDUP" report --quiet --threads 3 news.jsonl > "$TMP/b.html" && cmp "$TMP/a.html" "$TMP/b.html"
"$NEARDUP" report --quiet news.jsonl -o missing/a.html; echo $?
"$NEARDUP" report --quiet news.jsonl > /dev/full; echo $?
echo before > "$TMP/c.html"
"$NEARDUP" report --quiet missing.jsonl -o "$TMP/c.html"; echo $?
cat "$TMP/c.html"
"$NEARDUP" report --quiet --min-size 9 news.jsonl -o "$TMP/d.html" && grep -c '<details class="story' "$TMP/d.html"
ls "$TMP"
