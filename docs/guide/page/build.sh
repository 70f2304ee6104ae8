#!/bin/sh
# Builds docs/guide/guide.en.html and guide.es.html, one self-contained page each. Needs pandoc
# (2.17 or later) and python3; the pages need nothing.
set -eu
cd "$(dirname "$0")/.."
for language in en es; do
    pandoc --from=commonmark+pipe_tables+autolink_bare_uris+smart --to=html5 --wrap=preserve \
        --template=page/template.html --lua-filter=page/page.lua \
        --metadata=lang:"$language" --metadata=pagetitle:sock \
        --output="guide.$language.html.new" "guide.$language.md"
    mv "guide.$language.html.new" "guide.$language.html"
    echo "guide.$language.html: $(wc -c < "guide.$language.html") bytes"
done
