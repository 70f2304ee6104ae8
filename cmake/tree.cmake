# The lab, its suite and all tests. A missing part is left out: the students' bundle has neither the
# grading nor the tests of the tools.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# In one folder: each program finds the others beside itself.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_CXX_EXTENSIONS OFF)

include(dependencies)
include(warnings)
include(published)
enable_testing()

# A unity build takes about half the time if everything is built once (`./lab`, a course's machine).
# After an edit of one source it compiles all sources of the batch again. Within a target, no two
# sources may use one name for two things.
option(SOCK_UNITY "Compile many sources at once" OFF)
if(SOCK_UNITY)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 42)
endif()

include(folders)
add_subdirectory(tests/catch)
add_subdirectory(tools)
add_subdirectory(tests/autograder)
if(SOCK_TESTS)
    add_subdirectory(tests/tools)
    add_subdirectory(tests/guide)
    add_subdirectory(tests/library)
    add_subdirectory(tests/consumer)
    add_subdirectory(tests/acceptance)
    add_subdirectory(bench)
endif()
