# standard output that is closed, and a pipe that nobody reads
"$NEARDUP" pairs --quiet news.jsonl >&-
echo "closed: exit $?" >&2
for command in pairs "pairs --format table" clusters dedup; do
	{
		sleep 0.2
		"$NEARDUP" $command --quiet news.jsonl
		echo "$command: exit $?" >&2
	} | true
done
