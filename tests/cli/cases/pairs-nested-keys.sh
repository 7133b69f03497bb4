# keys with dots lead into objects; a field of the whole name comes first
printf '%s\n' '{"a":{"id":"1","head":"T"},"article":{"body":"text one"},"article.date":"2015-05-08"}' \
	'{"a":{"id":"2"},"article":{"body":"inner"},"article.body":"outer"}' \
	'{"a":{"id":"3"},"article":"body"}' |
	"$NEARDUP" extract --id-key a.id --title-key a.head --text-key article.body \
		--date-key article.date
