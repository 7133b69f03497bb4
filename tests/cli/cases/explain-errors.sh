try() {
	echo "$ neardup explain $*" >&2
	"$NEARDUP" explain "$@"
	echo "exit $?" >&2
}
try news.jsonl ferry-1 zebra
try news.jsonl zebra ferry-1
try news.jsonl ferry-1 ferry-1
try news.jsonl ferry-1 ''
try empty.jsonl news.jsonl
try news.jsonl empty.jsonl
try news.jsonl news.jsonl
try news.jsonl missing.jsonl
try array.json news.jsonl
