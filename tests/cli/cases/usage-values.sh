# values that are not what the option takes
try() {
	"$NEARDUP" clusters "$@" 2>&1 | head -n 1 >&2
}
try --threshold abc
try --threshold ''
try --threshold 0.04
try --threshold nan
try --recall 1
try --containment 0.2
try --event-threshold 1.5
try --window 3
try --window 3y
try --ngram-size 17
try --ngram-size 2.5
try --num-perm 8
try --seed -1
try --threads 257
try --relation near
try --relation identical,
try --relation ''
try --keep best
try --min-size 0
try --format xml
try --color yes
try --max-size 0
try --max-size 3X
try --max-size 99999999999T
