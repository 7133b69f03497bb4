# copies only, so that no golden figure comes out of the learned model
set -- --labels labels.tsv --relation identical,near-duplicate,contained
"$NEARDUP" eval "$@" news.jsonl
# the same whatever the number of threads and the way in
"$NEARDUP" eval "$@" news.jsonl 2>/dev/null >"$TMP/1"
"$NEARDUP" eval "$@" --threads 3 <news.jsonl 2>/dev/null | cmp - "$TMP/1"
# with all relations the figures agree that the stories are right
"$NEARDUP" eval --labels labels.tsv --quiet news.jsonl | tr '{' '\n' |
	sed -n '/"stories":/,/"b3_f1"/s/^"value":\([^,]*\).*/\1/p'
