# a store from its creation to its end; ids, relations and counts, but no names of stories,
# which the numbers of articles go into, and no times
S=$TMP/store
show() { sed 's/"story":"[0-9a-f]*"/"story":"*"/g; s/"when":"[^"]*"/"when":"*"/; s/"\(from\|to\)":"[0-9a-f]*"/"\1":"*"/g'; }
article() { printf '{"id":"%s","title":"%s","text":"%s","date":"%s"}\n' "$@"; }
HARBOUR='The harbour of Oldhaven was closed on Monday after a crane fell onto the quay, the port authority said. Nobody was hurt. Forty ships wait outside the bay, and the first of them may enter on Thursday.'
"$NEARDUP" index create "$S" || exit
article a 'Crane falls' "$HARBOUR" 2024-03-04T10:00:00Z >"$TMP/1"
article b 'Crane falls onto quay' "$HARBOUR Traffic on land was not affected." 2024-03-04T12:00:00Z >>"$TMP/1"
article c 'Moth found' 'A new species of moth was found in the valley of the river Orr by two pupils who counted insects for a project of their school.' 2024-03-05 >>"$TMP/1"
"$NEARDUP" index add "$S" "$TMP/1" && "$NEARDUP" index add "$S" "$TMP/1"
article d 'Crane falls' "$HARBOUR" 2024-03-06 | "$NEARDUP" index query "$S" | show
"$NEARDUP" index export "$S" --format tsv
"$NEARDUP" index export "$S" clusters | sed 's/"cluster":"[0-9a-f]*"/"cluster":"*"/'
"$NEARDUP" index remove "$S" a nobody
"$NEARDUP" index log "$S" | show
"$NEARDUP" index expire "$S" --older-than 1w
"$NEARDUP" index compact "$S" --quiet
"$NEARDUP" index check "$S" >/dev/null 2>&1; echo "check: $?"
"$NEARDUP" index info "$S" | sed 's/"bytes.*"relations"/"relations"/; s/"model.*//'
