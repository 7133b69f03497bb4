#!/bin/sh
# run.sh READER... - INPUTS for each, grown from seeds/; memory and time of one are bounded
#
# Ends with "total: N passed, N failed"; a reader is one.
cd "$(dirname "$0")/../.." || exit 1
# freed memory is watched for long enough within one input; more of it only costs page faults
export ASAN_OPTIONS="quarantine_size_mb=16:${ASAN_OPTIONS-}"
passed=0 failed=0
for reader; do
	seeds=tests/fuzz/seeds/$reader
	[ "$reader" != input ] || seeds=$(ls -d tests/fuzz/seeds/*)
	corpus=$B/corpus/$reader
	mkdir -p "$corpus"
	# shellcheck disable=SC2086
	if "$B/fuzz-$reader" -runs="$INPUTS" -max_len=4096 -rss_limit_mb=1024 -timeout=10 \
		-malloc_limit_mb=1100 -seed="${SEED:-1}" -verbosity=0 -print_final_stats=1 \
		-artifact_prefix="$B/$reader-" "$corpus" $seeds >"$B/fuzz-$reader.log" 2>&1
	then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		tail -n 40 "$B/fuzz-$reader.log" >&2
	fi
	echo "$reader: $(sed -n 's/^stat::\([a-z_]*\): *\([0-9]*\)$/\1 \2/p' "$B/fuzz-$reader.log" |
		grep -E '^(number|average|peak)' | tr '\n' ' ')"
done
echo "total: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
