# commands that are none, and options where a command should be
for command in pair Pairs cluster dedupe zebra '' --quiet -x; do
	"$NEARDUP" "$command"
	echo "exit $?" >&2
done
