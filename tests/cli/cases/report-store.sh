# the lists of a page are the same when a store tells its stories
lists() { sed -n '/^<section id="stories"/,/^<\/section>/p' "$1" | sed 's/ id="s-[^"]*"//; s/ data-[a-z]*="[^"]*"//g'; }
"$NEARDUP" index create "$TMP/store"
"$NEARDUP" index add --quiet "$TMP/store" news.jsonl
"$NEARDUP" report --store "$TMP/store" -o "$TMP/a.html"
"$NEARDUP" report --store "$TMP/store" news.jsonl -o "$TMP/b.html"
"$NEARDUP" report --quiet news.jsonl -o "$TMP/c.html"
for page in a b c; do lists "$TMP/$page.html" | grep '<li' | sed 's,<b>0[^<]*</b>,,' > "$TMP/$page"; done
cmp "$TMP/b" "$TMP/c" && grep -c '<li' "$TMP/b"
# an article without title is shown by its text where there is one, else by its id
diff "$TMP/a" "$TMP/b" | grep -o '<h4>.*</h4>'
# the ids of the stories are the store's
"$NEARDUP" index export --format jsonl "$TMP/store" clusters | grep -o '"cluster":"[^"]*"' | cut -d '"' -f 4 | sort > "$TMP/ids"
grep -o 'id="s-[0-9a-f]*"' "$TMP/a.html" | tr -d '"' | cut -d - -f 2 | sort | cmp - "$TMP/ids" && echo same ids
# articles of files that the store has not are counted and in no story
head -n 1 news.jsonl | sed 's/"ferry-1"/"ferry-9"/' > "$TMP/more.jsonl"
"$NEARDUP" report --store "$TMP/store" news.jsonl "$TMP/more.jsonl" -o "$TMP/d.html"
# what cannot be
cd "$TMP"
"$NEARDUP" report --store none -o e.html; echo $?
"$NEARDUP" report --store store --pairs pairs -o e.html; echo $?
"$NEARDUP" report --store store --threshold 0.5 -o e.html; echo $?
ls e.html
