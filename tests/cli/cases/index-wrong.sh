# what is refused, and how it is said
S=$TMP/store
run() { "$NEARDUP" "$@" </dev/null; echo "exit $?"; }
run index
run index add
run index polish "$S"
run index info "$S" 2>&1 | sed "s|$TMP|TMP|"
run index create "$S" --threshold 0.5
run index create "$S" 2>&1 | sed "s|$TMP|TMP|"
run index query "$S" --threshold 0.6 2>&1 | sed "s|$TMP|TMP|"
run index query "$S" --threshold 0.5 --quiet
run index remove "$S"
run index expire "$S"
run index export "$S" papers
run index create "$S-2" --threshold 7
run index check "$TMP" 2>&1 | sed "s|$TMP|TMP|g"
