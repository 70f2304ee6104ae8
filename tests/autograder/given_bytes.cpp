// What a program would have sent or printed without its deviations.
#include "autograder/bytes.hpp"
#include "autograder/given.hpp"

#include <algorithm>
#include <cctype>

namespace suite {

namespace {

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
}

// Each reply has `length` bytes: first those that were wanted, then those that are in the program's
// buffer. Padding may begin with the byte that is wanted next; then the start of the next reply
// shows where this one should have ended.
std::string without_padding(std::size_t length, std::string_view wanted, std::string_view got) {
    std::string result;
    if (wanted.empty() && got.size() <= length) return result;  // to an empty datagram
    while (!got.empty()) {
        const auto reply = got.substr(0, length);
        const auto same = common_prefix(wanted, reply);
        if (same == 0) return result.append(got);
        got.remove_prefix(reply.size());
        const auto next_begins = wanted.substr(0, same + 1).rfind(got.empty() ? '\0' : got.front());
        const bool goes_on = !got.empty() && next_begins != wanted.npos && next_begins > 0;
        const auto meant = goes_on ? next_begins : same;
        result.append(reply.substr(0, meant));
        wanted.remove_prefix(meant);
    }
    return result;
}

// Each piece comes twice, or its second half has not come yet.
std::string without_repeats(std::string_view wanted, std::string_view got) {
    std::string result;
    while (!got.empty()) {
        const auto same = common_prefix(wanted, got);
        const auto comes_again = [&](std::size_t piece) {
            const auto second = got.substr(piece, piece);
            return !second.empty() && got.starts_with(second);
        };
        auto piece = same;
        while (piece > 0 && !comes_again(piece))
            --piece;
        if (piece == 0) return result.append(got);
        result.append(got.substr(0, piece));
        wanted.remove_prefix(piece);
        got.remove_prefix(std::min(got.size(), 2 * piece));
    }
    return result;
}

// In place of a byte from 0x80 on, any byte may have come.
std::string with_high_bytes(std::string_view wanted, std::string_view got) {
    const bool explained = got.size() <= wanted.size() &&
                           std::equal(got.begin(), got.end(), wanted.begin(),
                                      [](char a, char b) { return a == b || is_high(b); });
    return std::string(explained ? wanted.substr(0, got.size()) : got);
}

// No such byte comes back, so those that end what was wanted count as soon as the rest is there.
std::string with_lost_high_bytes(std::string_view wanted, std::string_view got) {
    std::string result;
    for (const char next : wanted) {
        if (!is_high(next)) {
            if (got.empty() || got.front() != next) break;
            got.remove_prefix(1);
        }
        result += next;
    }
    return result.append(got);
}

/// Reads `got` beside `wanted`, and leaves out or puts in what the differences explain.
class reading {
  public:
    reading(const std::vector<deviation>& all, std::string_view wanted, std::string_view got)
        : all_(all), wanted_(wanted), got_(got) {}

    std::string text() {
        if (const auto* first = of(way::greeting)) leave_out(*first, first->before);
        while (!got_.empty()) {
            take_run();
            if (got_.empty() || takes_same_or_skips()) continue;
            result_ += got_.front();
            got_.remove_prefix(1);
            if (!wanted_.empty()) wanted_.remove_prefix(1);
        }
        if (!result_.empty() && explains(way::newlines, next_is_newline())) put_in();
        return result_;
    }

    /// The diagnoses of the differences that were met.
    [[nodiscard]] const std::set<std::string>& used() const { return used_; }

  private:
    [[nodiscard]] const deviation* of(way which) const {
        const auto found = std::find_if(all_.begin(), all_.end(),
                                        [&](const deviation& it) { return way_of(it) == which; });
        return found == all_.end() ? nullptr : &*found;
    }

    bool explains(way which, bool is_so) {
        const auto* it = is_so ? of(which) : nullptr;
        if (it != nullptr) used_.insert(it->diagnosis);
        return it != nullptr;
    }

    [[nodiscard]] bool next_is_newline() const {
        return !wanted_.empty() && is_newline(wanted_.front());
    }

    void put_in() {
        result_ += wanted_.front();
        wanted_.remove_prefix(1);
    }

    // Bytes that were wanted are no decoration, even if they look like it.
    bool leave_out(const deviation& it, const std::string& added) {
        if (added.empty() || !got_.starts_with(added) || wanted_.starts_with(added)) return false;
        got_.remove_prefix(added.size());
        used_.insert(it.diagnosis);
        return true;
    }

    bool skips_added() {
        return std::any_of(all_.begin(), all_.end(), [&](const deviation& it) {
            return way_of(it) == way::around &&
                   (leave_out(it, it.before) || leave_out(it, it.after));
        });
    }

    // Byte by byte only where an addition may begin: a megabyte is read again at each receive.
    void take_run() {
        std::size_t longest = 0;
        for (const auto& it : all_)
            longest = std::max({longest, it.before.size(), it.after.size()});
        const auto same = common_prefix(wanted_, got_);
        if (same <= longest) return;
        result_ += got_.substr(0, same - longest);
        wanted_.remove_prefix(same - longest);
        got_.remove_prefix(same - longest);
    }

    bool takes_same() {
        if (wanted_.empty()) return false;
        const char next = got_.front();
        if (next != wanted_.front() &&
            !explains(way::letter_case, same_letter(next, wanted_.front())))
            return false;
        put_in();
        got_.remove_prefix(1);
        return true;
    }

    bool takes_same_or_skips() {
        if (skips_added() || takes_same()) return true;
        if (explains(way::newlines, next_is_newline())) {
            put_in();
            return true;
        }
        if (!explains(way::newlines, is_newline(got_.front())) &&
            !explains(way::nuls, got_.front() == '\0'))
            return false;
        got_.remove_prefix(1);
        return true;
    }

    const std::vector<deviation>& all_;
    std::string_view wanted_;
    std::string_view got_;
    std::string result_ = {};
    std::set<std::string> used_ = {};
};

}  // namespace

std::string given::undo(std::string_view wanted, std::string_view got) const {
    if (!alters_bytes()) return std::string(got);
    const auto noted = [&](const deviation& it, std::string result) {
        if (result != got) used_.insert(it.diagnosis);
        return result;
    };
    if (const auto* fixed = of(way::fixed_length))
        return noted(*fixed, without_padding(fixed->length, wanted, got));
    if (const auto* twice = of(way::twice)) return noted(*twice, without_repeats(wanted, got));
    if (const auto* high = of(way::high_bytes)) return noted(*high, with_high_bytes(wanted, got));
    if (const auto* lost = of(way::no_high_bytes))
        return noted(*lost, with_lost_high_bytes(wanted, got));
    if (const auto* cut = of(way::shorter))
        return noted(*cut, std::string(wanted.starts_with(got) ? wanted : got));
    reading beside(all_, wanted, got);
    auto result = beside.text();
    if (result != got) used_.insert(beside.used().begin(), beside.used().end());
    return result;
}

std::string given::as_sent(std::string_view text) const {
    std::string result(text);
    if (find("client.newline-lost") != nullptr || find("echo.newline-lost") != nullptr)
        std::erase(result, '\n');
    return result;
}

std::size_t given::adds() const {
    std::size_t result = 0;
    for (const auto& it : all_)
        result += it.before.size() + it.after.size();
    return result;
}

std::string decoration_of(std::string_view wanted, std::string_view got) {
    std::optional<std::string_view> result;
    while (!wanted.empty()) {
        const auto line = wanted.substr(0, wanted.find('\n') + 1);
        const auto at = line.empty() ? std::string_view::npos : got.find(line);
        if (at == std::string_view::npos) return {};
        if (result && *result != got.substr(0, at)) return {};
        result = got.substr(0, at);
        wanted.remove_prefix(line.size());
        got.remove_prefix(at + line.size());
    }
    return got.empty() ? std::string(result.value_or("")) : std::string();
}

}  // namespace suite
