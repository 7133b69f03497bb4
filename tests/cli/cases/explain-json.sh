# the fields, in their order
"$NEARDUP" explain news.jsonl dam-1 dam-2 | sed 's/:\[{"name.*"terms":/:M,"terms":/
	s/"reasons":\[[^]]*\]/"reasons":R/; s/"terms":\[[^]]*\]/"terms":T/
	s/"\(score\|event\)":0\.[0-9]*/"\1":N/g'
