# on a terminal of 60 columns nothing acts and no line is longer
cat >"$TMP/show" <<END
stty cols 60
"$NEARDUP" pairs --quiet --color never --relation identical,near-duplicate,contained hostile.jsonl
"$NEARDUP" clusters --quiet --color never --relation identical,near-duplicate hostile.jsonl
END
script -qec "sh $TMP/show" /dev/null | tr -d '\r'
