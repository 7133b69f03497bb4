# --strict also stops at what is wrong with a file
"$NEARDUP" pairs --strict empty.jsonl news.jsonl
