# the page for people; which terms count may change, where things stand may not
"$NEARDUP" explain --relation near-duplicate --format table news.jsonl ferry-2 ferry-3 |
	sed '/^Terms/,/^$/d'
