# The programs that the students' bundle brings, in published/KIND of the build tree (linux-x86_64).
# They consist of what is published, as their sources do, and are static: they run on every Linux of
# that kind, whatever its libraries are.
include(CheckCXXSourceCompiles)
include(CheckLinkerFlag)
set(SOCK_PUBLISHES OFF)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT SOCK_SANITIZE AND EXISTS ${PROJECT_SOURCE_DIR}/solutions)
    set(CMAKE_REQUIRED_LINK_OPTIONS -static)
    check_cxx_source_compiles("#include <iostream>
int main() { std::cout << 1; }" SOCK_STATIC)
    unset(CMAKE_REQUIRED_LINK_OPTIONS)
    set(SOCK_PUBLISHES ${SOCK_STATIC})
endif()
string(TOLOWER ${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR} kind)
set(published ${PROJECT_BINARY_DIR}/published/${kind})

# Makes of the executable `target` the published program `name`.
function(sock_publish target name)
    set_target_properties(${target} PROPERTIES
        OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${published})
    target_link_options(${target} PRIVATE -static -s)
endfunction()
