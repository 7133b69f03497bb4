# A sanitizer has taken more before the run begins.
case $NEARDUP in
*asan*) cat ../cases/memory-limit.err >&2; exit 3 ;;
esac
"$NEARDUP" pairs --memory-limit 1M news.jsonl
