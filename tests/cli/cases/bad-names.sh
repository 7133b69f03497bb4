# a file name cannot act on the terminal either
name=$(printf 'evil\033[2J\342\200\256.jsonl')
printf '{"id":1,"text":"one"}\nno record\n' >"$TMP/$name"
cd "$TMP"
"$NEARDUP" pairs "$name"
"$NEARDUP" pairs "x$name"
"$NEARDUP" pairs "--$name"
