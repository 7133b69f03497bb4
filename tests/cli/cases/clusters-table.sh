"$NEARDUP" clusters --relation identical,near-duplicate,contained --format table --keep longest news.jsonl
