#!/bin/sh
# build.sh FOLDER: the reference of sock.hpp, and beside it the guide, with links both ways. Needs
# doxygen (1.9.4 or later), pandoc and python3; the pages need nothing.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
doxygen - <<END
@INCLUDE = docs/reference/Doxyfile
OUTPUT_DIRECTORY = "$out"
HTML_OUTPUT = .
GENERATE_TAGFILE = "$out/sock.tag"
END
# Doxygen writes the style of its search anew each time.
cat docs/guide/page/tokens.css docs/reference/search.css >>"$out/search/search.css"
python3 docs/reference/names.py --lua "$out/sock.tag" >"$out/names.lua"
docs/guide/page/build.sh "$out" "$out/names.lua"
rm "$out/names.lua" "$out/sock.tag"
