#!/bin/sh
# Gradescope's autograder.zip: its own files are run, with another place for /autograder, on what
# students could upload. The tools are not built anew: those of BUILD take their place.
#
# Usage: gradescope.sh TREE BUILD
set -u
tree=$1 bin=$2/bin
[ "$(id -u)" = 0 ] || { echo "skipped: Gradescope runs it as root, and this is not root"; exit 77; }
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
export AUTOGRADER="$work/autograder"
results=$AUTOGRADER/results/results.json
failures=0
check() { eval "$2" || { failures=$((failures + 1)); echo "FAILED: $1"; cat "$work/log"; }; }
# value EXPRESSION: of the result, which is `it`.
value() { python3 -c 'import json, sys; it = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$results" "$1"; }

(cd "$work" && SOCK_LAB_HOME=$tree SOCK_LAB_BIN=$bin "$bin/sock-lab" publish --gradescope --lang en) \
    >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
python3 -m zipfile -e "$work/autograder.zip" "$AUTOGRADER/source"
check 'setup.sh and run_autograder are at the top' \
    '[ -f "$AUTOGRADER/source/setup.sh" ] && [ -f "$AUTOGRADER/source/run_autograder" ]'
check 'it holds no solution' '[ ! -e "$AUTOGRADER/source/solutions" ]'
check 'it holds what grading is built from' '[ -d "$AUTOGRADER/source/tools/sandbox" ] && [ -d "$AUTOGRADER/source/tests/autograder/checks" ]'

built=$AUTOGRADER/source/bin/linux-$(uname -m)
mkdir -p "$built"
cp "$bin"/sock-lab "$bin"/sock-suite "$bin"/sock-box "$bin"/sock-unpack "$bin"/sock-bulk \
    "$bin"/sock-preload.so "$built"
check 'setup.sh works' 'sh "$AUTOGRADER/source/setup.sh" >"$work/log" 2>&1'

# One exercise is enough, and makes it quick; its date is past.
cat >"$AUTOGRADER/source/exercises/course.toml" <<'TOML'
title.en = "Sockets"
title.es = "Sockets"
[[assignment]]
name = "echo"
title.en = "Echo"
title.es = "Eco"
exercises = ["03_udp_server"]
report_points = 0
due = 2026-12-04T18:00:00-05:00
[late]
percent_per_day = 10
TOML

# upload FILE…: what Gradescope does for a submission.
upload() {
    rm -rf "$AUTOGRADER/submission" "$AUTOGRADER/results"
    mkdir -p "$AUTOGRADER/submission" "$AUTOGRADER/results"
    [ $# = 0 ] || cp "$@" "$AUTOGRADER/submission"
    echo '{"id": 1, "created_at": "'"$handed_in"'"}' >"$AUTOGRADER/submission_metadata.json"
    (cd "$AUTOGRADER" && sh source/run_autograder) >"$work/log" 2>&1
}

handed_in=2026-12-04T22:00:00.133533-00:00
solution=$(ls "$tree"/solutions/03_udp_server/udp_server.cpp)
check 'a solution is graded' 'upload "$solution"'
check 'and gets every point' '[ "$(value "it[\"score\"] > 0 and it[\"score\"] == sum(t[\"max_score\"] for t in it[\"tests\"])")" = True ]'
check 'in time' '! value "it[\"output\"]" | grep >/dev/null Lateness'
check 'the weaker isolation is named' 'value "it[\"output\"]" | grep >/dev/null "weaker sandbox"'
check 'nothing of the result is printed' '! grep -q "\"tests\"" "$work/log"'

handed_in=2026-12-06T12:00:00-05:00
check 'a late one is graded' 'upload "$solution"'
check 'and loses 20 %' '[ "$(value "round(it[\"score\"] / sum(t[\"max_score\"] for t in it[\"tests\"]), 2)")" = 0.8 ]'

handed_in=2026-12-04T12:00:00-05:00
echo 'int main() { return 0; }' >"$work/udp_server.cpp"
check 'a wrong one is graded' 'upload "$work/udp_server.cpp"'
check 'and says why' '[ "$(value "it[\"score\"] == 0 and any(\"failed\" == t[\"status\"] for t in it[\"tests\"])")" = True ]'

echo 'PK not a zip' >"$work/udp_server.zip"
check 'a damaged one has a result' 'upload "$work/udp_server.zip" && [ -s "$results" ]'
check 'with no points' '[ "$(value "it.get(\"score\", 0)")" = 0 ]'

check 'an empty one has a result' 'upload && [ -s "$results" ]'

ln -s /etc/shadow "$work/REPORTE.md"
check 'a link is not followed' 'upload "$solution"; rm -f "$AUTOGRADER/submission/REPORTE.md"
    cp -P "$work/REPORTE.md" "$AUTOGRADER/submission" && (cd "$AUTOGRADER" && sh source/run_autograder) >"$work/log" 2>&1
    [ -s "$results" ] && ! grep -q "root:" "$results"'

mv "$built/sock-suite" "$built/gone"
check 'our own failure has a result' 'upload "$solution"; [ -s "$results" ]'
check 'without a score' '[ "$(value "\"score\" in it")" = False ]'
mv "$built/gone" "$built/sock-suite"

echo "$(du -k "$work/autograder.zip" | cut -f1) KB, $failures failed"
exit $failures
