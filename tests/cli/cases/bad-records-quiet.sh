# --quiet takes the summary away, not the complaints
"$NEARDUP" clusters --quiet --relation identical,near-duplicate --min-size 1 --format tsv bad.jsonl
