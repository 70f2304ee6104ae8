#!/bin/sh
# The Debian package: made by cpack, then used from a folder into which it was unpacked. With the name
# of a Debian release, it is installed, used and removed there instead
# (packaging/try_distribution.sh): as root, with network.
#
# Usage: package.sh TREE BUILD | package.sh RELEASE
set -eu
if [ $# = 1 ]; then
    home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
    exec "$home/packaging/try_distribution.sh" "$1" \
        './lab grade --help >/dev/null' \
        'apt-get install -y --no-install-recommends dpkg-dev file >/dev/null' \
        'cd build/lab && cpack -G DEB -B /tmp/package >/dev/null' \
        'apt-get install -y --no-install-recommends /tmp/package/sock-lab_*.deb >/dev/null' \
        'cd / && sock-lab --version && sock-lab grade --out /tmp/package/results' \
        'cd /tmp/package && sock-lab publish --out practice.zip' \
        'apt-get remove -y sock-lab >/dev/null' \
        '! ls -d /usr/bin/sock-lab /usr/lib/sock-lab /usr/share/sock-lab 2>/dev/null'
fi

tree=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in cpack dpkg-deb; do
    command -v $tool >/dev/null || { echo "skipped: there is no $tool"; exit 77; }
done
failures=0
check() { eval "$2" || { failures=$((failures + 1)); echo "FAILED: $1"; }; }

(cd "$build" && cpack -G DEB -B "$work") >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
package=$(find "$work" -maxdepth 1 -name 'sock-lab_*.deb')
field() { dpkg-deb --field "$package" "$1"; }
dpkg-deb --contents "$package" | awk '{ print $6 }' >"$work/contents"
holds() { grep -qxF "./usr/$1" "$work/contents"; }

check 'its version is the project'"'"'s' '[ "$(field Version)" = "$(cat "$tree/VERSION")" ]'
check 'it depends on what grading starts' \
    'field Depends | grep -q bubblewrap && field Depends | grep -q "g++"'
for file in bin/sock-lab lib/sock-lab/bin/sock-box lib/sock-lab/bin/sock-preload.so \
    share/sock-lab/exercises/course.toml share/sock-lab/include/sock.hpp share/sock-lab/lab \
    share/sock-lab/docs/guide/guide.es.html share/sock-lab/tools/lab/words/en.toml
do
    check "it holds $file" "holds $file"
done
check 'all of it is below /usr' '! grep -v "^\./\(usr/.*\)\?$" "$work/contents"'
check 'it has neither tests nor builds' \
    '! grep -e share/sock-lab/tests/tools -e /build/ -e "\.gch" "$work/contents"'

dpkg-deb --extract "$package" "$work/root"
lab() { (cd "$work" && env -i PATH="$PATH" HOME="$work" LANG=C.UTF-8 "$work/root/usr/bin/sock-lab" "$@"); }
check 'it tells its version' 'lab --version | grep -q "^lab $(cat "$tree/VERSION")"'
check 'it publishes' 'lab publish --out practice.zip >/dev/null && [ -s "$work/practice.zip" ]'
check 'it grades' 'lab grade --unsafe-no-sandbox --out results "$work/root/usr/share/sock-lab/samples/class/linus_p" >/dev/null &&
    [ -s "$work/results/linus_p/result.json" ]'

echo "$package: $(wc -l <"$work/contents") files, $(du -k "$package" | cut -f1) KB, $failures failed"
exit $failures
