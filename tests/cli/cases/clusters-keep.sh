# the representative, by each rule
for keep in first longest latest; do
	"$NEARDUP" clusters --quiet --relation near-duplicate --keep $keep news.jsonl |
		sed 's/,"first".*//'
done
