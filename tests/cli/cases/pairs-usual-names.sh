# fields are called as interfaces, feeds in JSON, messengers, scrapers and tables call them
"$NEARDUP" extract interface.json feed.json messages.json table.csv
"$NEARDUP" pairs --threads 2 interface.json feed.json messages.json table.csv
