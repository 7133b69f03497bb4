# bad lines, labels without articles, articles without labels
"$NEARDUP" eval --labels labels-bad.tsv --relation near-duplicate --errors 1 news.jsonl
