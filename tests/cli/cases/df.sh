# words counted, and used: the table of a pile is the text that it says it is
"$NEARDUP" df --min-articles 8 news.jsonl
"$NEARDUP" df --quiet news.jsonl -o "$TMP/table"
"$NEARDUP" df --quiet <news.jsonl | cmp - "$TMP/table"
"$NEARDUP" df --quiet news.jsonl news.jsonl | cmp - "$TMP/table"
"$NEARDUP" pairs --quiet --background "$TMP/table" news.jsonl | cut -d, -f1-3
