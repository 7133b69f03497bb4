# the page but for style, script and pictures; standard output is as without it
"$NEARDUP" eval --labels labels.tsv --quiet news.jsonl > "$TMP/a"
"$NEARDUP" eval --labels labels.tsv --quiet -o "$TMP/page.html" news.jsonl > "$TMP/b"
cmp "$TMP/a" "$TMP/b"
sed -e '1,/^<body>/d' -e '/^<script>/,/<\/script>$/c\<script>' -e 's/\(data-of="[^"]*">\)[^<]*/\1PACKED/' \
	-e '/^<\(line\|text\|rect\|circle\|polyline\)/d' "$TMP/page.html"
"$NEARDUP" eval --labels labels.tsv --quiet -o missing/page.html news.jsonl > /dev/null
echo $?
