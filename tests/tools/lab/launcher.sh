#!/bin/sh
# The launcher on a fake machine: the compiler, cmake, apt-get and the rest are small scripts that
# record how they were called.
#
# Usage: launcher.sh PATH_TO_LAB DOCKERFILE
# shellcheck disable=SC2016,SC2034,SC2317  # the checks are evaluated
set -u
# The user's environment may select a compiler and a folder.
unset CXX CXXFLAGS SOCK_LAB_BUILD
launcher=$1 dockerfile=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree="$work/a course"
calls=$work/calls
failures=0

fake() {
    { echo '#!/bin/sh'; echo "echo \"$1 \$*\" >>'$calls'"; cat; } >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

# A machine with the tools that every system has.
new_machine() {
    rm -rf "${work:?}/bin" "${tree:?}"
    mkdir -p "$work/bin" "$tree/include" "$tree/cmake" "$tree/tools/sandbox"
    cp "$launcher" "$tree/lab"
    : >"$tree/CMakeLists.txt"
    : >"$calls"
    for tool in sh dirname find grep head tail tr cat mkdir rm mv cp getconf uname env printf flock chmod
    do
        ln -s "$(command -v $tool)" "$work/bin/$tool"
    done
    user 1000
}
user() { echo "echo $1" | fake id; }

# Installing makes the compiler, cmake and ninja appear.
package_manager() {
    fake apt-get <<FAKE
[ -e "$work/offline" ] && { echo "E: Unable to fetch"; exit 100; }
cat "$work/compiler" >"$work/bin/g++"
cat "$work/cmake" >"$work/bin/cmake"
echo >"$work/bin/ninja"
case \$* in *bubblewrap*) echo >"$work/bin/bwrap"; echo >"$work/bin/pkg-config"; echo >"$work/bin/python3" ;; esac
for tool in g++ cmake ninja bwrap pkg-config python3; do chmod -f +x "$work/bin/\$tool"; done
exit 0
FAKE
}
cat >"$work/compiler" <<'FAKE'
#!/bin/sh
exit 0
FAKE
cat >"$work/cmake" <<FAKE
#!/bin/sh
echo "cmake \$*" >>'$calls'
[ -e '$work/broken once' ] && { rm '$work/broken once'; echo 'ninja: error: rebuilding'; exit 1; }
[ "\$1" = --build ] && folder=\$2 || folder=\$4
[ -e "\$folder/unusable" ] && { echo "ninja: error: rebuilding 'build.ninja'"; exit 1; }
[ -e '$work/broken' ] && { cat '$work/broken'; exit 1; }
case \$1 in
    -S) mkdir -p "\$4" && echo "\$*" | tr ' ' '\n' | grep SOCK_GRADING |
            { IFS== read -r name value; echo "SOCK_GRADING:BOOL=\$value"; } >"\$4/CMakeCache.txt"
        : >"\$4/build.ninja" ;;
    --build) [ -e '$work/typo' ] && { echo 'x.cpp:1: error: no'; exit 1; }
        echo '[1/2] Building'; mkdir -p "\$2/bin"
        printf '#!/bin/sh\nprintf "<%%s>" "\$SOCK_LAB_HOME" "\$@"\nexit 7\n' >"\$2/bin/sock-lab"
        chmod +x "\$2/bin/sock-lab" ;;
esac
FAKE

lab() {
    out=$(cd "$work" && PATH=$work/bin LANG=C LC_ALL='' "$tree/lab" "$@" 2>"$work/err" </dev/null)
    code=$?
    err=$(cat "$work/err")
}
check() {
    if eval "$2"; then return; fi
    failures=$((failures + 1))
    printf 'FAILED: %s\n  code %s\n  out  %s\n  err  %s\n  calls\n' "$1" "$code" "$out" "$err"
    cat "$calls"
}
says() { case $err in *"$1"*) ;; *) return 1 ;; esac; }
called() { grep -q -- "$1" "$calls"; }

# Without a compiler, the libraries are looked for in /usr/include: they may be installed here.
line='apt-get install -y --no-install-recommends g++ cmake ninja-build'

new_machine
package_manager
lab check
check 'a user without sudo sees what to type' \
    '[ $code = 3 ] && says "Type: sudo $line" && ! called apt-get'
check 'in one line' '[ "$(printf "%s\n" "$err" | wc -l)" = 1 ]'
lab check --lang es
check 'in Spanish, too' '[ $code = 3 ] && says "faltan paquetes. Escribe: sudo apt-get"'
lab grade
check 'grading needs more packages' 'says "$line bubblewrap pkg-config"'
lab --name grade --out test submit
check 'the value of an option is not taken for a command' '! says bubblewrap'

new_machine
package_manager
user 0
lab check 'two words' --json
check 'for root it installs, and prints the command' \
    'says "missing: $line" && called "$line"'
check 'the command gets its arguments, and its exit status is returned' \
    '[ $code = 7 ] && [ "$out" = "<$tree><check><two words><--json>" ]'
check 'grading is not built for a student' 'called "SOCK_GRADING=OFF"'

: >"$calls"
lab check
check 'if everything is installed and built, it prints and builds nothing' \
    '[ $code = 7 ] && [ -z "$err" ] && ! called cmake && ! called apt-get'
lab grade
check 'grading is built for the command grade' 'called "SOCK_GRADING=ON" && says bubblewrap'
: >"$calls"
lab check
check 'and stays enabled' '[ $code = 7 ] && ! called cmake'

: >"$calls"
: >"$tree/include/newer.hpp"
lab check
check 'an edited source is built' 'called "cmake --build" && ! called "cmake -S" && [ -z "$err" ]'

mv "$tree" "$work/moved"
tree=$work/moved
: >"$calls"
lab check
check 'a moved tree is built again from the start' \
    'called "cmake -S $work/moved" && [ "$out" = "<$work/moved><check>" ]'
tree="$work/a course"
rm -rf "$work/moved"

new_machine
package_manager
user 0
echo '/usr/bin/ld: final link failed: No space left on device' >"$work/broken"
lab check
check 'a full disk is one line' '[ $code = 3 ] && says "the disk is full"'
printf 'x.cpp:1: error: no\n' >"$work/broken"
lab check
check 'a failed build shows the reason and the log' \
    '[ $code = 3 ] && says "x.cpp:1: error: no" && says "build/lab/build.log"'
rm "$work/broken"
lab check
check 'and builds again after the repair' '[ $code = 7 ]'

for step in 'cmake --build' 'cmake -S'; do
    [ "$step" = 'cmake --build' ] || rm "$tree/build/lab/CMakeCache.txt"
    : >"$tree/build/lab/leftover"
    : >"$tree/include/newest.hpp"
    [ "$step" = 'cmake -S' ] && : >"$work/broken once"
    [ "$step" = 'cmake -S' ] || : >"$tree/build/lab/unusable"
    : >"$calls"
    lab check
    check "an old build tree where $step fails is thrown away" \
        '[ $code = 7 ] && [ ! -e "$tree/build/lab/leftover" ] && called "cmake -S"'
    check 'and the message says so' 'says "starting it anew"'
done
: >"$tree/include/newest.hpp"
printf 'x.cpp:1: error: no\n' >"$work/broken"
: >"$calls"
lab check
check 'a second failure ends it' \
    '[ $code = 3 ] && says "x.cpp:1: error: no" && [ "$(grep -c "^cmake" "$calls")" = 3 ]'
rm "$work/broken"
lab check
: >"$tree/build/lab/kept"
: >"$tree/include/newest.hpp"
: >"$work/typo"
lab check
check 'a source that does not compile does not discard the build tree' \
    '[ $code = 3 ] && says "x.cpp:1: error: no" && [ -e "$tree/build/lab/kept" ]'
rm "$work/typo"
: >"$calls"
mkdir -p "$tree/tests/acceptance" "$tree/tests/tools"
lab check
: >"$tree/tests/acceptance/newer.cpp"
: >"$tree/tests/tools/newer.cpp"
: >"$calls"
lab check
check 'an edited test or program of the corpus does not rebuild lab' '[ $code = 7 ] && ! called cmake'

new_machine
package_manager
user 0
: >"$work/offline"
lab check
check 'a failure of apt-get is reported' '[ $code = 3 ] && says "E: Unable to fetch" && called "apt-get update"'
rm "$work/offline"

new_machine
: >"$tree/build"
lab check
check 'for an unwritable tree it names SOCK_LAB_BUILD' '[ $code = 3 ] && says "SOCK_LAB_BUILD="'

new_machine
lab check
check 'without apt-get the tools are named' '[ $code = 3 ] && says "g++ cmake ninja-build" && ! says libcli11'

# The packages that the launcher names without a compiler, and with one that finds no header.
packages_of_launcher() {
    new_machine
    package_manager
    lab grade
    printf '%s\n' "${err##*recommends }"
    echo 'exit 1' | fake g++
    lab test
    printf '%s\n' "${err##*recommends }"
}
# What follows `apt-get install` in each RUN. A line that ends in \ goes on in the next one, and &&
# ends a command.
packages_of_dockerfile() {
    awk '/^[[:space:]]*#/ { next }
        sub(/\\$/, "") { whole = whole $0; next }
        { whole = whole $0 }
        whole ~ /^RUN / {
            n = split(substr(whole, 5), commands, "&&")
            for (i = 1; i <= n; i++) if (sub(/.*apt-get install /, "", commands[i])) print commands[i]
        }
        { whole = "" }' "$dockerfile"
}
sorted_words() { tr -s ' ' '\n' | grep -v -e '^-' -e '^$' | LC_ALL=C sort -u; }
in_dockerfile=$(packages_of_dockerfile | sorted_words)
# The editor in the container debugs with gdb.
in_launcher=$( { packages_of_launcher; echo gdb; } | sorted_words)
check "the Dockerfile installs what the launcher would
$in_dockerfile
--- launcher
$in_launcher
" '[ -n "$in_dockerfile" ] && [ "$in_dockerfile" = "$in_launcher" ]'

# The students' bundle: the sources have a folder of their own, and programs are in it.
new_bundle() {
    new_machine
    package_manager
    user 0
    mkdir "$tree/tools-not-yours"
    mv "$tree/CMakeLists.txt" "$tree/cmake" "$tree/tools" "$tree/tools-not-yours"
    programs=$tree/tools-not-yours/bin/$1
    mkdir -p "$programs"
    printf '#!/bin/sh\nprintf "<%%s>" "$SOCK_LAB_BIN" "$@"\n[ "$1" = --version ] || exit 6\n' >"$programs/sock-lab"
    chmod +x "$programs/sock-lab"
}
this_kind=$(uname -s | tr 'A-Z' 'a-z')-$(uname -m)

new_bundle "$this_kind"
lab check
check 'in a bundle with programs only the compiler is installed' \
    '[ $code = 6 ] && [ "$out" = "<$programs><check>" ] && called "recommends g++$" && ! called "^cmake"'
chmod -x "$programs/sock-lab"
: >"$calls"
lab check
check 'lost modes are repaired, and nothing is built or said' \
    '[ $code = 6 ] && [ -z "$err" ] && [ ! -s "$calls" ]'
echo 'exit 126' >"$programs/sock-lab"
lab check
check 'programs that do not run here are replaced by built ones' \
    '[ $code = 7 ] && called "cmake -S $tree/tools-not-yours"'

new_bundle linux-pdp11
lab check --lang es
check 'for another kind of machine they are built, and it says so' \
    '[ $code = 7 ] && says "no hay programas compilados para este tipo de máquina ($this_kind)"'

printf '#!/bin/sh\nexit 1\n' >"$work/compiler"
new_machine
package_manager
user 0
lab check
check 'a compiler without C++20 is reported' '[ $code = 3 ] && says "C++20"'

[ $failures = 0 ] && echo 'the launcher does what it should'
exit $failures
