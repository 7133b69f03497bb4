"$NEARDUP" help pairs
