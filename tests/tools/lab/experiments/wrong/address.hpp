/// @file
/// The common part of these clients: the address from their arguments.
#pragma once

#include <cstdlib>

#include <arpa/inet.h>
#include <sys/socket.h>

inline sockaddr_in address_of(const char* host, const char* port) {
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<in_port_t>(std::atoi(port)));
    inet_pton(AF_INET, host, &server.sin_addr);
    return server;
}

/// A socket connected to that address. Exits if no server listens.
inline int connected_to(const char* host, const char* port) {
    const auto server = address_of(host, port);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) std::exit(1);
    return fd;
}
