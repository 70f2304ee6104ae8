// The comparisons of what was expected with what came: whatever a program sends, they never throw.
// SOCK_FUZZ_SECONDS=600 runs them for ten minutes.
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/given.hpp"
#include "autograder/printed.hpp"
#include "autograder/traceback.hpp"
#include "tools/mutations.hpp"

#include <random>
#include <string>

#include <sock_catch.hpp>

using namespace suite;

namespace {

/// Texts of the bytes that the comparisons look for, and wrong copies of them.
class source_of_texts {
  public:
    explicit source_of_texts(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t end) { return random_() % end; }

    std::string text(std::size_t longest) {
        constexpr std::string_view usual("ho la\n\n\r\0\0%s\xc3\xb1\xff\xe2\x82\xac"
                                         "ABno reply\"\\",
                                         30);
        std::string result;
        for (auto left = below(longest + 1); left > 0; --left)
            result += usual[below(usual.size())];
        return result;
    }

    std::string wrong_copy(std::string text) {
        for (auto changes = below(4); changes > 0; --changes)
            change(text);
        return text;
    }

  private:
    void change(std::string& text) {
        const auto at = below(text.size() + 1);
        const auto size = below(text.size() - at + 1);
        const auto part = text.substr(at, size);
        const auto kind = below(7);
        if (kind == 0) text.erase(at, size);
        if (kind == 1) text.insert(at, part);
        if (kind == 2) text.insert(at, this->text(9));
        if (kind == 3) text.append(below(40), '\0');
        if (kind == 4) text.resize(at);
        if (kind == 5) std::erase(text, '\n');
        if (kind == 6) text += text;
    }

    std::mt19937 random_;
};

void compare(source_of_texts& from) {
    const auto sent = from.text(80);
    const auto got = from.below(5) == 0 ? from.text(80) : from.wrong_copy(sent);
    const auto earlier = from.text(40);
    const auto cause = differs(sent, got, earlier);
    const auto found = altered(cause, sent, got);
    static_cast<void>(expected_bytes(sent, got));
    static_cast<void>(got_bytes(sent, got));
    static_cast<void>(printed_cause(sent, got));
    static_cast<void>(decoration_of(sent, got));
    static_cast<void>(read_traceback(got, "tcp_server"));
    static_cast<void>(read_exception(got));
    static_cast<void>(show_around(got, from.below(100)));
    given accepted;
    if (auto deviation = deviation_of(found, "tcp_server/echo")) accepted.accept(*deviation);
    static_cast<void>(accepted.undo(sent, from.wrong_copy(got)));
}

}  // namespace

TEST_CASE("no bytes make a comparison throw") {
    const auto until = std::chrono::steady_clock::now() + fuzz::budget(std::chrono::seconds(2));
    const auto seed = std::random_device{}();
    source_of_texts from(seed);
    std::size_t compared = 0;
    INFO("seed " << seed);
    while (compared % 64 != 0 || std::chrono::steady_clock::now() < until) {
        ++compared;
        REQUIRE_NOTHROW(compare(from));
    }
    CHECK(compared >= 64);
}
