/// @file
/// The file server and its clients, as its checks need them.
#pragma once

#include "autograder/bytes.hpp"
#include "autograder/conversation.hpp"
#include "autograder/server.hpp"
#include "autograder/shared_folder.hpp"

namespace files_server_checks {

using namespace suite;

inline const std::string name = "files_server";
inline const std::string secret = "nadie debe leer esto\n";
inline const std::string hello = "hola\n";

namespace gap {
constexpr const char* open = "open";
constexpr const char* send = "send";
constexpr const char* receive = "receive";
}  // namespace gap

/// The server of the folder `remote`, beside which lies a file that is not served.
struct service {
    /// `file_kib`: how large a file may become, 0 for any size.
    explicit service(context& with, std::size_t file_kib = 0)
        : ctx(&with), server(start_server(with, name, {"remote"},
                                          {.file_kib = file_kib, .folder = prepared()})) {}

    [[nodiscard]] conversation client(bool small_buffers = false);
    [[nodiscard]] finding ended();
    [[nodiscard]] std::string prepared() const;

    context* ctx;
    shared_folder folder;
    running_server server;
};

[[nodiscard]] sentence line_of(const std::string& text);
[[nodiscard]] finding about(service& it, const conversation& client,
                            const std::optional<std::string>& line, sentence cause,
                            sentence expected, const char* todo = "");
/// The first line of the answer. Throws if none comes.
std::string answer(service& it, conversation& client, const std::string& request,
                   sentence if_silent, const char* todo = "");
[[nodiscard]] sentence no_answer(const std::string& request);
[[nodiscard]] bool is_error(const std::string& line);
/// True if it is the first line of the reply with a file of that size.
[[nodiscard]] bool announces(const service& it, const std::string& line, std::uint64_t size);
/// GETs a file that holds `wanted`.
void require_file(service& it, const std::string& file, const std::string& wanted,
                  sentence if_silent);
void require_file(service& it, const std::string& file, const std::string& wanted);
/// What the folder holds under that name, after the server has said OK.
void require_stored(service& it, const conversation& client, const std::string& file,
                    const std::string& wanted);
[[nodiscard]] std::string put_line(const std::string& file, std::uint64_t size);
/// A PUT of which all bytes were sent is answered with OK.
void require_ok(service& it, conversation& client, const std::string& file, std::uint64_t size);
void require_put(service& it, const std::string& file, const std::string& bytes);
/// LIST is answered: the server goes on after what happened before.
void require_service_after(service& it, const sentence& if_stuck);
void require_list(service& it, const std::string& wanted, const char* cause, const char* todo = "");

}  // namespace files_server_checks
