#!/bin/sh
# The pages in a headless Chromium. $1: a folder for the packages. Exit 77: skipped, and why.
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
exec node "$here/browser.mjs" "$here/../../docs/guide" "$1" "$chromium"
