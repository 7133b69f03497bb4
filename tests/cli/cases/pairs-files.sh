# several files, in their order; a text file among them
"$NEARDUP" pairs --relation near-duplicate --format tsv folder/ferry.txt news.jsonl | cut -f 1-3
