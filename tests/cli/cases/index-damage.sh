# pages of data.mdb that are overwritten or cut off: an answer, or a message that names the store and
# exit 3; never a process that dies without a word
S=$TMP/store
article() { printf '{"id":"n%s","text":"The harbour of Oldhaven was closed on day %s after crane %s fell onto the quay, the port authority said. %s ships wait outside the bay for pilots."}\n' "$1" "$1" "$1" "$1"; }
"$NEARDUP" index create "$S" || exit
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do article $i; done >"$TMP/articles"
"$NEARDUP" index add --quiet "$S" "$TMP/articles"
pages=$(($(wc -c <"$S/data.mdb") / 4096))
told=0
try() {
	timeout 60 	"$NEARDUP" "$@" >"$TMP/out" 2>"$TMP/err"
	code=$?
	case $code in
	0) ;;
	3)	if grep -q "^neardup: .*$TMP/bad" "$TMP/err"; then
			told=$((told + 1))
		else
			echo "page $page: $*: $(cat "$TMP/err")"
		fi ;;
	*) echo "page $page: $*: exit $code: $(cat "$TMP/err")" ;;
	esac
}
page=0
while [ $page -lt $pages ]; do
	rm -rf "$TMP/bad"
	cp -r "$S" "$TMP/bad"
	head -c 4096 /dev/zero | tr '\0' '\245' | dd of="$TMP/bad/data.mdb" bs=4096 seek=$page conv=notrunc 2>"$TMP/err"
	try index query --quiet "$TMP/bad" "$TMP/articles"
	try index check "$TMP/bad"
	try index add --quiet "$TMP/bad" "$TMP/articles"
	page=$((page + 1))
done
[ $told -gt 6 ] && echo 'damage is told'
page=cut
rm -rf "$TMP/bad"
cp -r "$S" "$TMP/bad"
head -c 20000 "$S/data.mdb" >"$TMP/bad/data.mdb"
"$NEARDUP" index query --quiet "$TMP/bad" "$TMP/articles" 2>&1 | sed "s|$TMP|TMP|g"
