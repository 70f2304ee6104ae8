#include "preload/faults.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace [[gnu::visibility("hidden")]] preload {
namespace {

// Written once, before main. The atomic ones are shared by threads.
std::size_t most_sent = 0;
std::size_t most_received = 0;
unsigned interrupted_each = 0;
std::atomic<unsigned> calls_so_far{0};
std::atomic<int> accept_error{0};

unsigned number_in(std::string_view text) {
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > 1'000'000) return 0;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

int error_in(std::string_view text) {
    if (text == "ECONNABORTED") return ECONNABORTED;
    return text == "EMFILE" ? EMFILE : 0;
}

void read_fault(std::string_view name, std::string_view value) {
    if (name == "send") most_sent = number_in(value);
    if (name == "recv") most_received = number_in(value);
    if (name == "interrupt") interrupted_each = number_in(value);
    if (name == "accept") accept_error = error_in(value);
}

/// Takes what stands before `separator` from the front of `text`; all of it if there is none.
/// Not substr: it may throw, which would need C++'s run-time library.
std::string_view cut_at(char separator, std::string_view& text) {
    const auto end = std::min(text.find(separator), text.size());
    const std::string_view result(text.data(), end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return result;
}

std::size_t clamped(std::size_t asked, std::size_t most) {
    return most == 0 ? asked : std::min(asked, most);
}

}  // namespace

void read_faults() {
    const char* const given = std::getenv("SOCK_FAULTS");
    std::string_view rest = given == nullptr ? "" : given;
    while (!rest.empty()) {
        auto value = cut_at(',', rest);
        const auto name = cut_at('=', value);
        read_fault(name, value);
    }
}

std::size_t clamped_send(std::size_t asked) {
    return clamped(asked, most_sent);
}

std::size_t clamped_recv(std::size_t asked) {
    return clamped(asked, most_received);
}

bool interrupts_now() {
    if (interrupted_each == 0) return false;
    return calls_so_far.fetch_add(1, std::memory_order_relaxed) % interrupted_each ==
           interrupted_each - 1;
}

int accept_fails_now() {
    return accept_error.load(std::memory_order_relaxed) == 0 ? 0 : accept_error.exchange(0);
}

}  // namespace preload
