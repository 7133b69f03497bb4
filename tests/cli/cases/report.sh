# the whole page but for style, script and packed data: those have tests of their own
"$NEARDUP" report --headline 'Fog & <dam>' news.jsonl -o "$TMP/page.html" &&
sed -e "s/'sha256-[^']*'/'sha256-HASH'/g" -e '/^<style>/,/<\/style>$/c\<style>' \
	-e '/^<script>/,/<\/script>$/c\<script>' -e 's/\(data-of="[^"]*">\)[^<]*/\1PACKED/' "$TMP/page.html"
echo "$(ls "$TMP")"
