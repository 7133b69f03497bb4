# the lists of a page are the same when its stories and pairs come from files
lists() { sed -n '/^<section id="stories"/,/^<\/section>/p' "$1"; }
"$NEARDUP" clusters --quiet news.jsonl > "$TMP/clusters"
"$NEARDUP" pairs --quiet --explain news.jsonl > "$TMP/pairs"
"$NEARDUP" report --quiet news.jsonl -o "$TMP/a.html"
"$NEARDUP" report --clusters "$TMP/clusters" --pairs "$TMP/pairs" news.jsonl -o "$TMP/b.html"
lists "$TMP/a.html" > "$TMP/a"
lists "$TMP/b.html" | sed 's/ data-sure="[^"]*"//' > "$TMP/b"
sed -i 's/ data-sure="[^"]*"//' "$TMP/a"
cmp "$TMP/a" "$TMP/b" && grep -c '<li' "$TMP/b"
# pairs alone are pairs without a story
"$NEARDUP" report --quiet --pairs "$TMP/pairs" news.jsonl -o "$TMP/c.html" && grep -c 'id="s-across' "$TMP/c.html"
# what is no pair, or of no article
cd "$TMP"
"$NEARDUP" report --quiet --pairs missing "$OLDPWD/news.jsonl" -o d.html; echo $?
{ head -n 1 pairs; echo; echo '{"a":1}'; echo '[]'; echo '{"a":"ferry-1","b":"who","relation":"identical","score":1}'
  echo '{"a":"ferry-1","b":"ferry-1","relation":"identical","score":1}'
  echo '{"a":"ferry-1","b":"ferry-2","relation":"cousin","score":1}'
  echo '{"a":"ferry-1","b":"ferry-2","relation":"identical","score":7}'
  echo '{"a":"ferry-1","b":"ferry-2","relation":"identical","score":1,"passages":[{"text":"x","a":[9,1],"b":[0,1]}]}'
  echo '{"a":'; } > bad
{ echo '{"cluster":"0123456789abcdef","members":[{"id":"ferry-1"},{"id":"who"},{"id":"ferry-2"}]}'
  echo '{"cluster":"0123456789abcdee","members":[{"id":"ferry-1"}]}'
  echo '{"cluster":"../../x","members":[{"id":"dam-1"}]}'
  echo '{"cluster":"0123456789abcded","members":[]}'; } > worse
"$NEARDUP" report --pairs bad --clusters worse "$OLDPWD/news.jsonl" -o e.html; echo $?
grep -o 'id="s-[^"]*"' e.html
"$NEARDUP" report --strict --pairs bad "$OLDPWD/news.jsonl" -o f.html; echo $?
ls *.html
