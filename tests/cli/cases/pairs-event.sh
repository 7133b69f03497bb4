# the event channel: which pairs, not how sure it is of them
"$NEARDUP" pairs --format tsv news.jsonl | cut -f 1-3
