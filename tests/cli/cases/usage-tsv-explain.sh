# what has no room in tab-separated values is refused before anything is read
"$NEARDUP" pairs --explain --format tsv missing.jsonl
echo "exit $?" >&2
"$NEARDUP" explain --format tsv missing.jsonl a b
echo "exit $?" >&2
