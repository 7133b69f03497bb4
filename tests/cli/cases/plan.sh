# what is measured differs from machine to machine: only its form is compared
"$NEARDUP" plan --format table --articles 15245 --bands 14 --rows 8 --memory 16G |
	sed -e '/^On this machine/,$s/[0-9][0-9.,]*/N/g' -e '/Measured/,$d' -e 's/N \(ms\|s\|min\)/N T/g' \
	    -e 's/N [KMG]B/N B/g' -e 's/  */ /g'
"$NEARDUP" plan --format table --threshold 0.9 --recall 0.9999 --num-perm 16 --articles 1 | sed '/^On this/,$d'
