for size in 1 2 3 4 9; do
	"$NEARDUP" clusters --relation identical,near-duplicate --min-size $size news.jsonl | wc -l
done
