#include "support/kernel_sockets.hpp"
#include "support/process_table.hpp"
#include "support/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#ifdef __linux__
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

namespace support {
namespace {

#ifdef __linux__

struct request {
    nlmsghdr header{};
    inet_diag_req_v2 what{};
};

bool ask(int channel, int family) {
    request it;
    it.header.nlmsg_len = sizeof it;
    it.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    it.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    it.what.sdiag_family = static_cast<std::uint8_t>(family);
    it.what.sdiag_protocol = IPPROTO_TCP;
    it.what.idiag_states = 1U << static_cast<unsigned>(tcp_state::listen);
    return ::send(channel, &it, sizeof it, 0) == static_cast<ssize_t>(sizeof it);
}

socket_entry entry_of(const inet_diag_msg& from) {
    socket_entry result;
    result.ipv6 = from.idiag_family == AF_INET6;
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(from.idiag_family, static_cast<const void*>(from.id.idiag_src), text.data(),
                text.size());
    result.address = text.data();
    result.port = ntohs(from.id.idiag_sport);
    result.state = tcp_state::listen;
    result.inode = from.idiag_inode;
    return result;
}

enum class answer { goes_on, over, refused };

answer take(const char* block, std::size_t size, std::vector<socket_entry>& into) {
    for (std::size_t at = 0; at + sizeof(nlmsghdr) <= size;) {
        nlmsghdr header{};
        std::memcpy(&header, block + at, sizeof header);
        if (header.nlmsg_type == NLMSG_DONE) return answer::over;
        if (header.nlmsg_type == NLMSG_ERROR || header.nlmsg_len < sizeof header)
            return answer::refused;
        inet_diag_msg message{};
        if (at + NLMSG_HDRLEN + sizeof message > size) return answer::refused;
        std::memcpy(&message, block + at + NLMSG_HDRLEN, sizeof message);
        into.push_back(entry_of(message));
        at += NLMSG_ALIGN(header.nlmsg_len);
    }
    return answer::goes_on;
}

bool receive_all(int channel, std::vector<socket_entry>& into) {
    while (true) {
        std::array<char, 16 * 1024> block;
        const auto n = ::recv(channel, block.data(), block.size(), 0);
        if (n <= 0) return false;
        const auto what = take(block.data(), static_cast<std::size_t>(n), into);
        if (what != answer::goes_on) return what == answer::over;
    }
}

// sock_diag(7). With it, the kernel looks only at listening sockets. For /proc/net/tcp it walks
// through its table of all connections, which takes thirty times as long. No value where it is not
// allowed (in a sandbox) or not available.
std::optional<std::vector<socket_entry>> listeners_from_kernel() {
    const descriptor channel{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
    if (channel.get() < 0) return std::nullopt;
    std::vector<socket_entry> result;
    for (const int family : {AF_INET, AF_INET6}) {
        if (!ask(channel.get(), family) || !receive_all(channel.get(), result)) return std::nullopt;
    }
    return result;
}

#else

std::optional<std::vector<socket_entry>> listeners_from_kernel() {
    return std::nullopt;
}

#endif

}  // namespace

std::vector<socket_entry> servers(transport kind) {
    if (!has_proc()) return {};
    if (kind == transport::tcp) {
        if (auto found = listeners_from_kernel()) return *found;
    }
    auto result = sockets(kind);
    const auto is_no_server = [&](const socket_entry& it) {
        return kind == transport::tcp ? it.state != tcp_state::listen : it.port == 0;
    };
    result.erase(std::remove_if(result.begin(), result.end(), is_no_server), result.end());
    return result;
}

}  // namespace support
