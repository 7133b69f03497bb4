# any number of threads gives the same bytes
for command in "pairs" "pairs --explain" "clusters" "dedup --mark" "pairs --format table"; do
	for threads in 2 4 7; do
		"$NEARDUP" $command --threads 1 news.jsonl hostile.jsonl >"$TMP/1" 2>&1
		"$NEARDUP" $command --threads $threads news.jsonl hostile.jsonl >"$TMP/n" 2>&1
		cmp "$TMP/1" "$TMP/n" && [ -s "$TMP/1" ] || echo "$command: $threads threads differ"
	done
done
