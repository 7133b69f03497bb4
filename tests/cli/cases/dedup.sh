# copies are left out, lines stay as they are and in their order
"$NEARDUP" dedup news.jsonl >"$TMP/out"
sed 's/{"id": "\([^"]*\)".*/\1/' "$TMP/out"
grep -vxFf news.jsonl "$TMP/out"
"$NEARDUP" dedup --quiet "$TMP/out" | cmp - "$TMP/out"
