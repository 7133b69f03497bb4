# an array over several lines with other field names
"$NEARDUP" pairs --relation near-duplicate --id-key key --title-key head --text-key=words \
	--date-key when array.json
