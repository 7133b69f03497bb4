# a file that is not there stops the run before the others are read
"$NEARDUP" pairs news.jsonl missing.jsonl
