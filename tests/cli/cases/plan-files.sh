"$NEARDUP" plan news.jsonl | sed 's/"kernels.*measured_on/"measured_on/; s/"words.*//'
"$NEARDUP" plan empty.jsonl
echo $?
"$NEARDUP" plan --bands 3
echo $?
"$NEARDUP" plan --threshold 2 --quiet
echo $?
"$NEARDUP" plan --format tsv
echo $?
"$NEARDUP" plan --threshold 0.5 --bands 14 --rows 8 -o "$TMP/s.svg" news.jsonl >/dev/null
grep -o '<text class="strong[^<]*</text>' "$TMP/s.svg"
grep -c '<polyline' "$TMP/s.svg"
"$NEARDUP" plan -o missing/s.svg news.jsonl > /dev/null
echo $?
