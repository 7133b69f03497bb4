# tables that are none, and piles without articles
"$NEARDUP" pairs --background news.jsonl news.jsonl; echo $?
"$NEARDUP" pairs --background missing news.jsonl; echo $?
"$NEARDUP" df empty.jsonl; echo $?
"$NEARDUP" df --min-articles 0 news.jsonl; echo $?
"$NEARDUP" df news.jsonl -o missing/table; echo $?
"$NEARDUP" df --background x news.jsonl; echo $?
