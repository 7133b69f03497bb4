# counting.sh - what scripts of tests share: sourced from the top of the project
#
# They call themselves $name, have a folder $dir of their own and end with "finish".
passed=0 failed=0
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

# check WHAT COMMAND...: count it; WHAT says what is wrong if it fails
check() {
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$name: $what" >&2
	fi
}

# finish: the counts, and a status of 1 if anything failed
finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
