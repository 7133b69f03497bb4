# packed is as good as unpacked: the same pairs, whatever the container
here=../../../corpus
"$NEARDUP" pairs --quiet "$here/articles" >"$TMP/plain"
(cd "$here" && tar cf "$TMP/a.tar" --sort=name articles)
zstd -q "$TMP/a.tar" -o "$TMP/a.tar.zst"
gzip -c "$TMP/a.tar.zst" >"$TMP/a.twice"
for file in a.tar a.tar.zst a.twice; do
	"$NEARDUP" pairs --quiet "$TMP/$file" | cmp - "$TMP/plain"
done
"$NEARDUP" pairs --quiet <"$TMP/a.tar.zst" | cmp - "$TMP/plain"
# nor does the order of the members matter; undated pairs turn round with it
turned() { sed -E 's/"a":("[^"]*"),"b":("[^"]*")/\1 \2/' | awk '{ if ($1 > $2) { x = $1; $1 = $2; $2 = x } print }' | sort; }
(cd "$here" && find articles -type f | sort -r | tar cf "$TMP/r.tar" -T -)
"$NEARDUP" pairs --quiet "$TMP/r.tar" | turned >"$TMP/reversed"
turned <"$TMP/plain" | cmp - "$TMP/reversed"
[ "$(wc -l <"$TMP/plain")" -gt 200 ] && echo "many pairs"
head -c 20000 "$TMP/a.tar.zst" | "$NEARDUP" extract
"$NEARDUP" extract --max-size 100K - <"$TMP/a.tar.zst" >/dev/null
