#!/bin/sh
# The ratio of compile times is honest only if the raw program includes what sock.hpp includes: no
# less and no more.
#
# Usage: same_headers.sh TREE
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
headers() { sed -n 's/^#include <\([a-z0-9_\/.]*\)>.*/\1/p' "$1" | sort -u; }
# Not those for Windows, for events, and <format>, which <chrono> includes where it exists.
headers "$1/include/sock.hpp" | grep -vxE 'winsock2.h|ws2tcpip.h|atomic|cstdlib|format' > "$scratch/sock"
headers "$1/bench/echo/raw.cpp" > "$scratch/raw"
diff "$scratch/sock" "$scratch/raw" || {
    echo "bench/echo/raw.cpp includes others (>) than sock.hpp (<): let it follow."
    exit 1
}
