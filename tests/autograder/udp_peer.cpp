#include "autograder/udp_peer.hpp"

#include "autograder/by_hand.hpp"
#include "autograder/timeouts.hpp"
#include "support/unique_fd.hpp"

#include <vector>

#include <poll.h>

namespace suite {
namespace {

constexpr std::size_t largest_datagram = 65535;

}  // namespace

udp_peer::udp_peer(timeline& trace, std::string name, const std::string& address,
                   std::uint16_t port)
    : socket_(sock::udp_socket::bind({address, port})), trace_(&trace), name_(std::move(name)) {}

void udp_peer::send(std::string_view bytes, const sock::endpoint& to) {
    trace_->transfer(name_, to.to_string(), bytes,
                     by_hand::datagram(to.address(), to.port(), bytes));
    static_cast<void>(socket_.send_to(bytes, to));
}

std::optional<letter> udp_peer::receive(support::milliseconds limit) {
    // Looks without waiting.
    auto until = limit <= brief_wait ? support::deadline::moment(limit) : support::deadline(limit);
    do {
        pollfd watched{socket_.native_handle(), POLLIN, 0};
        const int wait = limit.count() == 0 ? 0 : until.poll_timeout();
        if (::poll(&watched, 1, wait) <= 0) continue;
        if (auto came = take()) return came;
    } while (!until.expired());
    return std::nullopt;
}

std::optional<letter> udp_peer::take() {
    try {
        std::vector<char> buffer(largest_datagram);
        const auto came = socket_.recv_from(buffer, no_wait);
        const std::string_view bytes(buffer.data(), came.size);
        trace_->transfer(came.from.to_string(), name_, bytes);
        return letter{std::string(bytes), came.from};
    } catch (const sock::error& error) {
        support::require_resources("recv_from", error.code().value());
        trace_->add({"step.error", {{"who", name_}, {"what", error.what()}}});
        return std::nullopt;
    }
}

void udp_peer::close() {
    trace_->add({"step.closes", {{"who", name_}}});
    socket_.close();
}

}  // namespace suite
