#include "support/kernel_sockets.hpp"

#include "support/acting_as.hpp"
#include "support/process_table.hpp"
#include "support/unique_fd.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>

namespace support {
namespace {

template <typename Number>
Number hex(std::string_view text) {
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

// An address is printed as 32-bit words of the machine's own byte order, so that 127.0.0.1 reads
// 0100007F on a little-endian machine.
std::string address_of(std::string_view words) {
    std::array<std::uint32_t, 4> raw{};
    const bool ipv6 = words.size() == 32;
    for (std::size_t i = 0; i < words.size() / 8 && i < raw.size(); ++i) {
        raw[i] = hex<std::uint32_t>(words.substr(i * 8, 8));
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(ipv6 ? AF_INET6 : AF_INET, raw.data(), text.data(), text.size());
    return text.data();
}

tcp_state state_of(int number) {
    for (const auto known : {tcp_state::established, tcp_state::time_wait, tcp_state::close,
                             tcp_state::close_wait, tcp_state::listen}) {
        if (static_cast<int>(known) == number) return known;
    }
    return tcp_state::other;
}

// `sl local_address rem_address st tx_queue:rx_queue tr:when retrnsmt uid timeout inode …`
bool parse(const std::string& line, socket_entry& into) {
    std::istringstream fields(line);
    std::string slot, local, remote, state, queues, timer, retransmit, uid, timeout;
    if (!(fields >> slot >> local >> remote >> state >> queues >> timer >> retransmit >> uid >>
          timeout >> into.inode)) {
        return false;
    }
    const auto colon = local.find(':');
    const auto remote_colon = remote.find(':');
    const auto queue_colon = queues.find(':');
    if (colon == std::string::npos || remote_colon == std::string::npos) return false;
    const std::string_view view(local);
    into.ipv6 = colon == 32;
    into.address = address_of(view.substr(0, colon));
    into.port = hex<std::uint16_t>(view.substr(colon + 1));
    into.remote_port = hex<std::uint16_t>(std::string_view(remote).substr(remote_colon + 1));
    into.state = state_of(hex<int>(state));
    into.waiting = hex<std::uint64_t>(std::string_view(queues).substr(queue_colon + 1));
    return true;
}

void read_table(const char* file, transport kind, std::vector<socket_entry>& into) {
    std::ifstream table(file);
    if (!table) require_resources(file);
    std::string line;
    std::getline(table, line);  // the headings
    while (std::getline(table, line)) {
        socket_entry item;
        item.kind = kind;
        if (parse(line, item)) into.push_back(std::move(item));
    }
}

}  // namespace

std::vector<socket_entry> sockets(transport kind) {
    std::vector<socket_entry> result;
    if (!support::has_proc()) return result;
    read_table(kind == transport::tcp ? "/proc/net/tcp" : "/proc/net/udp", kind, result);
    read_table(kind == transport::tcp ? "/proc/net/tcp6" : "/proc/net/udp6", kind, result);
    return result;
}

std::multiset<std::uint64_t> socket_inodes(pid_t pid) {
    std::multiset<std::uint64_t> result;
    if (!support::has_proc()) return result;
    std::error_code gone;
    const auto process = "/proc/" + std::to_string(pid);
    const acting_as its_user{process};
    const auto folder = process + "/fd";
    // `increment` and not a range-for: the process may end during the loop, and that is no error.
    for (auto item = std::filesystem::directory_iterator(folder, gone);
         !gone && item != std::filesystem::directory_iterator(); item.increment(gone)) {
        std::error_code closed;
        const auto target = std::filesystem::read_symlink(item->path(), closed).string();
        if (target.rfind("socket:[", 0) != 0) continue;
        result.insert(std::stoull(target.substr(std::strlen("socket:["))));
    }
    if (gone) require_resources(folder, gone.value());
    return result;
}

}  // namespace support
