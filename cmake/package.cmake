# The Debian package sock-lab, for those who teach and grade: `cpack` in a build tree with grading.
# `cmake --install` installs the header only: hence EXCLUDE_FROM_ALL.
set(in_package COMPONENT lab EXCLUDE_FROM_ALL)
set(data ${CMAKE_INSTALL_DATADIR}/sock-lab)
install(PROGRAMS packaging/debian/sock-lab DESTINATION ${CMAKE_INSTALL_BINDIR} ${in_package})
install(TARGETS sock-lab sock-suite sock-box sock-unpack sock-bulk
    RUNTIME DESTINATION lib/sock-lab/bin ${in_package})
install(TARGETS sock-preload LIBRARY DESTINATION lib/sock-lab/bin ${in_package})
if(SOCK_PUBLISHES)
    install(DIRECTORY ${PROJECT_BINARY_DIR}/published DESTINATION lib/sock-lab
        USE_SOURCE_PERMISSIONS ${in_package})
endif()
# What the commands read, and what `lab publish` copies.
install(DIRECTORY .devcontainer .vscode cmake exercises include samples solutions tools
    DESTINATION ${data} ${in_package})
install(DIRECTORY docs/guide DESTINATION ${data}/docs ${in_package})
install(DIRECTORY tests/autograder tests/catch DESTINATION ${data}/tests ${in_package})
install(FILES .clang-format .gitignore CMakeLists.txt LICENSE VERSION
    DESTINATION ${data} ${in_package})
install(PROGRAMS lab DESTINATION ${data} ${in_package})
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sock-lab ${in_package})

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL lab)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME sock-lab)
set(CPACK_PACKAGE_CONTACT "sock <root@localhost>")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_LAB_PACKAGE_NAME sock-lab)
set(CPACK_DEBIAN_LAB_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_LAB_PACKAGE_SECTION education)
set(CPACK_DEBIAN_LAB_DESCRIPTION "publishes and grades a course lab on TCP and UDP sockets
 Makes the students' bundle, checks their programs from outside, grades a
 class of zips in sandboxes, and says of each failure why.")
# g++ compiles submissions, python3 runs those that are written in it.
set(CPACK_DEBIAN_LAB_PACKAGE_DEPENDS "bubblewrap, g++, python3")
# dpkg-shlibdeps finds the packages of the libraries, whose names differ between releases.
find_program(SHLIBDEPS dpkg-shlibdeps)
if(SHLIBDEPS)
    set(CPACK_DEBIAN_LAB_PACKAGE_SHLIBDEPS ON)
endif()
include(CPack)
