# cmake -DHEADER=… -P includes.cmake
# These headers cost too much compile time for one that everybody includes.
foreach(forbidden iostream functional memory thread ranges algorithm)
    file(STRINGS ${HEADER} found REGEX "#[ \t]*include[ \t]*<${forbidden}>")
    if(found)
        message(FATAL_ERROR "sock.hpp includes <${forbidden}>.")
    endif()
endforeach()
