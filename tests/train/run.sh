#!/bin/sh
# run.sh - the same-event model is learned anew, from sets that nobody wrote
#
# Six small sets of made-up stories stand in for the labelled ones: every pile is made, both
# forests are trained, and what they learned must find the stories again.  Ends with "N passed,
# N failed".
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
train=$B/train
name=train
. tests/counting.sh

# made NAME SEED: a set of 30 articles
made() {
	mkdir "$dir/$1" &&
	"$B/bench/generate" --articles 30 --seed "$2" --kind events --threads 1 \
		--stories "$dir/$1/labels.tsv" > "$dir/$1/articles.jsonl"
}

# fit TABLE SETTING...: with forests that are small and learn fast
fit() {
	table=$1
	shift
	"$train" fit "$dir/figures" "$table" trees=6 shrinkage=.8 loso=0 "$@" \
		> "$dir/report" 2> "$dir/errors"
}

# says COMMAND...: it fails with exit code 3, and standard error has the sentence $sentence
says() {
	"$@" > "$dir/out" 2> "$dir/err"
	[ $? -eq 3 ] && grep -qxF "train: $sentence" "$dir/err"
}

seed=1
for set in basil ecbplus wikinews_events vmds neus_allsides reuters; do
	made $set $seed || exit 1
	seed=$((seed + 1))
done
# the last one is the crowd: its labels are pairs
awk -F '\t' 'NR > 1 && $2 in first { print first[$2] "\t" $1 "\t1\tsame_slug_day" }
	{ first[$2] = $1 }' "$dir/reuters/labels.tsv" > "$dir/silver" &&
mv "$dir/silver" "$dir/reuters/labels.tsv" || exit 1

check "no figures are collected" "$train" collect "$dir" "$dir/figures" 2> "$dir/log"
check "nothing is learned" fit "$dir/table.c" loso=1 "left_out=$dir/left_out"
check "the table is no C" "${CC:-cc}" -std=c17 -Wall -Werror -fsyntax-only -Isrc -Iinclude \
	"$dir/table.c"

# F1 of the stories alone, the sixth column, in the part about the model trained on all
check "the stories are not found again" awk '
	/^all sets/ { all = 1 }
	all && $2 == "alone" { sets++; if ($8 < .7) { print; low++ } }
	END { exit sets != 5 || low > 0 }' "$dir/report"
check "nothing is said of the set left out" grep -q '^basil.*[01]\.[0-9]' "$dir/left_out"

again() {
	fit "$dir/again.c" && cmp -s "$dir/table.c" "$dir/again.c"
}
check "another table from the same figures" again

sentence="'deepness=7': no such setting"
check "an unknown setting is taken" says "$train" fit "$dir/figures" - deepness=7
head -c 100000 "$dir/figures" > "$dir/cut"
sentence="the file of figures ends too soon"
check "half a file of figures is taken" says "$train" fit "$dir/cut" -
sentence="cannot open '$dir/nothing': No such file or directory"
check "figures are missing and nobody says so" says "$train" fit "$dir/nothing" -

finish
