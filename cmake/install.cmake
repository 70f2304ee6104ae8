# find_package(sock CONFIG) gives the target sock::sock; pkg-config --cflags sock the same.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package ${CMAKE_INSTALL_DATADIR}/cmake/sock)
install(FILES ${include}/sock.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS sock EXPORT sock_targets)
install(EXPORT sock_targets NAMESPACE sock:: FILE sock_targets.cmake DESTINATION ${package})

configure_package_config_file(cmake/sock-config.cmake.in sock-config.cmake
    INSTALL_DESTINATION ${package})
write_basic_package_version_file(sock-config-version.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/sock-config.cmake ${PROJECT_BINARY_DIR}/sock-config-version.cmake
    DESTINATION ${package})

configure_file(cmake/sock.pc.in sock.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/sock.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
