# compiled: the library of Catch2 2.13 from the system's package, or empty. Debian 12's has a main
# in the same object, so this main is renamed.
include(CheckCXXSourceCompiles)
set(compiled "")

# Catch2 3 is a library without a main, and a fetched one has to be compiled.
set(packaged "")
if(Catch2_VERSION VERSION_LESS 3 AND TARGET Catch2::Catch2WithMain)
    get_target_property(packaged Catch2::Catch2WithMain LOCATION)
endif()
if(packaged AND CMAKE_OBJCOPY)
    set(renamed ${CMAKE_CURRENT_BINARY_DIR}/libcatch_compiled.a)
    if(${packaged} IS_NEWER_THAN ${renamed})
        execute_process(COMMAND ${CMAKE_OBJCOPY} --redefine-sym main=sock_catch_compiled_main
            ${packaged} ${renamed} OUTPUT_QUIET ERROR_QUIET)
    endif()
    # The package's standard library may differ from ours (clang's -stdlib=libc++).
    set(CMAKE_REQUIRED_LIBRARIES ${renamed})
    check_cxx_source_compiles("
        #include <string>
        namespace Catch::Detail { std::string rawMemoryToString(const void*, std::size_t); }
        extern \"C\" int sock_catch_compiled_main(int, char**);
        int main(int count, char** arguments) {
            Catch::Detail::rawMemoryToString(&count, sizeof count);
            return sock_catch_compiled_main(count, arguments);
        }" SOCK_CATCH_LINKS)
    unset(CMAKE_REQUIRED_LIBRARIES)
    if(SOCK_CATCH_LINKS)
        set(compiled ${renamed})
    endif()
endif()
