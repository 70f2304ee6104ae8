#!/bin/sh
# Every C++ example in the README compiles, without a warning.
#
# Usage: test_readme.sh TREE COMPILER
set -u
tree=$1 compiler=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v out="$work/example" '
    /^```cpp$/ { n++; inside = 1; next }
    /^```/ { inside = 0 }
    inside { print > (out n ".cpp") }' "$tree/README.md"
failures=0 examples=0
for example in "$work"/*.cpp; do
    [ -e "$example" ] || break
    examples=$((examples + 1))
    "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only \
        -I "$tree/include" "$example" && continue
    failures=$((failures + 1))
    cat "$example"
done
echo "$examples examples, $failures failed"
[ $examples -gt 0 ] && [ $failures = 0 ]
