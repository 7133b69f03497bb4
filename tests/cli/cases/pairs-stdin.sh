# no file, or -, is standard input
"$NEARDUP" pairs --relation identical,near-duplicate <news.jsonl
"$NEARDUP" pairs --relation identical,near-duplicate - <news.jsonl
"$NEARDUP" pairs --quiet <empty.jsonl
