# labels of pairs: only those listed are judged
set -- --labels pairs.tsv --relation identical,near-duplicate,contained news.jsonl
"$NEARDUP" eval "$@" --errors 3 --format table
"$NEARDUP" eval "$@" --errors 1
