"$NEARDUP" pairs --relation identical,near-duplicate,contained --format table news.jsonl
