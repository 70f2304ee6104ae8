#include "wire/transcript.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace wire {

namespace {

std::string with_time(const char* format, const step& it) {
    std::array<char, 32> time{};
    std::snprintf(time.data(), time.size(), format, it.at);
    return time.data() + it.what.text;
}

}  // namespace

std::string to_text(const step& from) {
    return with_time("%+.1f ms  ", from);
}

std::string to_text(const transcript& from) {
    std::string result;
    for (const auto& it : from)
        result += with_time("%+10.1f ms  ", it) + "\n";
    return result;
}

std::string file_name_of(const std::string& check) {
    auto name = check;
    std::replace(name.begin(), name.end(), '/', '-');
    return name + ".txt";
}

}  // namespace wire
