"$NEARDUP" dedup --mark news.jsonl | sed 's/"title": .*"duplicate_of"/... "duplicate_of"/'
