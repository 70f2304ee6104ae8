/// @file
/// The texts of `lab` in one language, for one output device. All output passes through here.
#pragma once

#include "course/words.hpp"
#include "lab/console/look.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace console {

class voice {
  public:
    /// `called`: what a person types to start this command; {lab} in sentences.
    voice(course::catalogue words, look how, std::string called = "lab")
        : words_(std::move(words)), look_(how), called_(std::move(called)) {}

    /// The sentence `id` of the catalogue, as this device can show it.
    [[nodiscard]] std::string text(std::string_view id,
                                   const course::parameters& values = {}) const;

    /// A sentence that is not from the catalogue; it may contain {lab}.
    [[nodiscard]] std::string fill(std::string_view sentence,
                                   const course::parameters& values = {}) const;

    /// A foreign text (a path, a compiler's output), made safe to print here.
    [[nodiscard]] std::string show(std::string_view foreign) const;

    /// `text(id)` as a paragraph with a left margin of `margin` blanks.
    [[nodiscard]] std::string paragraph(int margin, std::string_view id,
                                        const course::parameters& values = {}) const;

    /// "1 check" or "3 checks": the sentence `id.one` or `id.many`, with {n}.
    [[nodiscard]] std::string count(std::string_view id, std::size_t n) const;

    [[nodiscard]] std::string paint(role as, std::string_view text) const;
    [[nodiscard]] const look& how() const { return look_; }
    [[nodiscard]] const course::catalogue& words() const { return words_; }
    [[nodiscard]] course::language speaks() const { return words_.speaks(); }

    /// ✓, ✗, ▸, · — or their ASCII forms.
    [[nodiscard]] std::string symbol(std::string_view unicode) const;

    /// The same voice on a page of another width.
    [[nodiscard]] voice on_page(int columns) const;

    /// `left`, and `right` at the right edge of the page: in the same line if two blanks or more
    /// are between them, else in the next.
    [[nodiscard]] std::string spread(std::string_view left, std::string_view right) const;

  private:
    course::catalogue words_;
    look look_;
    std::string called_;
};

}  // namespace console
