# all fields of a pair found by the event channel
"$NEARDUP" pairs --relation same-event news.jsonl | grep '"dam-1"' |
	sed 's/"\(score\|event\)":0\.[0-9]*/"\1":N/g'
