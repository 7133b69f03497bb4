# a file that opens but cannot be read
"$NEARDUP" pairs /proc/self/mem
