#include "lab/render/pairs.hpp"

#include "support/text_width.hpp"

#include <algorithm>

namespace render {

void pairs::add(std::string_view name, std::string_view value) {
    if (!value.empty()) rows_.emplace_back(say_.text(name), say_.show(value));
}

std::string pairs::text() const {
    int names = narrowest_;
    for (const auto& [name, value] : rows_)
        names = std::max(names, support::width(name));
    std::string result;
    const std::string* above = nullptr;
    const auto margin = support::pad_right("", margin_);
    for (const auto& [name, value] : rows_) {
        const bool repeated = above != nullptr && *above == name;
        const auto first = margin + support::pad_right(repeated ? "" : name, names + 3);
        result += support::paragraph(first, value, say_.how().columns);
        above = &name;
    }
    return result;
}

}  // namespace render
