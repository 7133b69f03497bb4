# the file goes above the defaults, the command line above the file
"$NEARDUP" pairs --config good.conf news.jsonl
echo
"$NEARDUP" pairs --config good.conf --threshold 0.9 --relation near-duplicate,contained news.jsonl
echo
"$NEARDUP" clusters --config good.conf news.jsonl | sed 's/,"first".*//'
