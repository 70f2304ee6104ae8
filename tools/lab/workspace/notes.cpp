#include "lab/workspace/notes.hpp"

#include "wire/result.hpp"

#include <nlohmann/json.hpp>

namespace lab {

using nlohmann::ordered_json;

ordered_json read_notes(const notes& where) {
    const auto nothing = ordered_json::object();
    if (!fs::is_regular_file(where.file)) return nothing;
    const auto all = ordered_json::parse(read_file(where.file), nullptr, false);
    if (!all.is_object() || all.value("schema", ordered_json()) != where.schema) return nothing;
    const auto found = all.find(where.name);
    return found != all.end() && found->is_object() ? *found : nothing;
}

void write_notes(const notes& where, const ordered_json& what) {
    const ordered_json all = {{"schema", where.schema}, {where.name, what}};
    write_file(where.file, wire::dump(all, 1) + "\n");
}

}  // namespace lab
