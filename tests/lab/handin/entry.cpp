#include "handin/entry.hpp"

#include "files.hpp"

namespace handin {

void write_folder(const std::vector<entry>& entries, const std::filesystem::path& folder) {
    using std::filesystem::perms;
    for (const auto& it : entries) {
        const auto target = folder / it.path;
        lab::write_file(target, it.bytes);
        if (!it.executable) continue;
        std::filesystem::permissions(target,
                                     perms::owner_exec | perms::group_exec | perms::others_exec,
                                     std::filesystem::perm_options::add);
    }
}

}  // namespace handin
