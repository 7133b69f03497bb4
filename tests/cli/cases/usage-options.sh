# options that are none, or not of this command, or without what they need
try() {
	echo "$ neardup $*" >&2
	"$NEARDUP" "$@"
	echo "exit $?" >&2
}
try pairs --treshold 0.5
try pairs --zebra
try pairs --zebra=1
try pairs --thres 0.5
try pairs -q
try pairs -
try pairs ---
try pairs --min-size 3
try clusters --mark
try dedup --format table
try explain --stats a b
try help --quiet
try pairs --threshold
try pairs --quiet=yes
try explain
try explain a
try explain a b c d
try version now
try help pairs clusters
try help zebra
