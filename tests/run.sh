#!/bin/sh
# run.sh GROUP... - run groups of tests and add up their counts
#
# Every group is a program that ends with a line "N passed, N failed".  A group
# that ends otherwise, or with an error and no failure, counts as one failure.
# B is the build folder.
set -u
cd "$(dirname "$0")/.." || exit 1
B=${B:-build}
NEARDUP=$PWD/$B/neardup
export B NEARDUP

command_of() {
	case $1 in
	unit)	 echo "$B/unit" ;;
	oom)	 echo "$B/oom" ;;
	cli)	 echo tests/cli/run.sh ;;
	layers)	 echo tests/tools/layers.sh ;;
	layers-test) echo tests/tools/layers_test.sh ;;
	tree)	 echo tests/tools/tree.sh ;;
	header)	 echo tests/header/run.sh ;;
	generate) echo tests/generate/run.sh ;;
	train)	 echo tests/train/run.sh ;;
	install) echo tests/example/run.sh ;;
	browser) echo "node tests/browser/run.mjs" ;;
	*)	 echo "run.sh: no group '$1'" >&2; exit 2 ;;
	esac
}

passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for group; do
	command=$(command_of "$group") || exit 2
	echo "-- $group"
	status=0
	$command > "$log" 2>&1 || status=$?
	cat "$log"
	line=$(tail -n 1 "$log" | sed -n 's/^\(.*: \)\{0,1\}\([0-9]*\) passed, \([0-9]*\) failed.*/\2 \3/p')
	if [ -z "$line" ]; then
		line='0 1'
		echo "$group: ended without a count, status $status" >&2
	fi
	if [ "$status" -ne 0 ] && [ "${line#* }" = 0 ]; then
		line="${line% *} 1"
		echo "$group: status $status" >&2
	fi
	passed=$((passed + ${line% *}))
	failed=$((failed + ${line#* }))
done
echo "total: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
