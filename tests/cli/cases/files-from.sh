# a list of files, on lines or with NULs between
printf '%s\n' news.jsonl '' folder/ferry.txt >"$TMP/list"
"$NEARDUP" extract --files-from "$TMP/list" array.json | wc -l
printf '%s\0' folder/ferry.txt folder/strudel.txt | "$NEARDUP" extract --files-from - | wc -l
cd "$TMP"
: >empty
"$NEARDUP" extract --files-from empty
"$NEARDUP" extract --files-from none
echo nowhere | "$NEARDUP" pairs --files-from -
