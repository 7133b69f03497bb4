"$NEARDUP" pairs news.jsonl/inside
