/// @file
/// Hostile input for a reader: samples of its format, changed at random, by bytes and by structure.
/// The usual run is short and begins with the same inputs each time. SOCK_FUZZ_SECONDS=600 goes on
/// for ten minutes, with others; SOCK_FUZZ_SEED=N begins with an input of before.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include <sock_catch.hpp>

namespace fuzz {

using texts = std::vector<std::string>;

constexpr std::size_t largest_input = 64 * 1024;

/// What breaks readers in any format.
inline const texts& usual_words() {
    static const texts all = {
        std::string(1, '\0'), "\xff", "\xEF\xBB\xBF", "\xed\xa0\x80", "\xc0\xaf", "\xe2\x80\xae",
        "\xe2\x80\xa8", "\x7f", "\x1b[31m", "\xf1", "é", "e\xcc\x81", "ñ", "＝1",
        "\xf4\x90\x80\x80",
        // Formulas, quotes, separators, ends of lines.
        "=1+1", "@SUM(A1)", "-", "+", "|", "'", "''", "'''", "\"", "\"\"", "\"\"\"", ",", ";", "\t",
        "\r", "\n", "\r\n", "\n\n", " ", ".", "..", "/", "\\", "#", "_", "(1)", "{", "}", "[", "]",
        "[[", "]]", "{}", "[]", ":", "\\u0000", "\\uD800", "\\n", "a.b.c", "null", "true", "{name}",
        // Numbers and dates at their limits, and dates that there are not.
        "0", "-0", "-1", "1", "2147483647", "2147483648", "9223372036854775807",
        "18446744073709551616", "1e308", "1e999", "nan", "inf", "8,5", "8.5", "1.000,5", "0x10",
        "0000-01-01", "9999-12-31", "9999-12-31T23:59:59-23:59", "2026-02-30",
        "2026-12-04T18:00:00-05:00", "2024-02-29T24:00:00Z", "2026-12-04T18:00:60+99:99",
        "2026-12-04T18:00:00.999999999999", "18:00:00", "+24:00", "-05:00"};
    return all;
}

class mutator {
  public:
    explicit mutator(std::uint32_t seed) : random_(seed) {}

    /// 0, 1, … end - 1.
    std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
    bool once_in(std::size_t times) { return below(times) == 0; }
    const std::string& one_of(const texts& all) { return all[below(all.size())]; }

    /// One of the samples, with some changes; `words` are those that its format has.
    std::string input(const texts& samples, const texts& words) {
        auto text = one_of(samples);
        for (auto changes = below(6); changes > 0; --changes) {
            change(text, samples, words);
            if (text.size() > largest_input) text.resize(largest_input);
        }
        return text;
    }

  private:
    void change(std::string& text, const texts& samples, const texts& words) {
        const auto kind = below(32);
        const auto at = below(text.size() + 1);
        if (kind < 3)
            text.replace(at, below(3), 1, static_cast<char>(below(256)));
        else if (kind < 8)
            text.replace(at, below(4), one_of(usual_words()));
        else if (kind < 13)
            text.replace(at, below(9), one_of(words));
        else if (kind < 17)
            change_parts(text, '\n');
        else if (kind < 21)
            change_parts(text, one_of({",", ";", "\t", "=", " ", "\"", "/"}).front());
        else if (kind < 25)
            replace_run(text, at, words);
        else if (kind == 25)
            text.erase(at);
        else if (kind == 26)
            text.replace(at, std::string::npos, tail(one_of(samples)));
        else if (kind == 27)
            repeat(text, at);
        else if (kind == 28)
            nest(text, at);
        else if (kind == 29)
            text.insert(0, "\xEF\xBB\xBF");
        else if (kind == 30)
            text = with_line_ends(text, one_of({"\r\n", "\r"}));
        else
            text = in_utf16(text);
    }

    /// Copies, moves or removes one of the lines, fields, …
    void change_parts(std::string& text, char separator) {
        const auto [begin, size] = part(text, separator);
        const auto taken = text.substr(begin, size);
        if (!once_in(3)) text.erase(begin, size);
        if (once_in(3)) return;
        text.insert(part(text, separator).first, taken);
    }

    /// One of the parts that end in `separator`, and its size.
    std::pair<std::size_t, std::size_t> part(std::string_view text, char separator) {
        const auto at = below(text.size() + 1);
        const auto before = at == 0 ? std::string_view::npos : text.rfind(separator, at - 1);
        const auto begin = before == std::string_view::npos ? 0 : before + 1;
        const auto end = text.find(separator, begin);
        return {begin, (end == std::string_view::npos ? text.size() : end + 1) - begin};
    }

    /// Another value in the place of a number or a word.
    void replace_run(std::string& text, std::size_t at, const texts& words) {
        constexpr std::string_view part = "0123456789abcdefghijklmnopqrstuvwxyz-_";
        const auto begin = text.find_first_of(part, at);
        if (begin == std::string::npos) return;
        const auto end = std::min(text.find_first_not_of(part, begin), text.size());
        text.replace(begin, end - begin, one_of(once_in(2) ? words : usual_words()));
    }

    std::string tail(const std::string& of) { return of.substr(below(of.size() + 1)); }

    void repeat(std::string& text, std::size_t at) {
        const auto piece = text.substr(at, once_in(2) ? 1 + below(3) : 1 + below(200));
        const auto size = once_in(4) ? largest_input : below(2000);
        std::string all;
        while (!piece.empty() && all.size() < size)
            all += piece;
        text.insert(at, all);
    }

    void nest(std::string& text, std::size_t at) {
        const std::string open = one_of({"[", "{\"a\":", "{a=", "[[", "a.", "\"", "(", "> ", "a/"});
        const auto depth = once_in(3) ? largest_input / open.size() : below(400);
        std::string all;
        for (std::size_t i = 0; i < depth; ++i)
            all += open;
        text.insert(at, all);
    }

    static std::string with_line_ends(std::string_view text, std::string_view end) {
        std::string result;
        for (const char c : text)
            c == '\n' ? result.append(end) : result.append(1, c);
        return result;
    }

    std::string in_utf16(std::string_view text) {
        const bool big = once_in(2);
        std::string result = big ? "\xfe\xff" : "\xff\xfe";
        for (const char c : text)
            result.append(big ? 1 : 0, '\0').append(1, c).append(big ? 0 : 1, '\0');
        return result;
    }

    std::mt19937 random_;
};

inline const char* asked_seconds() {
    return std::getenv("SOCK_FUZZ_SECONDS");
}

/// How long a fuzzer runs; `usually`, if no time is asked for.
inline std::chrono::milliseconds budget(std::chrono::milliseconds usually) {
    const char* const seconds = asked_seconds();
    return seconds == nullptr ? usually : std::chrono::seconds(std::atoi(seconds));
}

inline std::uint32_t first_seed() {
    const char* const seed = std::getenv("SOCK_FUZZ_SEED");
    if (seed != nullptr) return static_cast<std::uint32_t>(std::strtoul(seed, nullptr, 10));
    return asked_seconds() != nullptr ? std::random_device{}() : 1;
}

/// Gives `read` (std::string input, mutator& more) changed samples until the time is over. It may
/// refuse one with a std::runtime_error whose text begins with `refusal`, and with nothing else. It
/// has a second for each.
template <typename Read>
void try_inputs(const texts& samples, const texts& words, const std::string& refusal,
                const Read& read) {
    const auto until = std::chrono::steady_clock::now() + budget(std::chrono::milliseconds(500));
    std::size_t inputs = 0;
    std::size_t refused = 0;
    std::clock_t slowest = 0;
    for (auto seed = first_seed(); std::chrono::steady_clock::now() < until; ++seed) {
        INFO("SOCK_FUZZ_SEED=" << seed);
        mutator random(seed);
        const auto input = random.input(samples, words);
        const auto begin = std::clock();
        try {
            read(input, random);
        } catch (const std::runtime_error& why) {
            INFO(why.what());
            REQUIRE(typeid(why) == typeid(std::runtime_error));
            REQUIRE(std::string_view(why.what()).substr(0, refusal.size()) == refusal);
            ++refused;
        }
        slowest = std::max(slowest, std::clock() - begin);
        REQUIRE(slowest < CLOCKS_PER_SEC);
        ++inputs;
    }
    if (asked_seconds() != nullptr)
        WARN(inputs << " inputs, " << refused << " refused, the slowest took "
                    << slowest * 1000 / CLOCKS_PER_SEC << " ms");
    CHECK(refused < inputs);
}

}  // namespace fuzz
