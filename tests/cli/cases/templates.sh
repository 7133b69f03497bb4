# what a newspaper prints round every article weighs nothing, and is shown
"$NEARDUP" pairs --quiet --relation near-duplicate --format tsv frames.jsonl
"$NEARDUP" pairs --quiet --relation near-duplicate --format tsv --templates off frames.jsonl
"$NEARDUP" explain --format jsonl frames.jsonl daily-1 weekly-1 | grep -o '"left_out.*'
"$NEARDUP" explain --format table frames.jsonl daily-1 weekly-1 | sed -n '/left out/p; /^Left out/,$p'
"$NEARDUP" extract --quiet frames.jsonl
"$NEARDUP" extract --quiet --templates off frames.jsonl | grep -c left_out
"$NEARDUP" pairs --templates maybe frames.jsonl
