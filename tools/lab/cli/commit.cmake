# cmake -DGIT=PROGRAM -DOUT=FILE -P commit.cmake
set(commit "")
if(GIT)
    execute_process(COMMAND ${GIT} rev-parse --short=10 HEAD OUTPUT_VARIABLE commit ERROR_QUIET
        OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
configure_file(commit.cpp.in ${OUT} @ONLY)
