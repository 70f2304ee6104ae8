/// @file
/// What a program must refuse: bad arguments, and a port in use.
#pragma once

#include "autograder/check.hpp"
#include "autograder/ports.hpp"
#include "autograder/server.hpp"

#include <string>
#include <vector>

namespace suite {

/// Each of these argument lists must bring a usage line on stderr, nothing on stdout, and exit 2.
void require_usage(context& ctx, const std::string& name,
                   const std::vector<std::vector<std::string>>& bad,
                   const run_options& around = {});

/// Argument lists with ports that are none, between the program's other arguments.
[[nodiscard]] std::vector<std::vector<std::string>>
bad_ports(const std::vector<std::string>& before = {}, const std::vector<std::string>& after = {});

/// Starts the server at an address that is none (exit 1 or 2), and at one of another machine (exit
/// 1): each time it must say so on stderr.
void require_refusal_of_address(context& ctx, const std::string& name, std::uint16_t port,
                                const run_options& around = {});

/// Holds a port and starts the server on it: it must say so on stderr and exit 1.
void require_refusal_of_port(context& ctx, const std::string& name, transport kind,
                             const run_options& around = {});

/// Ends `server` while a client is connected: started again on the same port it must listen at
/// once.
void require_restart(context& ctx, running_server& server);

/// Starts the server at 127.0.0.2, and without arguments, where it has to use `default_port`. The
/// check must hold that port (see `needs`).
void require_place(context& ctx, const std::string& name, std::uint16_t default_port,
                   const run_options& around = {});

/// Leases a default port; if another program has it, the check cannot be made. No other suite takes
/// the port while the lease is held.
[[nodiscard]] port_lease require_free(transport kind, std::uint16_t port);

/// macOS answers only to 127.0.0.1 of 127.0.0.0/8.
void require_address(const char* address);

}  // namespace suite
