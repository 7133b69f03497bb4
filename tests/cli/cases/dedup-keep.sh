for keep in first longest latest; do
	echo "$keep:"
	"$NEARDUP" dedup --quiet --keep $keep news.jsonl | sed 's/{"id": "\([^"]*\)".*/\1/'
done
