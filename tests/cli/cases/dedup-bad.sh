# what cannot be read is not passed on; what can, is, wrong bytes and all
"$NEARDUP" dedup bad.jsonl | grep -v '"latin"'
