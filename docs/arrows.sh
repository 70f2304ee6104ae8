#!/bin/sh
# Draws which folder includes which, from the includes, and checks that every arrow runs down.
#
# Usage: docs/arrows.sh           writes docs/arrows.md
#        docs/arrows.sh --check   says what is wrong, and whether docs/arrows.md is stale
set -eu
cd "$(dirname -- "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The floors, lowest first (README.md, "The tree"). A folder includes its own files and lower ones.
floors='support course wire preload sandbox unpack judge grading lab/console lab/workspace lab/cli
lab/experiment lab/render lab/watch lab/doctor lab/lan lab/authoring lab/submit lab/commands lab
autograder autograder/checks autograder/benchmark'

# "FILE FILE": the first one includes the second one. Paths are below tools/ or tests/.
sources=$(find tools tests/autograder -name '*.?pp' | sort)
for file in $sources; do
    path=${file#tools/}
    sed -n "s|^#include \"\([^\"]*\)\".*|${path#tests/} \1|p" "$file"
done | grep -v -e ' sock\.hpp$' -e ' sock_catch\.hpp$' >"$work/files" || :

# The suite and the helpers of preload/ include by their full path as well, so a folder is what
# stands before the last slash.
sed 's|\([^ ]*\)/[^/ ]* \([^ ]*\)/[^/ ]*$|\1 \2|' "$work/files" | sort | uniq -c |
    awk '$2 != $3 { print $2, $3, $1 }' >"$work/folders"

draw() {
    echo '# Which folder includes which'
    echo
    echo 'Made by `docs/arrows.sh` from the includes; a test says when it is stale. A number is a count of'
    echo 'includes. lab, judge and grading reach sock-suite, sock-box and sock-unpack as programs.'
    echo
    echo '```mermaid'
    echo 'flowchart TD'
    while read -r from to count; do
        echo "    $from -- $count --> $to"
    done <"$work/folders"
    echo '```'
}

if [ "${1:-}" != --check ]; then
    draw >docs/arrows.md
    exit
fi

failures=0
fail() { echo "$1" && failures=$((failures + 1)); }

! grep '\.\./' "$work/files" || fail 'An include names the path below tools/ or tests/, without "..".'
floor() {
    number=0
    for name in $floors; do
        number=$((number + 1))
        [ "$name" != "$1" ] || break
    done
    echo $number
}
while read -r from to count; do
    [ "$to" != catch ] || continue
    [ "$(floor "$from")" -gt "$(floor "$to")" ] || fail "$from includes $to, which is a higher floor."
done <"$work/folders"
# tsort(1) names the files or folders of a cycle.
cut -d' ' -f1,2 "$work/folders" | tsort >/dev/null || fail 'Folders include one another.'
grep '\.hpp .*\.hpp$' "$work/files" | tsort >/dev/null || fail 'Headers include one another.'
draw | cmp -s - docs/arrows.md || fail 'docs/arrows.md is stale. Type: docs/arrows.sh'
[ "$failures" -eq 0 ] && echo "$(wc -l <"$work/folders") arrows between folders, all of them down"
