#!/bin/sh
# A full disk: one clear sentence that says what to do, and the student's file is unchanged.
#
# Usage: test_no_space.sh TREE SOCK_LAB BIN
# shellcheck disable=SC2015,SC2016,SC2034,SC2317  # the checks are evaluated
set -u
tree=$1 lab=$2 bin=$3
# In its own mount namespace, the folders that become full are tiny file systems.
if [ "${4:-}" != inside ]; then
    unshare -m true 2>/dev/null && exec unshare -m sh "$0" "$tree" "$lab" "$bin" inside
    unshare -rm true 2>/dev/null && exec unshare -rm sh "$0" "$tree" "$lab" "$bin" inside
    echo 'skipped: no mount namespaces here'
    exit 77
fi
work=$(mktemp -d)
trap 'umount "$work/tiny" "$work/course/.lab" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$work/course" "$work/tiny"
for part in include exercises solutions docs tests tools; do cp -R "$tree/$part" "$work/course/"; done
mkdir "$work/course/.lab"
mount -t tmpfs -o size=64k none "$work/tiny" && mount -t tmpfs -o size=4k none "$work/course/.lab" ||
    { echo 'skipped: nothing can be mounted here'; exit 77; }
export SOCK_LAB_HOME="$work/course" SOCK_LAB_BIN="$bin" LC_ALL=C.UTF-8
cd "$work/course" || exit 3
failures=0
check() {
    if eval "$2"; then return; fi
    failures=$((failures + 1))
    printf 'FAILED: %s\n  code %s\n  out  %s\n  err  %s\n' "$1" "$code" "$out" "$err"
}
run() {
    out=$("$@" 2>"$work/err")
    code=$?
    err=$(cat "$work/err")
}
says() { case $out$err in *"$1"*) ;; *) return 1 ;; esac; }

run env TMPDIR="$work/tiny" "$lab" check udp_client
check 'a full TMPDIR is reported, and is not the program'"'"'s fault' \
    '[ $code = 3 ] && says "disk is full" && says "TMPDIR=" && says "no fault of yours"'

source=exercises/04_udp_client/udp_client.cpp
echo '// my work' >>$source
before=$(cat $source)
head -c 4096 /dev/zero >"$work/course/.lab/full" 2>/dev/null
run "$lab" reset udp_client
check 'reset without room for the backup changes nothing' \
    '[ $code = 3 ] && says "No space left" && [ "$(cat $source)" = "$before" ]'
run "$lab" check udp_client
check 'a check prints its verdict anyway' '[ $code = 1 ] && says "udp_client/sends"'

[ $failures = 0 ] && echo 'a full disk is reported'
exit $failures
