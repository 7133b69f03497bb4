# nothing found: no output but the header, exit 0 also with --exit-status
"$NEARDUP" pairs --exit-status --relation contained --containment 1 array.json \
	--text-key words --id-key key
"$NEARDUP" pairs --format tsv --quiet empty.jsonl
"$NEARDUP" pairs --format table --quiet empty.jsonl
