# reports of one event are left out when asked
"$NEARDUP" dedup --quiet --relation all news.jsonl | sed 's/{"id": "\([^"]*\)".*/\1/' |
	grep dam
