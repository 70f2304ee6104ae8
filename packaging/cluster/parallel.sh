#!/bin/sh
# Grades a class on several machines with GNU parallel over ssh, and merges.
#
#   packaging/cluster/parallel.sh /shared/submissions /shared/shards results [SHARDS] [parallel's options]
#
# On two machines: packaging/cluster/parallel.sh CLASS SHARDS results 64 --sshlogin one,two
# Without --sshlogin everything runs here. The tree, the class and the shards lie at the same paths
# on all machines. A shard that fails is tried twice more; the log of the runs is SHARDS/joblog.
set -eu
class=$1 shards=$2 out=$3 of=${4:-64}
shift "$(($# < 4 ? $# : 4))"
lab=${LAB:-./lab}
mkdir -p "$shards"
last=$((of - 1))
parallel --will-cite --quote --jobs 1 --retries 3 --joblog "$shards/joblog" --workdir "$PWD" "$@" \
    "$lab" grade "$class" --shard "{}/$of" --out "$shards/{}" ::: $(seq 0 "$last")
# shellcheck disable=SC2046
exec "$lab" merge $(seq -f "$shards/%g" 0 "$last") --out "$out"
