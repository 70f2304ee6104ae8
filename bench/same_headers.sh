#!/bin/sh
# The ratio of compile times is fair only if the raw program includes what sock.hpp includes: no
# less, and more only for its own output (<cstdio>).
#
# Usage: same_headers.sh TREE
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
headers() { sed -n 's/^#include <\([a-z0-9_\/.]*\)>.*/\1/p' "$1" | sort -u; }
# Without the headers for Windows and events, and without <format>, which <chrono> may include.
headers "$1/include/sock.hpp" | grep -vxE 'winsock2.h|ws2tcpip.h|atomic|cstdio|cstdlib|format' > "$scratch/sock"
headers "$1/bench/echo/raw.cpp" | grep -vx cstdio > "$scratch/raw"
diff "$scratch/sock" "$scratch/raw" || {
    echo "bench/echo/raw.cpp includes others (>) than sock.hpp (<): let it follow."
    exit 1
}
