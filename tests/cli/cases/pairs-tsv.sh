"$NEARDUP" pairs --relation identical,near-duplicate,contained --format tsv news.jsonl
