# one page under three addresses: an update is the same event, an edit a copy
for format in jsonl tsv table; do
	"$NEARDUP" pairs --quiet --format $format pages.jsonl
done
"$NEARDUP" clusters --quiet --window 1d --format jsonl pages.jsonl
"$NEARDUP" explain --format jsonl pages.jsonl storm-1 storm-2 | grep -o '"same event: both[^"]*"'
"$NEARDUP" pairs --quiet --relation near-duplicate pages.jsonl
