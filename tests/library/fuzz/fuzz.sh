#!/bin/sh
# Looks for inputs that break endpoint::parse or recv_line (needs clang, for its libFuzzer). New
# inputs are merged into the folder beside this file, which the tests replay.
#
# Usage: fuzz.sh [SECONDS [FOLDER]]   600 seconds each by default; FOLDER: where to build
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
seconds=${1:-600}
work=${2:-$here/../../../build/fuzz}
mkdir -p "$work"
for target in endpoint recv_line; do
    clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
        -I"$here/../../../include" "$here/$target.cpp" -o "$work/$target"
    mkdir -p "$work/$target.corpus"
    (cd "$work" && "./$target" -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 \
        -dict="$here/$target.dict" "$target.corpus" "$here/$target" >"$target.log" 2>&1) ||
        { tail -n 30 "$work/$target.log"; exit 1; }
    # Short inputs: the tree stays small, and a few bytes are enough to break a parser.
    "$work/$target" -merge=1 -max_len=48 "$here/$target" "$work/$target.corpus" 2>/dev/null
    grep -E 'number_of_executed_units|DONE' "$work/$target.log"
done
