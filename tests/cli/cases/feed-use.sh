# a stream into a store, answered; --dedup passes what is new, as it came; what is refused
S=$TMP/store
show() { sed 's/"story":"[0-9a-f]*"/"story":"*"/g'; }
article() { printf '{"id":"%s","text":"%s","own":  %s}\n' "$@"; }
HARBOUR='The harbour of Oldhaven was closed on Monday after a crane fell onto the quay, the port authority said. Nobody was hurt. Forty ships wait outside the bay.'
MOTH='A new species of moth was found in the valley of the river Orr by two pupils who counted insects for a project of their school.'
"$NEARDUP" feed "$S" </dev/null 2>&1 | sed "s|$TMP|TMP|"
"$NEARDUP" index create "$S" || exit
{ article a "$HARBOUR" 1; article b "$HARBOUR" 2; echo 'rubbish'; article c "$MOTH" 3; } | "$NEARDUP" feed "$S" | show
{ article a "$HARBOUR" 4; article d "$MOTH More follows." 5; article a "$HARBOUR It was old." 6; article e 'The mayor of Orr will not run again, she told the council on Friday night after a long debate.' 7; } |
	"$NEARDUP" feed --dedup "$S"
"$NEARDUP" feed --dedup --keep latest "$S" </dev/null; echo "exit $?"
"$NEARDUP" feed --threshold 0.9 "$S" </dev/null 2>&1 | sed "s|$TMP|TMP|"
"$NEARDUP" feed --once --url gopher://example.org/ "$S" </dev/null; echo "exit $?"
article f "$MOTH" 8 | "$NEARDUP" feed "$S" >/dev/full; echo "exit $?"
