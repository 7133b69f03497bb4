# a comma locale changes no number
for locale in de_DE.UTF-8 tr_TR.UTF-8 C.UTF-8; do
	LC_ALL=$locale "$NEARDUP" pairs --quiet --relation near-duplicate --threshold 0.5 news.jsonl
done
