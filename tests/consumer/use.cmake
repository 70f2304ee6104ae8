# cmake -DWAY=… -DTREE=… -DSCRATCH=… -DCOMPILER=… -DGENERATOR=… -P use.cmake
# Builds consumer.cpp as a project that gets the library in this way, and runs it: the output must
# be "hola".
set(here ${CMAKE_CURRENT_LIST_DIR})
set(build ${SCRATCH}/${WAY})
file(REMOVE_RECURSE ${build})
file(MAKE_DIRECTORY ${build})

function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${build}
        RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${ARGN}: ${status}\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

function(install_library)
    run(${CMAKE_COMMAND} -G "${GENERATOR}" -S ${TREE} -B library -DSOCK_LAB=OFF -DSOCK_TESTS=OFF
        -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_INSTALL_PREFIX=${build}/prefix)
    run(${CMAKE_COMMAND} --install library)
endfunction()

function(build_with_cmake folder)
    run(${CMAKE_COMMAND} -G "${GENERATOR}" -S ${here}/${folder} -B consumer
        -DCMAKE_CXX_COMPILER=${COMPILER} ${ARGN})
    run(${CMAKE_COMMAND} --build consumer)
endfunction()

set(program ${build}/consumer/consumer)
if(WAY STREQUAL "copied")
    file(COPY ${TREE}/include/sock.hpp DESTINATION ${build}/consumer)
    run(${COMPILER} -std=c++20 -I${build}/consumer ${here}/consumer.cpp -o ${program})
elseif(WAY STREQUAL "find_package")
    install_library()
    build_with_cmake(installed -DCMAKE_PREFIX_PATH=${build}/prefix)
elseif(WAY STREQUAL "add_subdirectory")
    build_with_cmake(subdirectory -DSOCK_SOURCE=${TREE})
elseif(WAY STREQUAL "pkg-config")
    install_library()
    file(RENAME ${build}/prefix ${build}/moved)  # an installed tree may be moved
    set(ENV{PKG_CONFIG_PATH} ${build}/moved/share/pkgconfig)
    run(pkg-config --cflags sock)
    string(STRIP "${output}" flags)
    separate_arguments(flags)
    file(MAKE_DIRECTORY ${build}/consumer)
    run(${COMPILER} -std=c++20 ${flags} ${here}/consumer.cpp -o ${program})
elseif(WAY STREQUAL "meson")
    file(COPY ${here}/meson/meson.build ${here}/consumer.cpp DESTINATION ${build}/source)
    file(COPY ${TREE}/packaging/meson/sock.wrap DESTINATION ${build}/source/subprojects)
    foreach(part include meson.build meson_options.txt)
        file(COPY ${TREE}/${part} DESTINATION ${build}/source/subprojects/sock)
    endforeach()
    set(ENV{CXX} ${COMPILER})
    run(meson setup source consumer)
    run(meson compile -C consumer)
else()
    message(FATAL_ERROR "no such way: ${WAY}")
endif()

run(${program})
if(NOT output STREQUAL "hola\n")
    message(FATAL_ERROR "${program} said: ${output}")
endif()
