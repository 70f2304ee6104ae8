#include "support/arguments.hpp"

#include <getopt.h>

namespace arguments {
namespace {

constexpr int plain_word = 1;
constexpr int value_missing = ':';
constexpr int not_known = '?';
constexpr int first_option = 256;  // above every letter

std::string letters(const std::vector<option>& known) {
    std::string result = "-:";  // "-": report plain words in order; ":": print no errors
    for (const auto& each : known) {
        if (each.letter == '\0') continue;
        result += each.letter;
        if (each.takes_value) result += ':';
    }
    return result;
}

std::vector<::option> names(const std::vector<option>& known) {
    std::vector<::option> result;
    result.reserve(known.size() + 1);
    for (const auto& each : known)
        result.push_back({each.name.c_str(), each.takes_value ? required_argument : no_argument,
                          nullptr, first_option + static_cast<int>(result.size())});
    result.push_back({});
    return result;
}

const option& which(const std::vector<option>& known, int code) {
    if (code >= first_option) return known[static_cast<std::size_t>(code - first_option)];
    for (const auto& each : known)
        if (each.letter == code) return each;
    return known.front();  // getopt_long returns no other letter
}

// An unknown letter may stand in a group of letters, as in -xh.
std::string complained_of(const std::vector<char*>& argv) {
    const bool letter = optopt > 0 && optopt < first_option;
    return letter ? std::string{'-', static_cast<char>(optopt)}
                  : argv[static_cast<std::size_t>(optind) - 1];
}

word one_word(const std::vector<option>& known, int code, const std::vector<char*>& argv) {
    if (code == plain_word) return {kind::plain, optarg, {}};
    if (code == not_known) return {kind::unknown_option, complained_of(argv), {}};
    if (code == value_missing) return {kind::lacks_value, complained_of(argv), {}};
    const auto& option = which(known, code);
    return {kind::option, option.name, option.takes_value ? optarg : ""};
}

// Resets getopt_long. Otherwise it continues inside a word of the previous call, which no longer
// exists. The way to reset it differs between systems: getopt(3).
void reset_getopt() {
#if defined(__APPLE__) || defined(__FreeBSD__)
    optreset = 1;
    optind = 1;
#else
    optind = 0;
#endif
}

}  // namespace

std::vector<word> read(const std::vector<option>& known, std::vector<std::string> typed) {
    std::string program;
    std::vector<char*> argv{program.data()};
    for (auto& each : typed)
        argv.push_back(each.data());
    const auto count = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    const auto short_form = letters(known);
    const auto long_form = names(known);

    std::vector<word> result;
    reset_getopt();
    for (int code; (code = ::getopt_long(count, argv.data(), short_form.c_str(), long_form.data(),
                                         nullptr)) != -1;)
        result.push_back(one_word(known, code, argv));
    for (; optind < count; ++optind)
        result.push_back({kind::plain, argv[static_cast<std::size_t>(optind)], {}});
    return result;
}

}  // namespace arguments
