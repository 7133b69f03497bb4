"$NEARDUP" help explain
