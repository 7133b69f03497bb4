"$NEARDUP" pairs --relation identical,near-duplicate,contained hostile.jsonl
