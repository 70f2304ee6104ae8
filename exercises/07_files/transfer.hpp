/// @file
/// What both programs need around the transfer of a file: a connection that is read by lines and by
/// bytes, a file to read, a file that appears only when it is complete.
#pragma once

#include <sock.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace transfer {

/// Throws the error of the last system call.
[[noreturn]] inline void fail(const char* operation, const std::string& path) {
    throw std::system_error(errno, std::generic_category(), operation + (" " + path));
}

/// A name on the server: 1 to 100 letters, digits, '.', '_', '-' or spaces, and no '.' at the
/// beginning. No such name leads out of the directory.
[[nodiscard]] inline bool is_name(std::string_view text) {
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._- ";
    return !text.empty() && text.size() <= 100 && text.front() != '.' &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

/// A number of bytes in decimal digits; nothing if `text` is anything else or too large.
[[nodiscard]] inline std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t size = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(size) : std::nullopt;
}

/// A TCP connection on which lines and files follow one another.
class connection {
  public:
    explicit connection(sock::tcp_stream stream) : stream_(std::move(stream)), buffer_(65536) {
        // A small file follows its line at once: Nagle's algorithm would hold it back.
        stream_.set_no_delay(true);
    }

    void send_all(std::string_view bytes) { stream_.send_all(bytes); }

    /// The next line, without its newline; nothing at the end of the stream, where half a line is
    /// none. Of a line that is longer than any request or answer it keeps only the beginning.
    [[nodiscard]] std::optional<std::string> line() {
        std::string found;
        for (;;) {
            if (unread_.empty() && !receive()) return std::nullopt;
            const auto newline = unread_.find('\n');
            found += take(newline);
            found.resize(std::min<std::size_t>(found.size(), 1000));
            if (newline == std::string_view::npos) continue;
            (void)take(1);
            return found;
        }
    }

    /// The next bytes, at least one and at most `most`. Throws at the end of the stream. They are
    /// valid until the next call.
    [[nodiscard]] std::string_view bytes(std::uint64_t most) {
        if (unread_.empty() && !receive())
            throw std::runtime_error("the connection ended in the middle of a file");
        return take(static_cast<std::size_t>(std::min<std::uint64_t>(most, unread_.size())));
    }

    /// Receives bytes and forgets them.
    void skip(std::uint64_t count) {
        while (count > 0)
            count -= bytes(count).size();
    }

    /// Lets the peer receive everything that was sent, which closing at once may prevent: if bytes
    /// arrive for a closed socket, TCP resets the connection.
    void finish() {
        stream_.shutdown(sock::direction::send);
        while (receive())
            continue;
    }

  private:
    bool receive() {
        const auto count = stream_.recv(buffer_);
        unread_ = std::string_view(buffer_.data(), count);
        return count > 0;
    }

    std::string_view take(std::size_t count) {
        const auto taken = unread_.substr(0, count);
        unread_.remove_prefix(taken.size());
        return taken;
    }

    sock::tcp_stream stream_;
    std::vector<char> buffer_;
    std::string_view unread_{};  ///< in the buffer
};

/// A file descriptor, which is closed at the end of the scope.
class descriptor {
  public:
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    [[nodiscard]] int get() const noexcept { return number_; }

  private:
    int number_;
};

/// A regular file to read.
class source_file {
  public:
    /// With `flags` for open(2) such as O_NOFOLLOW.
    explicit source_file(const std::string& path, int flags = 0)
        : path_(path), file_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags)) {
        // O_NONBLOCK: opening a FIFO would otherwise wait until another program writes to it.
        if (file_.get() < 0) fail("open", path);
        struct stat status {};
        if (::fstat(file_.get(), &status) != 0) fail("fstat", path);
        if (!S_ISREG(status.st_mode)) throw std::runtime_error(path + " is not a regular file");
        size_ = static_cast<std::uint64_t>(status.st_size);
    }

    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    /// Fills `buffer` from the file as far as it goes. Throws at its end,
    /// before which size() bytes should come: another program has made the file shorter.
    [[nodiscard]] std::string_view read(std::span<char> buffer) {
        const auto count = ::read(file_.get(), buffer.data(), buffer.size());
        if (count < 0) fail("read", path_);
        if (count == 0) throw std::runtime_error(path_ + " has become shorter");
        return {buffer.data(), static_cast<std::size_t>(count)};
    }

  private:
    std::string path_;
    descriptor file_;
    std::uint64_t size_ = 0;
};

/// A file that is written under a temporary name, in the same directory, and gets its own name when
/// it is complete. Without commit nothing of it remains.
class new_file {
  public:
    /// The temporary name is `prefix` and six other characters.
    new_file(std::string path, std::string prefix)
        : path_(std::move(path)), temporary_(std::move(prefix) + "XXXXXX"),
          file_(::mkstemp(temporary_.data())) {
        if (file_.get() < 0) fail("create", temporary_);
    }
    new_file(const new_file&) = delete;
    new_file& operator=(const new_file&) = delete;
    ~new_file() {
        if (!committed_) ::unlink(temporary_.c_str());
    }

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::write(file_.get(), bytes.data(), bytes.size());
            if (count < 0) fail("write", path_);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    /// Replaces what had the name before, in one step: rename(2). Programs that have
    /// the old file open keep it.
    void commit() {
        (void)::fchmod(file_.get(), 0644);  // mkstemp(3) lets only its owner read it
        if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("rename to", path_);
        committed_ = true;
    }

  private:
    std::string path_;
    std::string temporary_;
    descriptor file_;
    bool committed_ = false;
};

}  // namespace transfer
