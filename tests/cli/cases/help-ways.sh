# each way to ask for help gives the same
"$NEARDUP" help >"$TMP/1"
for way in --help -h; do
	"$NEARDUP" $way | cmp - "$TMP/1"
done
"$NEARDUP" help dedup >"$TMP/2"
"$NEARDUP" --help dedup | cmp - "$TMP/2"
"$NEARDUP" dedup --help | cmp - "$TMP/2"
"$NEARDUP" dedup -h missing.jsonl | cmp - "$TMP/2"
"$NEARDUP" help --help
"$NEARDUP" version --help
