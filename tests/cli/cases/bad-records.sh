# each gets its message, the good ones count
"$NEARDUP" pairs --relation identical,near-duplicate,contained bad.jsonl
