#include "wire/transcript.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace wire {

std::string to_text(const transcript& from) {
    std::string result;
    for (const auto& it : from) {
        std::array<char, 32> time{};
        std::snprintf(time.data(), time.size(), "%+10.1f ms  ", it.at);
        result += time.data() + it.what + "\n";
    }
    return result;
}

std::string file_name_of(const std::string& check) {
    auto name = check;
    std::replace(name.begin(), name.end(), '/', '-');
    return name + ".txt";
}

}  // namespace wire
