"$NEARDUP" help clusters
