#!/bin/sh
# The pages in a headless Chromium. $1: a folder for the packages. $2: the program sample_pages, where
# grading is built. Exit 77: skipped, and why.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skipped: $1"; exit 77; }

command -v node >/dev/null || skip "no node; on Debian: apt install nodejs npm"
command -v npm >/dev/null || skip "no npm; on Debian: apt install npm"
chromium=$(command -v chromium || command -v chromium-browser) || skip "no chromium; on Debian: apt install chromium"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    skip "node $(node --version) is older than 20.19"

mkdir -p "$1"
if ! cmp -s "$here/package-lock.json" "$1/installed"; then
    cp "$here/package.json" "$here/package-lock.json" "$1/"
    (cd "$1" && timeout 120 npm ci --no-audit --no-fund --ignore-scripts --loglevel=error) ||
        skip "npm could not get the packages of tests/guide/package.json"
    cp "$here/package-lock.json" "$1/installed"
fi
graded=
if [ -n "${2:-}" ]; then
    rm -rf "$1/graded"
    "$2" "$here/results" "$1/graded"
    graded=$(find "$1/graded" -name class.html -o -name feedback.html)
fi
# The names of the pages have no blanks.
exec node "$here/browser.mjs" "$here/../../docs" "$1" "$chromium" $graded
