# growth.gnuplot - seconds against articles; a dotted line grows as the articles do
#	gnuplot -e "data='growth.tsv'; picture='growth.svg'; names='one two'" growth.gnuplot

set terminal svg size 720,480 font 'sans,13' background 'white'
set output picture
set logscale xy
set format x '10^{%L}'
set xlabel 'articles'
set ylabel 'seconds'
set key left top
set grid

# the line through the first point of a series
in_step(n, seconds) = (column(0) == 0 ? (first = seconds / n) : 0, first * n)

plot for [i = 1:words(names)] data index i - 1 using 1:2 \
		with linespoints lw 2 pt 7 lc i title word(names, i), \
	for [i = 1:words(names)] data index i - 1 using 1:(in_step($1, $2)) \
		with lines dt 3 lc i notitle
