"$NEARDUP" eval --labels labels.tsv --relation near-duplicate --errors 2 --format table news.jsonl
