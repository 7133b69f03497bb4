"$NEARDUP" clusters --relation identical,near-duplicate,contained news.jsonl
