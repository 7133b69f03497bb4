# no command: a short usage, on standard error
"$NEARDUP"
