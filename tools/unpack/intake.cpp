#include "unpack/intake.hpp"

#include "unpack/junk.hpp"
#include "unpack/limits.hpp"

#include <algorithm>
#include <cctype>

namespace unpack {
namespace {

std::string in_mb(std::size_t bytes) {
    return std::to_string(bytes / limits::mib);
}

void refuse_special(entry_kind kind, const std::string& shown) {
    switch (kind) {
    case entry_kind::symbolic_link:
        refuse("symbolic-link", {{"name", shown}});
    case entry_kind::hard_link:
        refuse("hard-link", {{"name", shown}});
    case entry_kind::device:
    case entry_kind::other:
        refuse("device", {{"name", shown}});
    case entry_kind::file:
    case entry_kind::folder:
        break;
    }
}

// "01_tcp_server": the course's folders are kept, even if everything lies in one.
bool of_the_course(const std::string& folder) {
    return folder.size() > 3 && std::isdigit(static_cast<unsigned char>(folder[0])) != 0 &&
           std::isdigit(static_cast<unsigned char>(folder[1])) != 0 && folder[2] == '_';
}

std::string first_folder(const std::string& path) {
    return path.substr(0, path.find('/'));
}

}  // namespace

void intake::count(const entry& what) {
    if (++entries_ > limits::entries) {
        refuse("too-many-entries", {{"limit", std::to_string(limits::entries)}});
    }
    expanded_bytes_ += std::min<std::uint64_t>(what.size, 2 * limits::expanded_bytes);
    // A folder has no packed size to compare with.
    if (packed_bytes_ == 0) return;
    if (expanded_bytes_ > limits::suspicious_bytes &&
        expanded_bytes_ / packed_bytes_ > limits::ratio) {
        refuse("bomb", {{"limit", std::to_string(limits::ratio)}});
    }
    if (expanded_bytes_ > limits::expanded_bytes) {
        refuse("too-large", {{"limit", in_mb(limits::expanded_bytes)}});
    }
}

std::optional<path> intake::consider(const entry& what) {
    count(what);
    const auto name = decode(what.raw_name, what.from);
    if (name.text.empty() && !what.raw_name.empty()) {
        refuse("control-character", {{"name", printable(what.raw_name)}});
    }
    auto where = checked_path(name.text);
    if (where.parts.empty()) return {};
    const auto shown = printable(name.text);
    if (const auto reason = what.kind == entry_kind::folder ? folder_junk(where) : junk(where);
        !reason.empty()) {
        leave_out(reason, shown);
        return {};
    }
    refuse_special(what.kind, shown);
    if (where.parts.size() > limits::depth) {
        refuse("too-deep", {{"name", shown}, {"limit", std::to_string(limits::depth)}});
    }
    check_clash(where, what.kind);
    if (what.kind == entry_kind::folder) return {};
    if (where.odd) {
        leave_out("left-out-odd-name", shown);
        return {};
    }
    if (name.repaired) repaired_name_ = note{"repaired-name", {{"name", shown}}};
    if (files_.size() >= limits::files) {
        refuse("too-many-files", {{"limit", std::to_string(limits::files)}});
    }
    if (!has_room(where, what.size)) return {};
    return where;
}

void intake::take(const path& where, std::string bytes) {
    if (const auto reason = junk_content(bytes); !reason.empty()) {
        return leave_out(reason, where.text());
    }
    if (!has_room(where, bytes.size())) return;
    (is_source(where) ? source_bytes_ : other_bytes_) += bytes.size();
    files_.push_back({where.text(), std::move(bytes)});
}

void intake::leave_out(std::string_view id, const std::string& name) {
    auto& all = left_out_[std::string{id}];
    if (all.count++ == 0) all.example = name;
}

// A picture that is too large is left out. A source that is too large is refused, because judging
// the rest without it would be unfair.
bool intake::has_room(const path& where, std::uint64_t size) {
    const bool source = is_source(where);
    const auto shown = where.text();
    if (size > limits::file_bytes) {
        if (source) {
            refuse("file-too-large", {{"name", shown}, {"limit", in_mb(limits::file_bytes)}});
        }
        leave_out("left-out-large", shown);
        return false;
    }
    if (source && source_bytes_ + size > limits::source_bytes) {
        refuse("too-large", {{"limit", in_mb(limits::source_bytes)}});
    }
    if (source || other_bytes_ + size <= limits::other_bytes) return true;
    leave_out("left-out-no-room", shown);
    return false;
}

// Which of two files wins depends on the program that unpacks, so neither is judged.
void intake::check_clash(const path& where, entry_kind kind) {
    const auto shown = where.text();
    std::string folder;
    for (std::size_t i = 0; i + 1 < where.parts.size() + (kind == entry_kind::folder ? 1 : 0);
         ++i) {
        folder += (folder.empty() ? "" : "/") + where.parts[i];
        const auto key = clash_key(folder);
        if (seen_.contains(key)) refuse("file-and-folder", {{"name", folder}});
        folders_seen_.emplace(key, folder);
    }
    if (kind == entry_kind::folder) return;
    const auto key = clash_key(shown);
    if (folders_seen_.contains(key)) refuse("file-and-folder", {{"name", shown}});
    const auto [at, fresh] = seen_.emplace(key, shown);
    if (fresh) return;
    if (at->second == shown) refuse("duplicate", {{"name", shown}});
    refuse("case-clash", {{"name", shown}, {"other", at->second}});
}

void intake::remove_single_folders() {
    std::string removed;
    while (!files_.empty()) {
        const auto folder = first_folder(files_.front().path);
        const bool shared = std::all_of(files_.begin(), files_.end(), [&](const file& each) {
            return each.path.starts_with(folder + "/");
        });
        if (!shared || of_the_course(folder)) break;
        for (auto& each : files_)
            each.path.erase(0, folder.size() + 1);
        removed += folder + "/";
    }
    if (!removed.empty()) extra_folder_ = note{"extra-folder", {{"name", removed}}};
}

content intake::finish() {
    if (files_.empty()) refuse("empty");
    remove_single_folders();
    std::sort(files_.begin(), files_.end(),
              [](const file& a, const file& b) { return a.path < b.path; });
    return {std::move(files_), notes()};
}

std::vector<note> intake::notes() const {
    std::vector<note> made;
    if (extra_folder_) made.push_back(*extra_folder_);
    if (repaired_name_) made.push_back(*repaired_name_);
    for (const auto& [id, all] : left_out_) {
        made.push_back({id, {{"count", std::to_string(all.count)}, {"name", all.example}}});
    }
    return made;
}

}  // namespace unpack
