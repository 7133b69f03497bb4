# each gets its message, the good ones count
"$NEARDUP" pairs bad.jsonl
