#!/bin/sh
# CMake and Meson build the same: each folder's CMakeLists.txt and meson.build name the same sources.
#
# Usage: test_build_systems.sh TREE
set -u
cd "$1" || exit 3
failures=0
sources() { grep -oE '[A-Za-z0-9_./-]+\.cpp' "$1" 2>/dev/null | sed 's|^/||' | sort -u; }
# A hostile submission brings build files of its own, and so do the projects that use the library.
for lists in $(find tests -name CMakeLists.txt ! -path '*/programs/*' \
    ! -path '*/consumer/*' | sort); do
    folder=${lists%/CMakeLists.txt}
    one=$(sources "$lists")
    other=$(sources "$folder/meson.build")
    [ "$one" = "$other" ] && continue
    failures=$((failures + 1))
    echo "$folder: CMakeLists.txt and meson.build do not name the same sources:"
    printf '%s\n%s\n' "$one" "$other" | sort | uniq -u
done
[ $failures = 0 ] && echo 'both name the same sources'
exit $failures
