"$NEARDUP" pairs --relation identical,near-duplicate,contained --format table hostile.jsonl
