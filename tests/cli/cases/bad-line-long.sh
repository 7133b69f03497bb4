# a line of 200 MB is told and left out, and what follows is read
{
	cat news.jsonl
	printf '{"id":"long","text":"'
	head -c 200000000 /dev/zero | tr '\0' x
	printf '"}\n{"id":"after","text":"The record after the long line is read."}\n'
} | "$NEARDUP" pairs --relation identical
