# a folder of text files: hidden ones are left out, ids are paths
"$NEARDUP" pairs --relation identical,near-duplicate --format tsv folder
"$NEARDUP" pairs --relation identical,near-duplicate --format table folder
