# every option and command stands in the man page
for command in pairs clusters dedup explain eval extract df plan report sketch index feed help version; do
	grep -q "^\.It Cm $command\$" "$MAN" || echo "no command $command"
	"$NEARDUP" $command --help
done | sed -n 's/^  \(-., \)\{0,1\}--\([a-z-]*\).*/\2/p; /^no command/p' | sort -u | while read -r option; do
	grep -q "Fl -$option\b" "$MAN" || echo "not in the man page: $option"
done
if command -v mandoc >/dev/null; then
	mandoc -T lint -W warning "$MAN" | grep -v 'mandoc.db'
fi
true
