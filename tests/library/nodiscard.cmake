# cmake -DCOMPILER=… -DINCLUDE=… -DSOURCE=… -P nodiscard.cmake
# In SOURCE, each call marked "warns" must make the compiler warn about its ignored result.
file(STRINGS ${SOURCE} expected REGEX "// warns$")
list(LENGTH expected expected)

execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C
        ${COMPILER} -std=c++20 -I${INCLUDE} -fsyntax-only -Wunused-result ${SOURCE}
    ERROR_VARIABLE output RESULT_VARIABLE status)
string(REGEX MATCHALL "warning: ignoring return value" warnings "${output}")
list(LENGTH warnings warnings)
if(NOT status EQUAL 0 OR NOT warnings EQUAL expected)
    message(FATAL_ERROR "${warnings} of ${expected} ignored results warn:\n${output}")
endif()
