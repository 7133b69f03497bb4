# the first 50 are printed, all are counted
"$NEARDUP" pairs flood.jsonl

# what was used all the same does not hide what is lost
{
	i=0
	while [ $((i += 1)) -le 60 ]; do
		echo "{\"id\":\"$i\",\"title\":\"headline $i\",\"text\":\"\"}"
	done
	echo '{"id":"cut off'
} | "$NEARDUP" pairs --relation identical
