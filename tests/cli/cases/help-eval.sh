"$NEARDUP" help eval
