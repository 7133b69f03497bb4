# objects pass through byte for byte, and take the marks at their end
"$NEARDUP" dedup --quiet --keep latest odd.jsonl
"$NEARDUP" dedup --quiet --mark odd.jsonl
