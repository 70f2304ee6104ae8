#include "builder.hpp"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <judge/compiler.hpp>
#include <process.hpp>
#include <unistd.h>

namespace acceptance {
namespace {

constexpr process::milliseconds longest_build{120'000};

std::vector<std::string> flags(warnings policy, instruments with) {
    std::vector<std::string> result{"-std=c++20", "-O1", "-g", "-pthread", "-x", "c++"};
    const auto more =
        with == instruments::sanitizers ? ::judge::sanitizer_flags() : std::vector<std::string>{};
    result.insert(result.end(), more.begin(), more.end());
    if (policy == warnings::are_errors)
        result.insert(result.end(), {"-Wall", "-Wextra", "-Werror"});
    return result;
}

// FNV-1a: the cache needs a name for a text, not a secret.
std::string fingerprint(const std::vector<std::string_view>& texts) {
    std::uint64_t hash = 14695981039346656037ULL;
    const auto add = [&](char c) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    };
    for (const auto text : texts) {
        for (const char c : text)
            add(c);
        add('\0');
    }
    char name[17];
    std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(hash));
    return name;
}

std::string name_for(std::string_view source, const std::vector<std::string>& options) {
    static const std::string header = read_file(tree() / "include/sock.hpp");
    const auto command = compiler();
    std::vector<std::string_view> texts{source, command};
    texts.insert(texts.end(), options.begin(), options.end());
    if (source.find("sock.hpp") != std::string_view::npos) texts.push_back(header);
    return fingerprint(texts);
}

// Two threads may build the same text: each in a place of its own.
std::string unique_suffix() {
    static std::atomic<int> counter{0};
    return "." + std::to_string(::getpid()) + "." + std::to_string(counter++);
}

}  // namespace

fs::path build(std::string_view source, warnings policy, instruments with,
               const std::vector<std::string>& more) {
    auto options = flags(policy, with);
    options.insert(options.end(), more.begin(), more.end());
    const auto binary = cache() / name_for(source, options);
    if (fs::exists(binary)) return binary;

    fs::create_directories(cache());
    const auto fresh = binary.string() + unique_suffix();
    const auto file = fresh + ".cpp";
    std::ofstream(file, std::ios::binary) << source;
    std::vector<std::string> argv{compiler()};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.insert(argv.end(), {"-I" + (tree() / "include").string(), file, "-o", fresh});
    process::command command;
    command.argv = std::move(argv);
    const auto result = process::run(std::move(command), longest_build);
    fs::remove(file);
    if (result.timed_out || !result.status.success()) throw build_error(result.err.text());
    fs::rename(fresh, binary);
    return binary;
}

}  // namespace acceptance
