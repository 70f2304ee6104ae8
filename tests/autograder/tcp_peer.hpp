/// @file
/// The suite's end of a TCP connection. It returns values instead of throwing: a program's mistake
/// is a result here, no exception.
#pragma once

#include <sock.hpp>

#include "autograder/given.hpp"
#include "autograder/timeline.hpp"
#include "autograder/timeouts.hpp"
#include "support/deadline.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace suite {

/// How the other side ended its sending.
enum class ending { open, end_of_stream, reset };

class tcp_peer {
  public:
    /// `program` is the name of the other side, for the timeline; `descriptor` is the number of the
    /// connection in a shell that repeats this by hand (0: accepted, not connected).
    tcp_peer(sock::tcp_stream stream, timeline& trace, std::string program, int descriptor = 0);

    /// From now on the inbox is what a program without these differences would have sent, in answer
    /// to what is sent here. Under "it answers only at the end", the first wait ends our sending.
    void accept(const given& differences) { given_ = &differences; }

    /// Sends everything and reads meanwhile: otherwise each side could wait for ever until the
    /// other reads. False if nothing moved for `time_to_answer`, or the connection broke.
    bool send(std::string_view bytes);

    /// Sends without reading, until all is sent or the program takes no more. Returns how many
    /// bytes were sent.
    std::size_t push(std::string_view bytes);

    /// Waits until `total` bytes have come since the beginning, or the other side has ended. False
    /// if nothing moved any more before that.
    bool await(std::size_t total, support::milliseconds stall = time_to_answer);

    bool await(const std::function<bool()>& done);  ///< until `done`, in the same way

    /// Waits for the end of what the other side sends.
    bool await_end(support::milliseconds stall = time_to_answer);

    /// Reads what has already arrived (at most 64 KiB), without waiting.
    void take_what_came();

    /// Reads a moment longer, so that a message can show all that came. Decides nothing.
    void drain();

    void finish_sending();  ///< half-close: shutdown(2) of our sending side
    void close();           ///< orderly: FIN
    void reset();           ///< at once: RST (SO_LINGER 0, socket(7))

    [[nodiscard]] const std::string& inbox() const { return inbox_; }  ///< all that ever came
    /// Takes out what has come: for more bytes than should be kept.
    [[nodiscard]] std::string take_inbox() { return std::exchange(inbox_, {}); }
    [[nodiscard]] std::size_t sent() const { return sent_bytes_; }  ///< bytes, in all
    [[nodiscard]] ending end() const { return end_; }
    [[nodiscard]] std::uint16_t local_port() const { return local_port_; }

  private:
    bool pump(std::string_view& outgoing, const std::function<bool()>& done, support::deadline wait,
              bool deaf = false);
    bool pump_until(const std::function<bool()>& done, support::deadline wait);
    [[nodiscard]] std::string if_dialled(std::string command) const;
    void note_sending(std::string_view bytes);
    void end_if_it_waits(std::size_t total);
    [[nodiscard]] bool may_differ() const;
    void keep(std::string_view came);
    bool receive();
    bool transmit(std::string_view& outgoing);

    sock::tcp_stream stream_;
    timeline* trace_;
    std::string program_;
    std::string inbox_;
    const given* given_ = nullptr;
    std::string raw_;       // what really came, and
    std::string all_sent_;  // what it answers, if its bytes may differ
    bool finished_ = false;
    ending end_ = ending::open;
    std::uint16_t local_port_ = 0;
    sock::endpoint remote_;
    int descriptor_ = 0;
    std::string sent_;  // its beginning
    std::size_t sent_bytes_ = 0;
};

/// For a socket that connects or listens: the program at its other end has to wait in send soon.
void make_buffers_small(int socket);

/// Connects to `where`; nothing if that is refused or takes too long. With `small_buffers`
/// the suite's receive buffer is small, so that the program's send has to wait.
[[nodiscard]] std::optional<tcp_peer> connect_to(const sock::endpoint& where, timeline& trace,
                                                 const std::string& program,
                                                 bool small_buffers = false,
                                                 const given* differences = nullptr);

}  // namespace suite
