# a store takes sketches as it takes articles
head -n 5 news.jsonl >"$TMP/a.jsonl"
"$NEARDUP" sketch --quiet "$TMP/a.jsonl" -o "$TMP/a.nds"
"$NEARDUP" index create "$TMP/one" && "$NEARDUP" index add "$TMP/one" news.jsonl
"$NEARDUP" index create "$TMP/two" && "$NEARDUP" index add "$TMP/two" "$TMP/a.nds" news.jsonl
for what in pairs clusters; do
	"$NEARDUP" index export "$TMP/one" $what --quiet >"$TMP/of-one"
	"$NEARDUP" index export "$TMP/two" $what --quiet | cmp - "$TMP/of-one"
done
wc -l <"$TMP/of-one"
"$NEARDUP" index query "$TMP/two" "$TMP/a.nds" 2>&1 | sed "s|$TMP|TMP|"
"$NEARDUP" sketch --quiet --seed 2 news.jsonl -o "$TMP/b.nds"
"$NEARDUP" index add "$TMP/two" "$TMP/b.nds" 2>&1 | sed "s|$TMP|TMP|"
# ... among others, and for any number of threads
for threads in 1 2; do
	"$NEARDUP" index create "$TMP/$threads"
	"$NEARDUP" index add --threads $threads "$TMP/$threads" news.jsonl "$TMP/a.nds" news.jsonl
	"$NEARDUP" index export "$TMP/$threads" clusters --quiet | cmp - "$TMP/of-one"
done
