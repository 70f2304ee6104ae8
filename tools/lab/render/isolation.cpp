#include "lab/render/isolation.hpp"

#include <algorithm>

namespace render {

std::string isolation(const std::vector<std::string>& kinds, const console::voice& say) {
    std::string namespaces;
    std::string others;
    for (const auto& kind : kinds) {
        const bool known = kind == "seccomp" || kind == "limits" || kind == "nested" ||
                           kind == "users" || kind == "memory-cgroup" || kind == "memory-polling";
        if (known) {
            others += "; " + say.text("isolation." + kind);
        } else {
            namespaces.append(namespaces.empty() ? "" : ", ").append(kind);
        }
    }
    if (namespaces.empty()) return others.substr(std::min(others.size(), std::size_t{2}));
    return say.text("isolation.namespaces", {{"list", namespaces}}) + others;
}

}  // namespace render
