#!/bin/sh
# run.sh - include/neardup.h compiles alone: as C17, as C99, as C++, without a warning
set -u
cd "$(dirname "$0")/../.." || exit 1
CC=${CC:-cc} CXX=${CXX:-c++}
passed=0 failed=0

# try COMPILER OPTION...: the file that uses the header compiles with them
try() {
	if "$@" -Werror -Wall -Wextra -Iinclude -fsyntax-only -; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "header: $*" >&2
	fi < tests/header/header.c
}

try "$CC" -x c -std=c17 -pedantic -Wstrict-prototypes
try "$CC" -x c -std=c11 -pedantic -Wstrict-prototypes
try "$CC" -x c -std=c99 -pedantic -Wstrict-prototypes
try "$CC" -x c -std=gnu17 -Wstrict-prototypes -Wc++-compat
try "$CXX" -x c++ -std=c++11 -pedantic
try "$CXX" -x c++ -std=c++17 -pedantic
try "$CXX" -x c++ -std=c++20 -pedantic
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
