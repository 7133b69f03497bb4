"$NEARDUP" help plan
