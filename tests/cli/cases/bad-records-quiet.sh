# --quiet takes the summary away, not the complaints
"$NEARDUP" clusters --quiet --min-size 1 --format tsv bad.jsonl
