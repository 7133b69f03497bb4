#!/bin/sh
# layers_test.sh - layers.sh must see each kind of violation
set -u
layers=$(cd "$(dirname "$0")" && pwd)/layers.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# check STATUS FILE INCLUDE: a source with one include gives this exit status
check() {
	rm -rf "$dir/src" && mkdir -p "$dir/src/base" "$dir/src/text" "$dir/src/input"
	printf '%s\n' '<!-- layers -->' '    base:' '    text: base' '    input: base' '<!-- /layers -->' \
		> "$dir/src/README.md"
	mkdir -p "$dir/src/$(dirname "$2")"
	printf '#include %s\n' "$3" > "$dir/src/$2"
	sh "$layers" "$dir/src" > /dev/null 2>&1
	status=$?
	if [ "$status" -eq "$1" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "layers_test: $3 in $2 gave $status" >&2
	fi
}

check 0 text/a.c '"base/array.h"'
check 0 text/a.c '"text/b.h"'
check 0 base/a.h '"neardup.h"'
check 0 base/hash.h '<xxhash.h>'
check 0 text/charmap.c '<unicode/uchar.h>'
check 0 input/record_json.cpp '<simdjson.h>'
check 0 text/a.c '<stdio.h>'
check 1 base/a.c '"text/tokens.h"'
check 1 text/a.c '"input/input.h"'
check 1 text/a.c '"tokens.h"'
check 1 text/a.c '"other/tokens.h"'
check 1 other/a.c '"base/array.h"'
check 1 text/a.c '<xxhash.h>'
check 1 text/a.c '<unicode/uchar.h>'
check 1 input/a.cpp '<simdjson.h>'
check 1 input/a.c '<zlib.h>'
check 1 base/a.c ' "text/tokens.h"	/* no */'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
