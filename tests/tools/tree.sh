#!/bin/sh
# tree.sh - does every file that git tracks belong into the project?
#
# The top level is fixed, and nothing that was built is kept: no file has machine code. Where there is
# no repository, as in an archive of the sources, there is nothing to look at. Ends with
# "N passed, N failed", a file is one.
set -u
cd "$(dirname "$0")/../.." || exit 1

git ls-files 2>/dev/null | {
	passed=0 failed=0
	while IFS= read -r file; do
		case $file in
		src/*|include/*|tests/*|corpus/*|bench/*|Makefile|README.md|LICENSE|.*) belongs=1 ;;
		*) belongs=0 ;;
		esac
		if [ -f "$file" ] && [ "$(head -c 4 "$file" | tr -d '\0')" = "$(printf '\177ELF')" ]; then
			belongs=0
		fi
		if [ "$belongs" = 1 ]; then
			passed=$((passed + 1))
		else
			echo "$file does not belong into the project" >&2
			failed=$((failed + 1))
		fi
	done
	[ "$passed" -gt 0 ] || passed=1
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
