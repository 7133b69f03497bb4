# colour on a terminal, not with NO_COLOR, not on a dumb one, not in a pipe; or as asked
show() {
	printf '%s: ' "$1"
	if grep -q "$(printf '\033\\[')" "$TMP/out"; then echo colour; else echo plain; fi
}
run="stty cols 80; \"$NEARDUP\" pairs --quiet --relation near-duplicate news.jsonl"
script -qec "$run" "$TMP/out" >/dev/null; show terminal
NO_COLOR=1 script -qec "$run" "$TMP/out" >/dev/null; show NO_COLOR
NO_COLOR= script -qec "$run" "$TMP/out" >/dev/null; show 'empty NO_COLOR'
TERM=dumb script -qec "$run" "$TMP/out" >/dev/null; show dumb
script -qec "$run --color never" "$TMP/out" >/dev/null; show never
NO_COLOR=1 script -qec "$run --color always" "$TMP/out" >/dev/null; show 'always, NO_COLOR'
script -qec "$run --format jsonl" "$TMP/out" >/dev/null; show jsonl
"$NEARDUP" pairs --quiet --format table news.jsonl >"$TMP/out"; show pipe
"$NEARDUP" pairs --quiet --format table --color always news.jsonl >"$TMP/out"; show 'always, pipe'
