"$NEARDUP" help
