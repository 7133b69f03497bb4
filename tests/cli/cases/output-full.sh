# a full disk is exit 3 for every command
for command in help version pairs "pairs --explain" "pairs --format table" "pairs --format tsv" \
	clusters dedup "dedup --mark"; do
	file=news.jsonl
	case $command in help | version) file= ;; esac
	"$NEARDUP" $command ${file:+--quiet} $file >/dev/full
	echo "$command: exit $?" >&2
done
"$NEARDUP" explain news.jsonl ferry-1 ferry-2 >/dev/full
echo "explain: exit $?" >&2
