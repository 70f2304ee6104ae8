#include "autograder/tcp_peer.hpp"

#include "autograder/by_hand.hpp"
#include "autograder/bytes.hpp"
#include "autograder/probe_port.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace suite {
namespace {

// A flood must not fill the suite's memory; no check sends more.
constexpr std::size_t largest_inbox = 8 * mebibyte;
// All of it is read again at each receive.
constexpr std::size_t largest_altered = 4 * mebibyte;

}  // namespace

tcp_peer::tcp_peer(sock::tcp_stream stream, timeline& trace, std::string program, int descriptor)
    : stream_(std::move(stream)), trace_(&trace), program_(std::move(program)),
      local_port_(stream_.local_endpoint().port()), remote_(stream_.peer_endpoint()),
      descriptor_(descriptor) {
    // Each send must arrive as a piece of its own: a check about fragments depends on it.
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
        trace_->add({"step.reset", {{"from", program_}, {"to", "peer"}}});
        return false;
    }
    if (n == 0) {
        end_ = ending::end_of_stream;
        trace_->add({"step.end-of-stream", {{"from", program_}, {"to", "peer"}}});
        return false;
    }
    const std::string_view came(buffer.data(), static_cast<std::size_t>(n));
    trace_->transfer(program_, "peer", came,
                     if_dialled(by_hand::receive(descriptor_, came.size())));
    keep(came);
    return true;
}

bool tcp_peer::may_differ() const {
    return given_ != nullptr && given_->alters_bytes();
}

void tcp_peer::keep(std::string_view came) {
    if (inbox_.size() >= largest_inbox) return;
    if (!may_differ()) {
        inbox_.append(came);
        return;
    }
    if (raw_.size() >= largest_altered) return;
    raw_.append(came);
    inbox_ = given_->undo(all_sent_, raw_);
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
    if (may_differ()) all_sent_.append(outgoing.substr(0, static_cast<std::size_t>(n)));
    outgoing.remove_prefix(static_cast<std::size_t>(n));
    sent_bytes_ += static_cast<std::size_t>(n);
    return true;
}

// `deaf`: nothing is read, so that the program's send has to wait.
bool tcp_peer::pump(std::string_view& outgoing, const std::function<bool()>& done,
                    support::deadline until, bool deaf) {
    while (!outgoing.empty() || !done()) {
        const bool reads = end_ == ending::open && !deaf;
        if (!reads && outgoing.empty()) return done();
        pollfd watched{stream_.native_handle(), 0, 0};
        if (reads) watched.events |= POLLIN;
        if (!outgoing.empty()) watched.events |= POLLOUT;
        ::poll(&watched, 1, until.poll_timeout());
        const bool broken = (watched.revents & (POLLHUP | POLLERR)) != 0;
        bool moved = false;
        if (reads && (broken || (watched.revents & POLLIN) != 0)) moved = receive();
        if (!outgoing.empty() && (broken || (watched.revents & POLLOUT) != 0)) {
            moved = transmit(outgoing) || moved;
        }
        if (moved) until.restart();
        if (until.expired()) return false;
    }
    return true;
}

bool tcp_peer::pump_until(const std::function<bool()>& done, support::deadline wait) {
    std::string_view nothing;
    return pump(nothing, done, wait);
}

// By hand, bash connects; on the accepting side the bytes are typed into nc.
std::string tcp_peer::if_dialled(std::string command) const {
    return descriptor_ == 0 ? std::string() : command;
}

void tcp_peer::note_sending(std::string_view bytes) {
    const auto* late = given_ != nullptr && finished_ ? given_->answers_at_end() : nullptr;
    if (late != nullptr) throw unobservable{late->check};
    const auto command =
        descriptor_ == 0 ? by_hand::output(bytes) : by_hand::send(descriptor_, bytes);
    trace_->transfer("peer", program_, bytes, command);
    if (sent_.size() < 256) sent_.append(bytes.substr(0, 256));
}

bool tcp_peer::send(std::string_view bytes) {
    if (bytes.empty()) return end_ != ending::reset;
    note_sending(bytes);
    const auto sent = [] { return true; };
    const bool all = pump(bytes, sent, support::deadline(time_to_answer));
    // A byte that this program loses counts as answered as soon as it was sent.
    if (may_differ()) inbox_ = given_->undo(all_sent_, raw_);
    return all && end_ != ending::reset;
}

std::size_t tcp_peer::push(std::string_view bytes) {
    note_sending(bytes);
    const auto all = bytes.size();
    const auto sent = [] { return true; };
    pump(bytes, sent, support::deadline::moment(drain_wait), true);
    return all - bytes.size();
}

// It may wait for the end of the input only sometimes.
void tcp_peer::end_if_it_waits(std::size_t total) {
    if (given_ == nullptr || finished_ || sent_bytes_ == 0 || !given_->answers_at_end()) return;
    const auto over = [&] { return inbox_.size() >= total || end_ != ending::open; };
    if (!given_->was_late() && pump_until(over, support::deadline(probe_wait))) return;
    given_->note_late();
    finish_sending();
}

bool tcp_peer::await(const std::function<bool()>& done) {
    const auto over = [&] { return done() || end_ != ending::open; };
    return pump_until(over, support::deadline(time_to_answer));
}

bool tcp_peer::await(std::size_t total, support::milliseconds stall) {
    end_if_it_waits(total);
    const auto enough = [&] { return inbox_.size() >= total || end_ != ending::open; };
    return pump_until(enough, support::deadline(stall));
}

bool tcp_peer::await_end(support::milliseconds stall) {
    const auto ended = [&] { return end_ != ending::open; };
    return pump_until(ended, support::deadline(stall));
}

void tcp_peer::take_what_came() {
    if (end_ == ending::open) receive();
}

void tcp_peer::drain() {
    const auto never = [] { return false; };
    if (end_ == ending::open) pump_until(never, support::deadline::moment(drain_wait));
}

void tcp_peer::finish_sending() {
    finished_ = true;
    trace_->add({"step.end-of-stream", {{"from", "peer"}, {"to", program_}}},
                if_dialled(by_hand::half_close(remote_.address(), remote_.port(),
                                               by_hand::output(sent_, sent_bytes_))));
    ::shutdown(stream_.native_handle(), SHUT_WR);
}

void tcp_peer::close() {
    trace_->add({"step.closes", {{"who", "peer"}}}, if_dialled(by_hand::close(descriptor_)));
    stream_.close();
}

void tcp_peer::reset() {
    trace_->add({"step.reset", {{"from", "peer"}, {"to", program_}}},
                if_dialled(by_hand::reset(remote_.address(), remote_.port())));
    const linger at_once{1, 0};
    ::setsockopt(stream_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    stream_.close();
}

void make_buffers_small(int socket) {
    const int small = 4096;
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    // The kernel sizes the program's send buffer by segments: with loopback's 64 KiB segments it
    // holds more than a megabyte, and send never has to wait.
    const int segment = 1200;
    ::setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
}

std::optional<tcp_peer> connect_to(const sock::endpoint& where, timeline& trace,
                                   const std::string& program, bool small_buffers,
                                   const given* differences) {
    const int descriptor = trace.next_descriptor();
    auto socket = open_socket(where.family(), SOCK_STREAM);
    if (small_buffers) make_buffers_small(socket.get());
    // On loopback a connection succeeds or is refused at once; only a full queue delays it.
    const timeval bound{std::chrono::duration_cast<std::chrono::seconds>(time_to_connect).count(),
                        0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
    if (const int error = connect_socket(socket, where)) {
        trace.add({error == ECONNREFUSED ? "step.refused" : "step.no-answer",
                   {{"from", "peer"}, {"to", program}, {"where", where.to_string()}}},
                  by_hand::connect(descriptor, where.address(), where.port()));
        return std::nullopt;
    }
    trace.add({"step.connects", {{"from", "peer"}, {"to", program}, {"where", where.to_string()}}},
              by_hand::connect(descriptor, where.address(), where.port()));
    try {
        tcp_peer result(sock::tcp_stream::adopt(socket.release()), trace, program, descriptor);
        if (differences != nullptr) result.accept(*differences);
        return result;
    } catch (const sock::error& gone) {
        if (gone.code() != std::errc::not_connected) throw;
        // The program ended while this connection was still in its queue.
        trace.add({"step.reset", {{"from", program}, {"to", "peer"}}});
        return std::nullopt;
    }
}

}  // namespace suite
