#include "judge/kept_builds.hpp"

#include "judge/compiler.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <exception>

#include <unistd.h>

namespace judge {
namespace {

namespace fs = std::filesystem;

constexpr const char* warnings_file = "warnings.txt";

// A sanitized program takes about a megabyte.
constexpr std::size_t most_kept = 40;

// With lengths, so that the end of one file is not taken for the start of the next.
void add(std::string& key, const std::string& part) {
    key += std::to_string(part.size()) + ' ' + part;
}

void prune(const fs::path& all) {
    std::vector<std::pair<fs::file_time_type, fs::path>> kept;
    for (const auto& each : fs::directory_iterator(all))
        kept.emplace_back(each.last_write_time(), each.path());
    if (kept.size() <= most_kept) return;
    std::sort(kept.begin(), kept.end());
    kept.resize(kept.size() - most_kept);
    for (const auto& [time, oldest] : kept)
        fs::remove_all(oldest);
}

}  // namespace

fs::path kept_binary(const tools& with, const sources& from, instruments built_in) {
    // The name of that folder depends on the header and the compiler.
    if (with.boxed() || with.precompiled.empty()) return {};
    std::string key;
    add(key, from.main);
    // The folder's name depends on the C++ compiler.
    const auto compiler = from.in == course::dialect::cpp ? "" : find_compiler(with, from.in);
    for (const auto& word : compile_line(from.in, compiler, "", "", "", built_in))
        add(key, word);
    auto files = from.files;
    std::sort(files.begin(), files.end(),
              [](const source& left, const source& right) { return left.path < right.path; });
    for (const auto& [path, bytes] : files) {
        add(key, path);
        add(key, bytes);
    }
    return with.precompiled / "programs" / support::fingerprint(key) / from.program;
}

bool fetch_kept(const fs::path& binary, built& result) {
    std::error_code gone;
    const auto folder = binary.parent_path();
    if (binary.empty() || !fs::exists(folder / warnings_file, gone)) return false;
    result.warnings = support::read_file(folder / warnings_file);
    result.binary = binary;
    result.status = wire::program_status::built;
    fs::last_write_time(folder, fs::file_time_type::clock::now(), gone);
    return true;
}

void keep(const fs::path& binary, const built& result) noexcept {
    if (binary.empty() || result.status != wire::program_status::built) return;
    try {
        // Written beside the target and renamed, so that two processes never see an incomplete one.
        const auto folder = binary.parent_path();
        const auto fresh = fs::path(folder.string() + "." + std::to_string(::getpid()));
        fs::create_directories(fresh);
        fs::copy_file(result.binary, fresh / binary.filename());
        support::write_file(fresh / warnings_file, result.warnings);
        std::error_code there_already;
        fs::rename(fresh, folder, there_already);
        fs::remove_all(fresh);
        prune(folder.parent_path());
    } catch (const std::exception&) {
        return;  // no space, or another process has cleaned up meanwhile
    }
}

}  // namespace judge
