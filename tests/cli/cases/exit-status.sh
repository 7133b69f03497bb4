# 1 when something was found, only with --exit-status
try() {
	"$NEARDUP" "$@" >"$TMP/out"
	echo "$1: exit $?"
}
try pairs --quiet news.jsonl
try pairs --quiet --exit-status news.jsonl
try pairs --quiet --exit-status empty.jsonl
try clusters --quiet --exit-status news.jsonl
try clusters --quiet --exit-status --min-size 9 news.jsonl
try clusters --quiet --exit-status empty.jsonl
try dedup --quiet --exit-status news.jsonl
try dedup --quiet --exit-status --mark news.jsonl
try dedup --quiet --exit-status empty.jsonl
try explain --exit-status news.jsonl ferry-1 ferry-2
try explain --exit-status news.jsonl ferry-1 chess
try explain news.jsonl ferry-1 ferry-2
try help --exit-status
