# cmake -DHEADER=… -P includes.cmake
# These headers take too long to compile for a header that every source includes.
foreach(forbidden iostream functional memory thread ranges algorithm)
    file(STRINGS ${HEADER} found REGEX "#[ \t]*include[ \t]*<${forbidden}>")
    if(found)
        message(FATAL_ERROR "sock.hpp includes <${forbidden}>.")
    endif()
endforeach()
