#!/bin/sh
# run.sh - made-up corpora: the same every time, and the truth about them true
#
# The generator counts what its copies share on its own words; the program counts
# it on the text.  Both must come to the same figures, in every script, with every
# way to write it.  Ends with "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
generate=$B/bench/generate
name=generate
. tests/counting.sh

# figures KIND: of the true pairs of $dir/KIND.jsonl the program found nearly all, and
# says of each what the truth says (to 4 decimals)
figures() {
	"$B/neardup" pairs --quiet --format tsv --relation identical,near-duplicate,contained \
		"$dir/$1.jsonl" > "$dir/pairs" || return 1
	awk -F '\t' '
	function differ(x, y) { return x - y > 0.000051 || y - x > 0.000051 }
	FNR == 1 { next }
	NR == FNR { jaccard[$1, $2] = $5; containment[$1, $2] = $6; next }
	$4 == "near-duplicate" && $5 < 0.3 { next }
	{ pairs++ }
	!(($1, $2) in jaccard) && ($2, $1) in jaccard { swap = $1; $1 = $2; $2 = swap }
	!(($1, $2) in jaccard) { missed++; next }
	differ($5, jaccard[$1, $2]) || differ($6, containment[$1, $2]) {
		print $0, "not", jaccard[$1, $2], containment[$1, $2]; wrong++
	}
	END { exit wrong > 0 || pairs < 100 || missed > pairs / 20 }' "$dir/pairs" "$dir/$1.truth" >&2
}

same_again() {
	"$generate" --articles 1500 --seed 7 --kind "$1" --threads "$2" | cmp -s - "$dir/$1.jsonl"
}

for kind in mixed ascii escaped russian chinese events; do
	"$generate" --articles 1500 --seed 7 --kind $kind --threads 1 --truth "$dir/$kind.truth" \
		--stories "$dir/$kind.stories" > "$dir/$kind.jsonl" || exit 1
	check "$kind is another with three threads" same_again $kind 3
	check "$kind: the truth is not what the program finds" figures $kind
done

# one story or more of several articles, and a line for each article
check "there are no stories" awk -F '\t' '
	NR > 1 && ++size[$2] == 5 { stories++ }
	END { exit stories < 5 || NR != 1501 }' "$dir/events.stories"

other_seed() {
	! "$generate" --articles 1500 --seed 8 | cmp -s - "$dir/mixed.jsonl"
}
check "another seed gives the same" other_seed

finish
