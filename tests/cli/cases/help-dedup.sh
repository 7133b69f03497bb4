"$NEARDUP" help dedup
