# the options of sketch
"$NEARDUP" help sketch
