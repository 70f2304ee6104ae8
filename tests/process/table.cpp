#include "table.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include <unistd.h>

namespace process {
namespace {

// /proc/PID/stat: `pid (comm) state ppid …`. A program may choose its own name, also one with
// spaces and brackets in it: what counts starts after the last bracket.
std::optional<entry> parse_stat(pid_t pid, const std::string& line) {
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(name_end + 1));

    entry result;
    result.pid = pid;
    fields >> result.state >> result.parent;
    std::string skipped;
    for (int field = 5; field <= 13; ++field)
        fields >> skipped;
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    fields >> user >> system;
    for (int field = 16; field <= 23; ++field)
        fields >> skipped;
    std::int64_t pages = 0;
    if (!(fields >> pages)) return std::nullopt;
    result.ticks = user + system;
    result.resident = static_cast<std::uint64_t>(std::max<std::int64_t>(pages, 0)) *
                      static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return result;
}

bool is_number(const std::string& text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

std::vector<entry> table() {
    std::vector<entry> result;
    std::error_code gone;
    for (auto item = std::filesystem::directory_iterator("/proc", gone);
         !gone && item != std::filesystem::directory_iterator(); item.increment(gone)) {
        const auto name = item->path().filename().string();
        if (!is_number(name)) continue;
        std::ifstream stat(item->path() / "stat");
        std::string line;
        if (!std::getline(stat, line)) continue;  // it ended while we were looking
        if (const auto parsed = parse_stat(static_cast<pid_t>(std::stol(name)), line)) {
            result.push_back(*parsed);
        }
    }
    return result;
}

std::vector<entry> family(pid_t root) {
    const auto all = table();
    std::vector<entry> result;
    for (const auto& item : all) {
        if (item.pid == root) result.push_back(item);
    }
    for (std::size_t member = 0; member < result.size(); ++member) {
        for (const auto& item : all) {
            if (item.parent == result[member].pid) result.push_back(item);
        }
    }
    return result;
}

std::vector<entry> children(pid_t parent) {
    auto result = table();
    result.erase(std::remove_if(result.begin(), result.end(),
                                [&](const entry& item) { return item.parent != parent; }),
                 result.end());
    return result;
}

}  // namespace process
