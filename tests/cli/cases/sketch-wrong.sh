# what is refused, and how it is said
run() { "$NEARDUP" "$@" </dev/null 2>&1 | sed "s|$TMP|TMP|g"; }
code() { "$NEARDUP" "$@" </dev/null >/dev/null 2>&1; echo "exit $?"; }
N=$TMP/a.nds
"$NEARDUP" sketch --quiet news.jsonl -o "$N"
for command in dedup report extract df plan "explain news.jsonl" "pairs --explain" "eval --labels labels.tsv --errors 1"; do
	run $command "$N"
done
run pairs --ngram-size 5 "$N"
run clusters --seed 7 "$N"
code pairs --ngram-size 5 "$N"
run sketch --quiet --templates off --relation near-duplicate news.jsonl -o "$TMP/b.nds"
run pairs "$TMP/b.nds"
run pairs --relation contained "$TMP/b.nds"
run pairs --relation near-duplicate "$TMP/b.nds"
run pairs --quiet --relation near-duplicate --templates off "$TMP/b.nds" | wc -l
head -c 5000 "$N" >"$TMP/cut.nds"
run pairs "$TMP/cut.nds"
code pairs "$TMP/cut.nds"
{ head -c 3000 "$N"; printf x; tail -c +3002 "$N"; } >"$TMP/flipped.nds"
run pairs news.jsonl "$TMP/flipped.nds" | sed 's/byte [0-9]*/byte N/'
run pairs "$TMP/none.nds"
# not the other ways in
gzip -k "$N"
run pairs --quiet "$N.gz"
"$NEARDUP" pairs --quiet - <"$N"
mkdir "$TMP/folder" && cp "$N" "$TMP/folder"
run pairs --quiet "$TMP/folder"
run sketch no-such-file -o "$TMP/c.nds"
ls "$TMP"
run sketch empty.jsonl -o "$TMP/empty.nds"
run pairs "$TMP/empty.nds"
"$NEARDUP" sketch --quiet news.jsonl -o /dev/full/x 2>&1
"$NEARDUP" sketch --quiet news.jsonl >/dev/full; echo "exit $?"
