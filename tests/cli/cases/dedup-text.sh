# text files become JSON
"$NEARDUP" dedup folder
