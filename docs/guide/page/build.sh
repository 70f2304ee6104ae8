#!/bin/sh
# Builds the guide (docs/guide/guide.en.html, guide.es.html) and the handbooks (docs/instructors.en.html,
# docs/graders.en.html, and in Spanish), one self-contained page each. Needs pandoc (2.17 or later)
# and python3; the pages need nothing.
#
#     build.sh                  the pages of the tree
#     build.sh FOLDER NAMES     the guide in FOLDER, linked to the reference there: NAMES is a Lua
#                               table of the URLs of sock.hpp's names
set -eu
cd "$(dirname "$0")/.."

# page LANGUAGE SOURCE RESULT [MORE…]
page() {
    language=$1 source=$2 result=$3
    shift 3
    pandoc --from=commonmark+pipe_tables+autolink_bare_uris+smart+gfm_auto_identifiers --to=html5 \
        --wrap=preserve --template=page/template.html --lua-filter=page/page.lua \
        --metadata=lang:"$language" --metadata=source:"$source" --metadata=pagetitle:sock "$@" \
        --output="$result.new" "$source"
    mv "$result.new" "$result"
    echo "$result: $(wc -c <"$result") bytes"
}

if [ $# -eq 2 ]; then
    for language in en es; do
        page $language guide.$language.md "$1/guide.$language.html" --metadata=reference:"$2"
    done
    exit
fi
for language in en es; do
    page $language guide.$language.md guide.$language.html
done
for name in instructors graders; do
    page en ../$name.md ../$name.en.html
    page es ../$name.es.md ../$name.es.html
done
