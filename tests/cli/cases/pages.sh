# pages: two reports of one event in two layouts, two events in one layout
cd ../../data/pages
related() {
	"$NEARDUP" pairs --format tsv "$@" | cut -f 1-3
}
event="held-cssmodules-en1-cyberpact-1.html agency-en1-cyberpact-2.html"
echo "one event, two layouts"
related $event
echo "two events, one layout"
related agency-en1-cyberpact-2.html agency-en2-medicarra-1.html
related broken-en1-ratecz3-1.html broken-en2-dam-1.html
related held-liveblog-en1-denguara-1.html held-liveblog-en2-whale-2-feature.html
related portal1251-ru-yarfire-1.html portal1251-ru-metro-1.html
related held-artibody-zh-qiaojia-1.html held-artibody-zh-yajiang-1.html
