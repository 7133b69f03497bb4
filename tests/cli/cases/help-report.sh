"$NEARDUP" help report
