#!/bin/sh
# tree.sh - does every file that git tracks belong into the project?
#
# The top level is fixed, and nothing that was built is kept. Where there is no repository,
# as in an archive of the sources, there is nothing to look at. Ends with "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 1
failed=0

# none WHAT: nothing comes in
none() {
	if grep . >&2; then
		echo "^ $1" >&2
		failed=$((failed + 1))
	fi
}

top='^(src|include|tests|corpus|bench|\..*)/|^(Makefile|README\.md|LICENSE|\..*)$'
none 'does not belong at the top level' <<E1
$(git ls-files 2>/dev/null | grep -Ev "$top")
E1
none 'is a program or an object file' <<E2
$(git grep -laP '^\x7fELF' 2>/dev/null)
E2
echo "$((2 - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
