#include "acceptance/hostile/cases.hpp"

#include "acceptance/corpus.hpp"
#include "acceptance/hostile/bytes_of.hpp"
#include "course/table_reader.hpp"
#include "course/toml.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

namespace hostile {
namespace {

namespace fs = std::filesystem;
using test_unpack::zip_entry;
using test_unpack::zip_frame;

std::string text(course::table_reader& from, std::string_view key) {
    return from.text_or(key, "");
}

template <class Number>
std::optional<Number> number(course::table_reader& from, std::string_view key) {
    if (!from.has(key)) return {};
    return static_cast<Number>(from.number_or(key, 0, 0, std::numeric_limits<int>::max()));
}

zip_entry read_entry(course::table_reader& from) {
    zip_entry made;
    made.name = text(from, "name");
    made.bytes = from.text_or("text", "hostile\n");
    if (const auto zeros = number<std::size_t>(from, "zeros")) {
        made.method = 8;
        made.bytes = std::string(*zeros, '\0');
        made.packed = test_unpack::deflated_zeros(*zeros);
    }
    made.mode = number<std::uint32_t>(from, "mode").value_or(made.mode);
    made.flags = number<std::uint16_t>(from, "flags").value_or(made.flags);
    made.size = number<std::uint32_t>(from, "size");
    made.offset = number<std::uint32_t>(from, "offset");
    made.ahead = text(from, "ahead");
    made.local_size = number<std::uint32_t>(from, "local_size");
    if (from.has("local_name")) made.local_name = text(from, "local_name");
    if (from.has("unicode_name")) {
        const auto field = "\x01" + test_unpack::number(test_unpack::crc32(made.name), 4) +
                           text(from, "unicode_name");
        made.extra = "\x75\x70" + test_unpack::number(field.size(), 2) + field;
    }
    from.done();
    return made;
}

submission read_shared(course::table_reader& from) {
    submission made;
    made.name = from.text("name");
    made.what = from.text("what");
    made.file = text(from, "file");
    made.program = text(from, "program");
    made.status = text(from, "status");
    made.refused = text(from, "refused");
    made.note = text(from, "note");
    made.points = number<int>(from, "points").value_or(0);
    return made;
}

submission read_archive(course::table_reader& from, const zip_entry& solution) {
    auto made = read_shared(from);
    std::vector<zip_entry> entries;
    if (!from.flag("alone")) entries.push_back(solution);
    for (auto& each : from.tables("entry"))
        entries.push_back(read_entry(each));
    zip_frame around;
    around.before = text(from, "before");
    around.between = text(from, "between");
    around.after = text(from, "after");
    around.comment = text(from, "comment");
    made.archive = test_unpack::zip(entries, around);
    return made;
}

submission read_program(course::table_reader& from, const fs::path& folder) {
    auto made = read_shared(from);
    made.followed = true;
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& each : fs::directory_iterator{folder / made.name}) {
        files.emplace_back(each.path().filename().string(), bytes_of(each.path()));
    }
    std::sort(files.begin(), files.end());
    made.archive = test_unpack::plain_zip(files);
    return made;
}

submission read_evasion(course::table_reader& from) {
    auto made = read_shared(from);
    made.status = "built";
    made.archive =
        test_unpack::plain_zip({{made.program + ".cpp", acceptance::patched_source(from)}});
    return made;
}

door read_door(course::table_reader& from) {
    return {from.text("name"), from.text("what"), from.list("allowed"), text(from, "setting")};
}

template <class Case, class Read>
void read_file(const fs::path& file, const char* key, std::vector<Case>& into, const Read& read) {
    const auto document = course::read_toml(file);
    course::table_reader reader(document, file.string());
    for (auto& each : reader.tables(key)) {
        into.push_back(read(each));
        each.done();
    }
    reader.done();
}

}  // namespace

std::vector<submission> read_cases(const fs::path& folder, const zip_entry& solution) {
    std::vector<submission> made;
    read_file(folder / "archives.toml", "case", made,
              [&](course::table_reader& each) { return read_archive(each, solution); });
    read_file(folder / "programs.toml", "case", made,
              [&](course::table_reader& each) { return read_program(each, folder / "programs"); });
    read_file(folder / "evasions.toml", "case", made, read_evasion);
    return made;
}

std::vector<door> read_doors(const fs::path& folder) {
    std::vector<door> made;
    read_file(folder / "doors.toml", "door", made, read_door);
    return made;
}

}  // namespace hostile
