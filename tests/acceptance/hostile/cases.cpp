#include "acceptance/hostile/cases.hpp"

#include "acceptance/hostile/bytes_of.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace hostile {
namespace {

namespace fs = std::filesystem;
using test_unpack::zip_entry;
using test_unpack::zip_frame;

std::string text(const toml::table& from, std::string_view key) {
    return from[key].value_or(std::string{});
}

template <class Number>
std::optional<Number> number(const toml::table& from, std::string_view key) {
    const auto value = from[key].value<std::int64_t>();
    if (!value) return {};
    return static_cast<Number>(*value);
}

zip_entry read_entry(const toml::table& from) {
    zip_entry made;
    made.name = text(from, "name");
    made.bytes = from["text"].value_or(std::string{"hostile\n"});
    if (const auto zeros = number<std::size_t>(from, "zeros")) {
        made.method = 8;
        made.bytes = std::string(*zeros, '\0');
        made.packed = test_unpack::deflated_zeros(*zeros);
    }
    made.mode = number<std::uint32_t>(from, "mode").value_or(made.mode);
    made.flags = number<std::uint16_t>(from, "flags").value_or(made.flags);
    made.size = number<std::uint32_t>(from, "size");
    made.offset = number<std::uint32_t>(from, "offset");
    if (from.contains("local_name")) made.local_name = text(from, "local_name");
    if (from.contains("unicode_name")) {
        const auto field = "\x01" + test_unpack::number(test_unpack::crc32(made.name), 4) +
                           text(from, "unicode_name");
        made.extra = "\x75\x70" + test_unpack::number(field.size(), 2) + field;
    }
    return made;
}

submission read_shared(const toml::table& from) {
    submission made;
    made.name = text(from, "name");
    made.what = text(from, "what");
    made.program = text(from, "program");
    made.status = text(from, "status");
    made.refused = text(from, "refused");
    made.note = text(from, "note");
    made.points = number<int>(from, "points").value_or(0);
    if (made.name.empty() || made.what.empty()) throw std::runtime_error("a case without a name");
    return made;
}

submission read_archive(const toml::table& from, const zip_entry& solution) {
    auto made = read_shared(from);
    std::vector<zip_entry> entries;
    if (!from["alone"].value_or(false)) entries.push_back(solution);
    if (const auto* const list = from["entry"].as_array()) {
        for (const auto& each : *list)
            entries.push_back(read_entry(*each.as_table()));
    }
    zip_frame around;
    around.before = text(from, "before");
    around.between = text(from, "between");
    around.after = text(from, "after");
    around.comment = text(from, "comment");
    made.archive = test_unpack::zip(entries, around);
    return made;
}

submission read_program(const toml::table& from, const fs::path& folder) {
    auto made = read_shared(from);
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& each : fs::directory_iterator{folder / made.name}) {
        files.emplace_back(each.path().filename().string(), bytes_of(each.path()));
    }
    std::sort(files.begin(), files.end());
    made.archive = test_unpack::plain_zip(files);
    return made;
}

template <class Read>
void read_file(const fs::path& file, std::vector<submission>& into, const Read& read) {
    const auto table = toml::parse(bytes_of(file), file.string());
    const auto* const cases = table["case"].as_array();
    if (cases == nullptr) throw std::runtime_error(file.string() + " holds no case");
    for (const auto& each : *cases)
        into.push_back(read(*each.as_table()));
}

}  // namespace

std::vector<submission> read_cases(const fs::path& folder, const zip_entry& solution) {
    std::vector<submission> made;
    read_file(folder / "archives.toml", made,
              [&](const toml::table& each) { return read_archive(each, solution); });
    read_file(folder / "programs.toml", made,
              [&](const toml::table& each) { return read_program(each, folder / "programs"); });
    return made;
}

}  // namespace hostile
