#!/bin/sh
# run.sh - the command line, whole outputs compared
#
# A case is cases/NAME.sh.  It runs in data/ with $NEARDUP, the program, and
# $TMP, a folder of its own.  What it writes has to be cases/NAME.out and
# NAME.err, its exit code NAME.exit; a file that is not there stands for
# nothing written and for 0.
#
#	NEARDUP=build/neardup tests/cli/run.sh [NAME...]
#	UPDATE=1 ...		rewrite the files: look at the difference before you commit it

here=$(cd "$(dirname "$0")" && pwd)
NEARDUP=${NEARDUP:-$here/../../build/neardup}
case $NEARDUP in
/*) ;;
*) NEARDUP=$PWD/$NEARDUP ;;
esac
if [ ! -x "$NEARDUP" ]; then
	echo "run.sh: no program '$NEARDUP'" >&2
	exit 1
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset NO_COLOR
MAN=$here/../../src/cli/neardup.1
LC_ALL=C TERM=xterm TZ=UTC
export NEARDUP MAN LC_ALL TERM TZ

# compare KIND: what the case wrote with what it has to write
compare() {
	expected=$here/cases/$name.$1
	if [ -n "$UPDATE" ]; then
		rm -f "$expected"
		[ ! -s "$work/$1" ] || cp "$work/$1" "$expected"
		return 0
	fi
	[ -f "$expected" ] || expected=/dev/null
	diff -u --label "$name.$1" --label "what came" "$expected" "$work/$1"
}

run_case() {
	TMP=$work/tmp
	export TMP
	rm -rf "$TMP" && mkdir "$TMP"
	(cd "$here/data" && sh "$here/cases/$name.sh") \
		</dev/null >"$work/out" 2>"$work/err"
	code=$?
	: >"$work/exit"
	[ $code = 0 ] || echo $code >"$work/exit"
	compare out; a=$?
	compare err; b=$?
	compare exit; c=$?
	[ $a$b$c = 000 ]
}

[ $# -gt 0 ] || set -- $(cd "$here/cases" && ls *.sh | sed 's/\.sh$//')
passed=0 failed=0
for name; do
	if run_case; then
		passed=$((passed + 1))
	else
		echo "FAILED: $name" >&2
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
