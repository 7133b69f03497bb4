# the first complaint stops the run
"$NEARDUP" pairs --strict bad.jsonl
