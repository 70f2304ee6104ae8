#include "autograder/recording.hpp"

#include <sock.hpp>

#include "autograder/bytes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace suite {
namespace {

using json = nlohmann::json;

// A whole check has a few thousand calls. A longer file was not written by the preloaded library.
constexpr std::size_t most_bytes = 2 * 1024 * 1024;
constexpr std::size_t longest_line = 512;

support::descriptor file_in_memory() {
#ifdef __linux__
    support::descriptor made(::memfd_create("recording", MFD_CLOEXEC));
    if (made.get() >= 0) return made;
    throw std::system_error(errno, std::generic_category(), "memfd_create");
#else
    throw std::system_error(ENOSYS, std::generic_category(), "recording");
#endif
}

std::string shown(const json& text) {
    const auto quoted = show(text.get<std::string>(), 100);
    return quoted.substr(1, quoted.size() - 2);
}

bool fell_short(const recorded_call& call) {
    return sends(call) && call.asked && call.result > 0 &&
           static_cast<std::size_t>(call.result) < *call.asked;
}

}  // namespace

bool sends(const recorded_call& call) {
    constexpr std::array names{"send", "sendto", "sendmsg", "write", "writev"};
    return std::find(names.begin(), names.end(), call.name) != names.end();
}

bool receives(const recorded_call& call) {
    constexpr std::array names{"recv", "recvfrom", "recvmsg", "read", "readv"};
    return std::find(names.begin(), names.end(), call.name) != names.end();
}

recording::recording() : file_(file_in_memory()) {}

std::string recorded_call::text() const {
    std::string call = name + "(" + std::to_string(socket);
    if (!arguments.empty()) call += ", " + arguments;
    call += ") = " + std::to_string(result);
    return error.empty() ? call : call + " " + error;
}

std::vector<recorded_call> recording::calls() const {
    std::string text(most_bytes, '\0');
    const auto size = ::pread(file_.get(), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    std::vector<recorded_call> result;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (const auto call = read_call(std::string_view(text).substr(at, end - at)))
            result.push_back(*call);
        at = end + 1;
    }
    return result;
}

std::optional<recorded_call> read_call(std::string_view line) {
    if (line.size() > longest_line) return std::nullopt;
    try {
        const auto entry = json::parse(line);
        recorded_call result;
        result.name = shown(entry.at("call"));
        result.socket = entry.at("socket").get<int>();
        if (entry.contains("arguments")) result.arguments = shown(entry["arguments"]);
        if (entry.contains("asked")) result.asked = entry["asked"].get<std::size_t>();
        result.result = entry.at("result").get<std::int64_t>();
        if (entry.contains("error")) result.error = shown(entry["error"]);
        if (entry.contains("address")) result.address = shown(entry["address"]);
        if (entry.contains("callers")) result.callers = shown(entry["callers"]);
        return result;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

// The arguments are text: "3000 bytes, 127.0.0.1:5000", "[::1]:5000, 28".
std::optional<std::uint16_t> port_of(const recorded_call& call) {
    constexpr std::array names{"connect", "sendto", "sendmsg"};
    if (std::find(names.begin(), names.end(), call.name) == names.end()) return std::nullopt;
    const std::string_view all(call.arguments);
    const auto colon = all.rfind(':');
    if (colon == all.npos) return std::nullopt;
    const auto port = all.substr(colon + 1);
    return sock::parse_port(port.substr(0, port.find(',')));
}

std::string last_call_with(std::string_view error, const std::vector<recorded_call>& calls) {
    const auto found = std::find_if(calls.rbegin(), calls.rend(),
                                    [&](const recorded_call& call) { return call.error == error; });
    return found == calls.rend() ? std::string() : found->text();
}

std::optional<dropped_rest> find_dropped_rest(const std::vector<recorded_call>& calls) {
    for (auto call = calls.begin(); call != calls.end(); ++call) {
        if (!fell_short(*call)) continue;
        const auto same_socket = [&](const recorded_call& other) {
            return other.socket == call->socket;
        };
        const auto next = std::find_if(call + 1, calls.end(), same_socket);
        if (next != calls.end() && sends(*next)) continue;
        dropped_rest result{*call, std::nullopt};
        if (next != calls.end()) result.next = *next;
        return result;
    }
    return std::nullopt;
}

}  // namespace suite
