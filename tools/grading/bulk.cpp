#include "grading/bulk.hpp"

#include "grading/discover.hpp"
#include "grading/listing.hpp"
#include "grading/names.hpp"
#include "support/files.hpp"
#include "support/process.hpp"
#include "support/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace grading {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t mib = 1024 * 1024;
constexpr std::size_t largest_archive = 300 * mib;
constexpr std::size_t largest_output = 420 * mib;
constexpr std::size_t deepest_archive = 12;
constexpr std::size_t longest_header = 8 * 1024;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error("sock-bulk: " + what);
}

bool safe_part(const std::string& part) {
    return !part.empty() && part != "." && part != ".." && part.size() <= 200 &&
           support::printable(part) == part && part.find('\n') == std::string::npos &&
           part.find('\t') == std::string::npos && part.find('\\') == std::string::npos;
}

/// No parts for a name that must be left out.
std::vector<std::string> parts_of(const std::string& path) {
    std::vector<std::string> result;
    std::size_t at = 0;
    while (at <= path.size()) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto part = path.substr(at, end - at);
        at = end + 1;
        if (part == ".") continue;  // tar starts its paths with "./"
        if (!safe_part(part) || is_clutter(part)) return {};
        result.push_back(part);
    }
    return result.size() <= deepest_archive ? result : std::vector<std::string>();
}

json header(std::string_view& bytes) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos || end > longest_header) fail("a header has no end");
    auto result = json::parse(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(end),
                              nullptr, false);
    if (!result.is_object()) fail("a header is no object");
    bytes.remove_prefix(end + 1);
    return result;
}

std::string run_splitter(const std::string& archive, const bulk_tools& with, bool list_only) {
    support::command what;
    what.argv = unpack::box_line(with.box, with.users);
    what.argv.push_back(with.splitter.string());
    if (list_only) what.argv.push_back("--list");
    what.directory = "/";
    what.keep_head = largest_output;
    what.keep_tail = 1;
    const auto ended = support::run(what, support::milliseconds{60'000}, archive);
    if (ended.timed_out || !ended.status.success() || !ended.out.complete())
        fail(support::one_line(ended.err.text()));
    return ended.out.head;
}

// People unpack a download, look at it, and pack the folder again.
void remove_common_folder(std::vector<bulk_file>& files) {
    while (!files.empty()) {
        const auto first = files.front().path.front();
        const bool common = std::all_of(files.begin(), files.end(), [&](const bulk_file& it) {
            return it.path.size() > 1 && it.path.front() == first;
        });
        if (!common || from_platform(first)) return;
        for (auto& it : files)
            it.path.erase(it.path.begin());
    }
}

void write(const std::vector<bulk_file>& files, const fs::path& folder) {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);  // a user that is a box reads no other's files
    for (const auto& it : files) {
        auto target = folder;
        for (const auto& part : it.path)
            target /= part;
        fs::create_directories(target.parent_path());
        support::write_file(target, it.bytes);
    }
}

}  // namespace

std::vector<bulk_file> read_bulk(std::string_view bytes) {
    std::vector<bulk_file> result;
    std::set<std::vector<std::string>> seen;
    while (true) {
        const auto next = header(bytes);
        if (next.contains("end")) break;
        const auto name = next.find("file");
        const auto size = next.find("bytes");
        if (name == next.end() || !name->is_string() || size == next.end() ||
            !size->is_number_unsigned())
            fail("a header is not one of its own");
        const auto count = size->get<std::size_t>();
        if (count > bytes.size()) fail("a file is shorter than its header says");
        auto path = parts_of(name->get<std::string>());
        // With two files of the same name, the right one is unknown. The platforms never make such
        // archives.
        if (!path.empty() && seen.insert(path).second)
            result.push_back({std::move(path), std::string(bytes.substr(0, count))});
        bytes.remove_prefix(count);
    }
    if (!bytes.empty()) fail("something comes after the end");
    remove_common_folder(result);
    return result;
}

bool is_bulk(const std::vector<bulk_file>& files, const course::course& course) {
    argument looks_like;
    looks_like.is_folder = true;
    std::set<std::string> folders;
    for (const auto& it : files) {
        const auto& name = it.path.front();
        if (it.path.size() > 1) {
            folders.insert(name);
        } else if (is_archive_name(name) || from_platform(name)) {
            looks_like.entries.push_back({name, {}, false});
        } else {
            looks_like.others.push_back(name);
        }
    }
    for (const auto& name : folders)
        looks_like.entries.push_back({name, {}, true});
    // A single archive in an archive is one submission packed twice, not a class of one.
    const bool one = looks_like.entries.size() == 1 && !from_platform(looks_like.entries[0].name);
    return !one && is_class(looks_like, course);
}

bool split_bulk(int archive, const fs::path& folder, const bulk_tools& with,
                const course::course& course) {
    try {
        const auto bytes = read_all(archive, largest_archive);
        if (!is_bulk(read_bulk(run_splitter(bytes, with, true)), course)) return false;
        write(read_bulk(run_splitter(bytes, with, false)), folder);
        return true;
    } catch (const std::runtime_error&) {
        // Broken, hostile or too large: sock-unpack reports the reason better.
        std::error_code ignored;
        fs::remove_all(folder, ignored);
        return false;
    }
}

}  // namespace grading
