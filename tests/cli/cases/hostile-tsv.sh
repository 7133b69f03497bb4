# a line is a line and a field is a field
"$NEARDUP" pairs --quiet --relation identical,near-duplicate,contained --format tsv hostile.jsonl | cat -v | tr '\t' '|'
