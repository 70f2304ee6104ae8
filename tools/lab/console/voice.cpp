#include "lab/console/voice.hpp"

#include "support/text_width.hpp"

namespace console {

std::string voice::text(std::string_view id, const course::parameters& values) const {
    auto all = values;
    all.emplace("lab", called_);
    return show(words_.text(id, all));
}

std::string voice::fill(std::string_view sentence, const course::parameters& values) const {
    auto all = values;
    all.emplace("lab", called_);
    return show(course::fill(sentence, all));
}

std::string voice::show(std::string_view foreign) const {
    auto safe = harmless(foreign);
    return look_.unicode ? safe : to_ascii(safe);
}

std::string voice::paragraph(int margin, std::string_view id,
                             const course::parameters& values) const {
    return support::paragraph(support::pad_right("", margin), text(id, values), look_.columns);
}

std::string voice::count(std::string_view id, std::size_t n) const {
    const auto which = std::string(id) + (n == 1 ? ".one" : ".many");
    return text(which, {{"n", std::to_string(n)}});
}

std::string voice::paint(role as, std::string_view text) const {
    return console::paint(look_, as, text);
}

std::string voice::symbol(std::string_view unicode) const {
    return look_.unicode ? std::string(unicode) : to_ascii(unicode);
}

voice voice::on_page(int columns) const {
    auto result = *this;
    result.look_.columns = columns;
    return result;
}

std::string voice::spread(std::string_view left, std::string_view right) const {
    const int room = look_.columns - support::width(right);
    if (support::width(left) + 2 > room)
        return std::string(left) + "\n" + support::pad_left(right, look_.columns);
    return support::pad_right(left, room) + std::string(right);
}

}  // namespace console
