# One folder, one target: sock_folder(NAME file.cpp… BELOW target… PRIVATE target…).
# Every include names its path below tools/ (or tests/), such as "judge/build.hpp". A target sees
# only its own folder and those of the targets BELOW it, each through a link in the build tree. An
# include of a folder above does not compile.
function(sock_folder name)
    cmake_parse_arguments(PARSE_ARGV 1 folder "" "" "BELOW;PRIVATE")
    add_library(${name} STATIC ${folder_UNPARSED_ARGUMENTS})
    target_link_libraries(${name}
        PUBLIC ${folder_BELOW} PRIVATE ${folder_PRIVATE} sock_warnings)
    target_compile_features(${name} PUBLIC cxx_std_20)
    sock_reach(${name})
endfunction()

# Makes the current folder visible to `name` and to what links it.
function(sock_reach name)
    foreach(root tools tests)
        file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR}/${root} ${CMAKE_CURRENT_SOURCE_DIR})
        if(NOT path MATCHES "^\\.\\.")
            break()
        endif()
    endforeach()
    set(reach ${PROJECT_BINARY_DIR}/reach/${name})
    get_filename_component(above ${reach}/${path} DIRECTORY)
    file(MAKE_DIRECTORY ${above})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${reach}/${path} SYMBOLIC)
    target_include_directories(${name} PUBLIC ${reach})
endfunction()

# The tests of a folder: NAME_tests, of these sources. They are above all folders, so they may
# include the helpers of any other test.
function(sock_tests name)
    cmake_parse_arguments(PARSE_ARGV 1 tests "" "TIMEOUT" "OF;DEFINE")
    if(NOT tests_TIMEOUT)
        set(tests_TIMEOUT 60)
    endif()
    add_executable(${name}_tests ${tests_UNPARSED_ARGUMENTS})
    target_include_directories(${name}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_compile_definitions(${name}_tests PRIVATE
        SOCK_TREE="${PROJECT_SOURCE_DIR}" ${tests_DEFINE})
    target_link_libraries(${name}_tests PRIVATE ${tests_OF} catch_main sock_warnings)
    add_test(NAME ${name} COMMAND ${name}_tests)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${tests_TIMEOUT})
endfunction()
