# everything eval refuses
try() {
	"$NEARDUP" eval "$@" >/dev/null
	echo "exit $?" >&2
}
try news.jsonl
try --labels missing.tsv news.jsonl
try --labels folder news.jsonl
try --labels news.jsonl news.jsonl
try --labels /dev/null news.jsonl
try --labels labels.tsv --format tsv news.jsonl
try --labels labels.tsv missing.jsonl
try --labels labels.tsv --errors x news.jsonl
try --labels labels.tsv empty.jsonl
