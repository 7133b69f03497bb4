"$NEARDUP" clusters --relation identical,near-duplicate,contained --format=tsv --min-size 1 news.jsonl
