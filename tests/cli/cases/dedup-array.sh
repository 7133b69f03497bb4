# an array becomes lines
"$NEARDUP" dedup --quiet --id-key key --text-key words --date-key when array.json | tail -n 1
