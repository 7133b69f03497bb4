"$NEARDUP" help df
