"$NEARDUP" eval --labels labels-bad.tsv --strict news.jsonl
