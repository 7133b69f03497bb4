"$NEARDUP" pairs --explain --relation near-duplicate --format jsonl news.jsonl |
	sed 's/"terms":\[[^]]*\]/"terms":T/'
