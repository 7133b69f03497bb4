# file and line of what is wrong; exit 2, or 3 when it cannot be read
try() {
	"$NEARDUP" pairs --config "$1" news.jsonl
	echo "exit $?" >&2
}
try wrong.conf
try missing.conf
try folder
cd "$TMP"
for text in 'threshold' 'threshold = ' 'threshold = many' 'quiet = perhaps' 'help = yes' \
	'[pairs]\nquiet = yes' 'relation = identical, near' 'files = a'; do
	printf "$text\n" >here.conf
	"$NEARDUP" pairs --config here.conf 2>&1 | head -n 1 >&2
done
