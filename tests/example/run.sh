#!/bin/sh
# Install into a folder, compile the example against what was installed, run it,
# uninstall, and see that nothing is left.
set -u
B=${B:-build}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
passed=0 failed=0

check() {
	if [ "$2" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL: $1"; fi
}

make -s B="$B" PREFIX="$root/usr" install > "$root/log" 2>&1 || cat "$root/log"
[ -x "$root/usr/bin/neardup" ]; check 'the program is installed' $?
"$root/usr/bin/neardup" version > /dev/null; check 'the installed program runs' $?

PKG_CONFIG_PATH=$root/usr/lib/pkgconfig
export PKG_CONFIG_PATH
flags=$(pkg-config --cflags --libs neardup)
# shellcheck disable=SC2086
${CC:-cc} -std=c99 -Wall -Wextra -Werror tests/example/example.c $flags -o "$root/shared"
check 'the example compiles against the shared library' $?
LD_LIBRARY_PATH=$root/usr/lib "$root/shared" > "$root/out"
check 'the example runs' $?
head -n 1 "$root/out" | grep -q '^a and b: near-duplicate, score 0\.[0-9]*$'
check 'the example finds the copy' $?
[ "$(wc -l < "$root/out")" = 2 ]; check 'the example finds nothing else' $?
# shellcheck disable=SC2046
${CC:-cc} -std=c99 tests/example/example.c -I"$root/usr/include" "$root/usr/lib/libneardup.a" \
	$(pkg-config --static --libs-only-l neardup | sed 's/-lneardup//') -o "$root/static" &&
	"$root/static" | cmp -s - "$root/out"
check 'the static library gives the same' $?

# shellcheck disable=SC2086
${CC:-cc} -std=c99 -Wall -Wextra -Werror tests/example/store.c $flags -o "$root/store" &&
	LD_LIBRARY_PATH=$root/usr/lib "$root/store" "$root/news" > "$root/first" &&
	LD_LIBRARY_PATH=$root/usr/lib "$root/store" "$root/news" > "$root/second"
check 'the example of a store runs twice' $?
grep -q '^c: copy, story of 2$' "$root/first" && [ "$(grep -c ': known, ' "$root/second")" = 3 ]
check 'the store remembers' $?

make -s B="$B" PREFIX="$root/usr" uninstall > "$root/log" 2>&1 || cat "$root/log"
[ -z "$(find "$root/usr" -type f -o -type l)" ]; check 'uninstall leaves no file' $?

mkdir "$root/dest"
make -s B="$B" DESTDIR="$root/dest" PREFIX=/opt/nd install > "$root/log" 2>&1 || cat "$root/log"
[ -f "$root/dest/opt/nd/share/man/man1/neardup.1" ]; check 'DESTDIR is obeyed' $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
