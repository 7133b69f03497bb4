#!/bin/sh
# layers.sh [DIR] - does every source include only what the map of src/ allows?
#
# DIR (src) has a README.md with the table between the layers marks.  A file is
# right if each header it includes by "name" is its own folder's, an allowed
# folder's or neardup.h, and each library's header stands in the library's one
# place.  Ends with "N passed, N failed", a file is one.
set -u
dir=${1:-$(dirname "$0")/../../src}
cd "$dir" || exit 1

find . -name '*.c' -o -name '*.h' -o -name '*.cpp' | sed 's|^\./||' | sort | awk '
function complain(what) { print file ": " what > "/dev/stderr"; bad = 1 }

# A library may stand only in these files.
function library(header) {
	if (header ~ /^unicode\//)	return "text/charmap.c text/folding.c text/words.c report/characters.c input/encoding.c"
	if (header ~ /^xxh/)		return "base/hash.h"
	if (header == "simdjson.h")	return "input/record_json.cpp input/json_ld.cpp input/saved.cpp"
	if (header ~ /^archive/)	return "input/packed.c"
	if (header ~ /^libxml\//)	return "input/page.c input/feed.c input/entities.c input/url.c feed/subscriptions.c"
	if (header ~ /^curl\//)		return "feed/fetch.c"
	if (header == "lmdb.h")		return "store/ledger.h"
	if (header == "csv.h")		return "input/table.c"
	if (header == "zlib.h")		return "report/packed.c input/coding.c input/gzip.c"
	if (header ~ /^brotli\//)	return "input/coding.c"
	if (header ~ /^zstd/)		return "base/zipped.c"
	if (header == "ini.h")		return "cli/config.c"
	return ""
}

function check_angled(header) {
	if (library(header) != "" && index(" " library(header) " ", " " file " ") == 0)
		complain("<" header "> belongs in " library(header))
}

function check_quoted(header,	folder) {
	if (header == "neardup.h")
		return
	if (header !~ /\//) {
		complain("\"" header "\" names no folder")
		return
	}
	folder = header
	sub(/\/.*/, "", folder)
	if (!(folder in allowed))
		complain("\"" header "\" is of no folder in README.md")
	else if (folder != own && index(allowed[own], " " folder " ") == 0)
		complain("\"" header "\": " own " may not include " folder)
}

function check_file(	line, header) {
	bad = 0
	own = file
	if (!sub(/\/.*/, "", own) || !(own in allowed))
		complain("is in no folder of README.md")
	while ((getline line < file) > 0) {
		if (line !~ /^[ \t]*#[ \t]*include/)
			continue
		header = line
		gsub(/^[^"<]*["<]|[">].*$/, "", header)
		if (line ~ /include[ \t]*</)
			check_angled(header)
		else
			check_quoted(header)
	}
	close(file)
	if (bad) failed++; else passed++
}

BEGIN {
	while ((getline line < "README.md") > 0) {
		if (line ~ /<!-- layers -->/) inside = 1
		else if (line ~ /<!-- \/layers -->/) inside = 0
		else if (inside && split(line, part, ":") == 2) {
			gsub(/[ \t]/, "", part[1])
			allowed[part[1]] = " " part[2] " "
			folders++
		}
	}
	if (!folders) { print "README.md has no table of layers" > "/dev/stderr"; failed = 1 }
}
{ file = $0; check_file() }
END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }
'
