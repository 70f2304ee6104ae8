#!/bin/sh
# Tries this tree as a new user of another Debian release would: as root, in a bare system made by
# debootstrap. Prints the time and the exit status of each command; exits with 1 if one failed.
#
#   packaging/try_distribution.sh NAME [COMMAND…]     NAME: bookworm, trixie…
#
# sh runs each COMMAND in the tree; the default is the README's two. The system is kept in
# $SOCK_ROOTS/NAME (/tmp/sock-roots/NAME); remove it to start again without installed packages.
# The tree is that of the last commit.
set -eu

name=${1:?"usage: $0 NAME [COMMAND…]"}
shift
[ $# -gt 0 ] || set -- './lab grade' './lab test'
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
root=${SOCK_ROOTS:-/tmp/sock-roots}/$name
tree=$root/root/sock

make_root() {
    # It has another name until it is complete.
    rm -rf "$root.new"
    mkdir -p "$root.new"
    debootstrap --variant=minbase --include=git,ca-certificates "$name" "$root.new" \
        >"$root.log" 2>&1 || { tail -n 5 "$root.log" >&2; exit 3; }
    mv "$root.new" "$root"
}

# Runs as the first process of a new pid and mount namespace. Not chroot(2): the kernel refuses
# user namespaces in a chroot, and the sandbox needs them. All mounts end with the namespace.
# shellcheck disable=SC2016
enter='
    mount --bind "$1" "$1" && cd "$1" && shift
    mount -t proc proc proc
    mount --rbind /dev dev
    mount --rbind /sys sys
    mkdir -p .old
    pivot_root . .old
    umount -l /.old
    cd /root/sock
    status=0
    for command do
        begun=$(date +%s)
        code=0
        sh -c "$command" </dev/null || code=$?
        [ "$code" -eq 0 ] || status=1
        took=$(($(date +%s) - begun))
        printf "== %s: %d min %02d s, exit status %d\n" "$command" $((took / 60)) $((took % 60)) $code
    done
    exit $status'

[ "$(id -u)" -eq 0 ] || { echo "$0: this needs root" >&2; exit 3; }
[ -d "$root/etc" ] || make_root
rm -rf "$tree"
git clone --quiet --no-hardlinks "$home" "$tree"
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo "== $name: $(git -C "$tree" log -1 --format='%h %s')"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    unshare --mount --pid --fork --kill-child sh -eu -c "$enter" sh "$root" "$@"
