#include "autograder/client_log.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <sstream>

namespace suite {
namespace {

// Each number is the one before and what this recv brought.
bool counts_all_so_far(std::vector<std::size_t> logged, std::size_t buffer, std::size_t bytes) {
    if (logged.size() < 2 || logged.back() != bytes) return false;
    std::adjacent_difference(logged.begin(), logged.end(), logged.begin());
    return std::all_of(logged.begin(), logged.end(),
                       [&](std::size_t step) { return step >= 1 && step <= buffer; });
}

}  // namespace

std::optional<std::size_t> logged(std::string_view line) {
    const std::string_view call = "recv ";
    const auto at = line.find(call);
    if (at == std::string_view::npos) return std::nullopt;
    line.remove_prefix(at + call.size());
    std::size_t bytes = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), bytes);
    const auto unit = line.substr(static_cast<std::size_t>(end - line.data()));
    if (error != std::errc() || unit.substr(0, 5) != " byte") return std::nullopt;
    return bytes;
}

std::vector<std::size_t> logged_receives(const program& process) {
    std::istringstream lines(process.errors());
    std::vector<std::size_t> result;
    std::string line;
    while (std::getline(lines, line)) {
        if (const auto bytes = logged(line)) result.push_back(*bytes);
    }
    return result;
}

void require_logged(const running_client& client, std::size_t buffer, std::size_t bytes) {
    const auto logged = logged_receives(client.process);
    finding result{
        {"client.log-missing", {}},
        {"expected.log", {{"buffer", std::to_string(buffer)}, {"count", std::to_string(bytes)}}},
        {"got.no-log", {}},
        {},
        {}};
    if (logged.empty()) throw result;
    std::string text;
    for (const auto n : logged)
        text += (text.empty() ? "" : ", ") + std::to_string(n);
    result.got = {"got.log", {{"log", text}}};
    if (counts_all_so_far(logged, buffer, bytes)) {
        result.diagnosis = {"client.log-total", {}};
        throw result;
    }
    if (*std::max_element(logged.begin(), logged.end()) > buffer) {
        result.diagnosis = {"client.buffer-exceeded", {{"buffer", std::to_string(buffer)}}};
        throw result;
    }
    if (std::accumulate(logged.begin(), logged.end(), std::size_t{0}) != bytes) {
        result.diagnosis = {"client.log-differs", {}};
        throw result;
    }
}

}  // namespace suite
