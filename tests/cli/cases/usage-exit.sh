# wrong usage is exit 2
"$NEARDUP" pairs --threshold abc
