#!/bin/sh
# demo.sh NEARDUP - what neardup does, shown on corpus/
set -eu
neardup=$1
cd "$(dirname "$0")/.."

say() {
	printf '\n\033[1m%s\033[0m\n' "$*"
}
show() {	# LINES COMMAND...: the command, and how its output begins
	lines=$1
	shift
	say "$ neardup $*"
	"$neardup" "$@" --format table > "$out"
	head -n "$lines" "$out"
	[ "$(wc -l < "$out")" -le "$lines" ] || echo "... $(($(wc -l < "$out") - lines)) more lines"
}
out=$(mktemp)
trap 'rm -f "$out"' EXIT

show 24 clusters corpus/articles
show 16 pairs --relation identical,near-duplicate,contained corpus/articles
show 60 explain corpus/articles en1-cyberpact-1 en1-cyberpact-2
say "Two reports of the Russia-China cyber pact, found among $(cat corpus/articles/*.jsonl | wc -l) articles." \
	"Read README.md for the rest."
