# The compile options of every source of the project. Warnings are errors only on request: in CI
# (by the environment) and in the preset `ci`. A newer compiler has more warnings, and they must not
# stop a user's build.
set(werror OFF)
if("$ENV{SOCK_WERROR}")
    set(werror ON)
endif()
option(SOCK_WERROR "Treat warnings as errors" ${werror})
add_library(sock_warnings INTERFACE)
target_compile_features(sock_warnings INTERFACE cxx_std_20)
target_compile_options(sock_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion)
if(SOCK_WERROR)
    target_compile_options(sock_warnings INTERFACE -Werror)
endif()
# In a unity build, names of one source seem to shadow names of another.
target_compile_options(sock_warnings INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>)
if(SOCK_SANITIZE)
    target_compile_options(sock_warnings INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(sock_warnings INTERFACE -fsanitize=address,undefined)
endif()
# g++ 12 has a false warning for `"text" + std::string` when it optimises (gcc bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(sock_warnings INTERFACE -Wno-restrict)
endif()
