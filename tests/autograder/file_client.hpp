/// @file
/// A running student's client of the file server, with the suite as its server.
#pragma once

#include "autograder/check.hpp"
#include "autograder/conversation.hpp"
#include "autograder/ports.hpp"
#include "autograder/shared_folder.hpp"

#include <string>
#include <vector>

namespace files_client_checks {

using namespace suite;

inline const std::string name = "files_client";

namespace gap {
inline constexpr const char* list = "list";
inline constexpr const char* receive = "receive";
inline constexpr const char* send = "send";
}  // namespace gap

using words = std::vector<std::string>;

/// A client that runs in a folder of its own, and its connection to us.
class session_with {
  public:
    /// Throws the finding that says why the client does not connect. `file_kib` limits what it may
    /// write, 0: no limit.
    session_with(context& ctx, const shared_folder& folder, const words& command,
                 std::size_t file_kib = 0);

    const given& differences;

  private:
    conversation accept(context& ctx);

    std::uint16_t port_;
    sock::tcp_listener listener_;

  public:
    program process;
    conversation server;
};

/// Requires the line `wanted` of the client.
void require_request(session_with& it, const std::string& wanted, const char* todo = "");

/// All went well: it ends with 0. A client that has finished sending waits for the server's end.
void require_success(session_with& it, const char* todo);

/// It cannot do what it was told: a message on stderr, exit status 1, nothing on stdout.
void require_failure(program& process, const char* if_success, const char* todo = "");

}  // namespace files_client_checks
