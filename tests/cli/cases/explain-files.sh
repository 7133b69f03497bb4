# the first articles of two files
"$NEARDUP" explain --relation near-duplicate folder/ferry.txt folder/deeper |
	sed 's/"reasons".*//'
"$NEARDUP" explain --relation near-duplicate news.jsonl folder/ferry.txt |
	sed 's/"reasons".*//'
