# the bar is on a terminal only, is erased, and --quiet has none
i=0
while [ $i -lt 3000 ]; do
	echo "{\"id\":\"$i\",\"text\":\"$i one $i two $i three $i four $i five $i six $i\"}"
	i=$((i + 1))
done >"$TMP/many.jsonl"
feed="(cat news.jsonl; sleep 0.4; cat \"$TMP/many.jsonl\")"
script -qec "$feed | \"$NEARDUP\" dedup >/dev/null" "$TMP/out" >/dev/null
grep -c 'articles read:' "$TMP/out" | sed 's/[1-9][0-9]*/some/'
grep '^.*neardup: [0-9,]* articles' "$TMP/out" | tr -d '\r' | sed 's/.*\[K//'
script -qec "$feed | \"$NEARDUP\" dedup --quiet >/dev/null" "$TMP/out" >/dev/null
grep -c 'articles read:' "$TMP/out"
sh -c "$feed | \"$NEARDUP\" dedup >/dev/null" 2>"$TMP/out"
grep -c 'articles read:' "$TMP/out"
true
