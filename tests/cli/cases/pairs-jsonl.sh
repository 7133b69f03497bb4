"$NEARDUP" pairs --relation identical,near-duplicate,contained news.jsonl
