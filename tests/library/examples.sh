#!/bin/sh
# Compiles the documentation's examples unchanged (except for the port), and runs them.
#
# Usage: examples.sh TREE COMPILER SCRATCH
set -eu
tree=$1
compiler=$2
scratch=$3
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"

fail() {
    echo "$*"
    exit 1
}
# The Nth block of C++ in a Markdown file; the Nth indented program in a header's comment.
markdown() { awk -v n="$2" '/^```cpp$/ { i++; on = i == n; next } /^```/ { on = 0 } on' "$1"; }
comment() {
    awk -v n="$2" '/^\/\/\/     #include <sock.hpp>/ { i++; on = i == n } !/^\/\/\/(     |$)/ { on = 0 }
        on { sub(/^\/\/\/(     )?/, ""); print } on && /^}/ { exit }' "$1"
}
build() {
    name=$1
    shift
    "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror \
        -I"$tree/include" "$@" "$name.cpp" -o "$name" || fail "$name does not compile"
}
# Blank lines do not count.
at_most() { [ "$(grep -c . "$1")" -le "$2" ] || fail "$1 has more than $2 lines"; }
no_cast() { ! grep -nE '_cast<|\([a-z_:]+ *\*?\) *[a-z]' "$1" || fail "$1 has a cast"; }
# Gets a free port: daytime prints its port, and frees it when it ends.
cp "$tree/tests/library/daytime.cpp" .
build daytime
mkfifo port
./daytime > port &
read -r port < port
comment "$tree/include/sock.hpp" 1 | sed "s/\"localhost\", 13/\"127.0.0.1\", $port/" > asks_the_time.cpp
build asks_the_time
[ "$(./asks_the_time)" = "Sunday, November 22, 2026 14:30:00-UTC" ] || fail "asks_the_time: wrong time"
wait

markdown "$tree/README.md" 1 > server.txt
markdown "$tree/README.md" 2 > client.txt
at_most server.txt 15
at_most client.txt 8
no_cast server.txt
no_cast client.txt
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || :' EXIT
# The server on this address, and then the client from each other one.
serve() {
    sed "s/5000/$port/; s/0\.0\.0\.0/$1/" server.txt > server.cpp
    build server
    ./server 2> server.err &
    server=$!
    shift
    for host; do
        sed "s/5000/$port/; s/localhost/$host/" client.txt > client.cpp
        build client
        ask
    done
    kill "$server"
    wait "$server" || :  # the signal that ended it
    server=
}
ask() {
    answer=
    for _ in $(seq 300); do  # until it listens
        answer=$(./client 2> client.err) && break
        kill -0 "$server" || fail "the server of the README has ended: $(cat server.err)"
        sleep 0.1
    done
    [ "$answer" = hola ] || fail "the client of the README got: $answer $(cat client.err)"
}
serve 0.0.0.0 127.0.0.1
serve :: 127.0.0.1 ::1

comment "$tree/include/sock.hpp" 2 > events.cpp
build events -DSOCK_EVENTS
./events 2> events.txt
grep -q '"event": "sent", "socket": [0-9]*, "kind": "udp", "local": "127.0.0.1:[0-9]*", "peer": "127.0.0.1:[0-9]*", "bytes": 4, "asked": 4}$' events.txt ||
    fail "the events are others: $(cat events.txt)"
for program in 1:waker 2:poll 3:both_families; do
    markdown "$tree/docs/reference/sock.md" "${program%:*}" > "${program#*:}.cpp"
    build "${program#*:}" -pthread
    "./${program#*:}" || fail "${program#*:} failed"
done
echo "all examples compile and run"
