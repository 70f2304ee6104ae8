/// @file
/// Patterns in texts: std::regex, compiled in one place. Each file that includes <regex> takes some
/// seconds longer to compile, and a user waits for that before the first verdict.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// A regular expression in ECMAScript's form. Not for texts of any length: std::regex calls itself
/// once for each character that it takes.
class pattern {
  public:
    /// All of the match, then what each bracket took; empty where a bracket took nothing. They
    /// point into the text that was searched.
    using parts = std::vector<std::string_view>;

    /// Throws std::regex_error if that is no expression.
    explicit pattern(std::string_view expression);

    /// If it fits the whole text.
    [[nodiscard]] std::optional<parts> match(std::string_view text) const;

    /// The first place where it fits.
    [[nodiscard]] std::optional<parts> search(std::string_view text) const;

    /// Every place where it fits, from left to right.
    [[nodiscard]] std::vector<parts> search_all(std::string_view text) const;

  private:
    struct compiled;
    std::shared_ptr<const compiled> compiled_;
};

}  // namespace support
