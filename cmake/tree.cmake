# The lab, its suite and all tests. A part that is not there is left out: the bundle that students
# get has neither the grading nor the tests of the tools.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# In one folder, so that each program finds the others beside itself.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_CXX_EXTENSIONS OFF)

include(dependencies)
include(warnings)
enable_testing()

# Who builds everything once (`./lab`, a course's machine) is done in about half the time if many
# sources are compiled at once; who edits one of them would wait for all of these. In one target, no
# two files may use a name for two things.
option(SOCK_UNITY "Compile many sources at once" OFF)
if(SOCK_UNITY)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 42)
endif()

# The tests of a folder's library: NAME_tests, of these sources.
function(sock_tests name)
    if(SOCK_TESTS)
        add_executable(${name}_tests ${ARGN})
        target_link_libraries(${name}_tests PRIVATE ${name} catch_main sock_warnings)
        add_test(NAME ${name} COMMAND ${name}_tests)
        set_tests_properties(${name} PROPERTIES TIMEOUT 60)
    endif()
endfunction()

set(parts catch arguments pattern process course unpack box preload autograder lab library consumer acceptance)
if(NOT SOCK_GRADING)
    list(REMOVE_ITEM parts unpack box)
endif()
foreach(part IN LISTS parts)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/tests/${part}/CMakeLists.txt)
        add_subdirectory(tests/${part})
    endif()
endforeach()
if(SOCK_TESTS AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/bench/CMakeLists.txt)
    add_subdirectory(bench)
endif()
