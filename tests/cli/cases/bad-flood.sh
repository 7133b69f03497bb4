# the first 50 are printed, all are counted
"$NEARDUP" pairs flood.jsonl
