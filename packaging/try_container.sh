#!/bin/sh
# Builds the Dockerfile's image without root and without a registry of images, on a Debian that is
# made here, and runs ./lab in it on the tree of the last commit.
#
#   packaging/try_container.sh [ARGUMENT…]     the arguments of ./lab (check tcp_server)
#
# For an ordinary user who has a range of ids in /etc/subuid. It needs the packages mmdebstrap,
# buildah, podman, runc and uidmap. The image stays; `podman rmi sock-lab` removes it.
set -eu

[ $# -gt 0 ] || set -- check tcp_server
[ "$(id -u)" -ne 0 ] || { echo "$0: this is for a user who is not root" >&2; exit 3; }
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

base=$(sed -n 's/^FROM //p' "$home/.devcontainer/Dockerfile")
if ! podman image exists "$base"; then
    # Debian 13.
    mmdebstrap --quiet --variant=minbase trixie "$work/base.tar" http://deb.debian.org/debian
    podman import "$work/base.tar" "docker.io/library/$base"
fi
# In a chroot: crun does not start where cgroups of both versions are mounted.
buildah build --isolation=chroot --layers --pull=never --tag sock-lab "$home/.devcontainer"
git clone --quiet "$home" "$work/tree"
status=0
podman --runtime=runc run --rm --network=none --userns=keep-id:uid=1000,gid=1000 \
    --volume "$work/tree:/sock" sock-lab "$@" || status=$?
echo "== ./lab $*: exit status $status"
exit $status
