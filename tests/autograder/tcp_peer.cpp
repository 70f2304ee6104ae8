#include "tcp_peer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace suite {
namespace {

// Floods must not fill our memory; nothing that we send is longer.
constexpr std::size_t largest_inbox = 8 * 1024 * 1024;

constexpr process::milliseconds settling{150};

}  // namespace

tcp_peer::tcp_peer(sock::tcp_stream stream, timeline& story, std::string program)
    : stream_(std::move(stream)), story_(&story), program_(std::move(program)),
      local_port_(stream_.local_endpoint().port()) {
    // Each send of ours is to travel as it is: a check about fragments depends on it.
    const int on = 1;
    ::setsockopt(stream_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// True if something came.
bool tcp_peer::receive() {
    std::array<char, 64 * 1024> buffer;
    const auto n = ::recv(stream_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (n < 0) {
        end_ = ending::reset;
        story_->note(program_ + " → peer  reset (RST)");
        return false;
    }
    if (n == 0) {
        end_ = ending::end_of_stream;
        story_->note(program_ + " → peer  end of stream (FIN)");
        return false;
    }
    const std::string_view came(buffer.data(), static_cast<std::size_t>(n));
    story_->transfer(program_, "peer", came);
    if (inbox_.size() < largest_inbox) inbox_.append(came);
    return true;
}

bool tcp_peer::transmit(std::string_view& outgoing) {
    const auto n = ::send(stream_.native_handle(), outgoing.data(), outgoing.size(),
                          MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (n < 0) {
        end_ = end_ == ending::open ? ending::reset : end_;
        outgoing = {};
        return false;
    }
    outgoing.remove_prefix(static_cast<std::size_t>(n));
    return true;
}

// `deaf`: what comes stays where it is, and the program's send has to wait for us.
bool tcp_peer::pump(std::string_view& outgoing, const std::function<bool()>& done,
                    process::milliseconds stall, bool deaf) {
    process::deadline until(stall);
    while (!outgoing.empty() || !done()) {
        const bool hears = end_ == ending::open && !deaf;
        if (!hears && outgoing.empty()) return done();
        pollfd watched{stream_.native_handle(), 0, 0};
        if (hears) watched.events |= POLLIN;
        if (!outgoing.empty()) watched.events |= POLLOUT;
        ::poll(&watched, 1, until.poll_timeout());
        const bool broken = (watched.revents & (POLLHUP | POLLERR)) != 0;
        bool moved = false;
        if (hears && (broken || (watched.revents & POLLIN) != 0)) moved = receive();
        if (!outgoing.empty() && (broken || (watched.revents & POLLOUT) != 0)) {
            moved = transmit(outgoing) || moved;
        }
        if (moved) until = process::deadline(stall);
        if (until.expired()) return false;
    }
    return true;
}

bool tcp_peer::pump_until(const std::function<bool()>& done, process::milliseconds stall) {
    std::string_view nothing;
    return pump(nothing, done, stall);
}

bool tcp_peer::send(std::string_view bytes) {
    if (bytes.empty()) return end_ != ending::reset;
    story_->transfer("peer", program_, bytes);
    const auto sent = [] { return true; };
    return pump(bytes, sent, patience) && end_ != ending::reset;
}

std::size_t tcp_peer::push(std::string_view bytes) {
    story_->transfer("peer", program_, bytes);
    const auto all = bytes.size();
    const auto sent = [] { return true; };
    pump(bytes, sent, settling, true);
    return all - bytes.size();
}

bool tcp_peer::await(std::size_t total, process::milliseconds stall) {
    const auto enough = [&] { return inbox_.size() >= total || end_ != ending::open; };
    return pump_until(enough, stall);
}

bool tcp_peer::await_end(process::milliseconds stall) {
    const auto ended = [&] { return end_ != ending::open; };
    return pump_until(ended, stall);
}

void tcp_peer::settle() {
    const auto never = [] { return false; };
    if (end_ == ending::open) pump_until(never, settling);
}

void tcp_peer::finish_sending() {
    story_->note("peer → " + program_ + "  end of stream (FIN)");
    ::shutdown(stream_.native_handle(), SHUT_WR);
}

void tcp_peer::close() {
    story_->note("peer closes");
    stream_.close();
}

void tcp_peer::reset() {
    story_->note("peer → " + program_ + "  reset (RST)");
    const linger at_once{1, 0};
    ::setsockopt(stream_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    stream_.close();
}

std::optional<tcp_peer> connect_to(const std::string& address, std::uint16_t port, timeline& story,
                                   const std::string& program, bool small_buffers) {
    const sock::endpoint where(address, port);
    const int fd = ::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (small_buffers) {
        const int small = 4096;
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        // The kernel gives the program's side room for so many segments: with the 64 KiB that
        // loopback would allow, more than a megabyte waits there and send never has to wait.
        const int segment = 1200;
        ::setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    }
    // On loopback a connection is there at once, or refused at once; only a full queue makes it
    // wait.
    const timeval bound{2, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
    if (::connect(fd, where.data(), where.size()) != 0) {
        story.note("peer connects to " + where.to_string() + ": " +
                   (errno == ECONNREFUSED ? "refused" : "no answer"));
        ::close(fd);
        return std::nullopt;
    }
    story.note("peer connects to " + where.to_string());
    return tcp_peer(sock::tcp_stream::adopt(fd), story, program);
}

}  // namespace suite
