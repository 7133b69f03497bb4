# the counts on standard error; the seconds differ from run to run
"$NEARDUP" pairs --relation near-duplicate --stats news.jsonl 2>&1 >"$TMP/out" |
	sed 's/seconds  *[0-9.]*/seconds  S/'
