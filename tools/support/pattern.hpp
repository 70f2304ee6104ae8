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

/// A regular expression in ECMAScript's form. Not for long texts: std::regex recurses once for each
/// matched character.
class pattern {
  public:
    /// The whole match, then each group; empty for a group that matched nothing. They point into
    /// the text that was searched.
    using parts = std::vector<std::string_view>;

    /// Throws std::regex_error if `expression` is invalid.
    explicit pattern(std::string_view expression);

    /// Matches the whole text.
    [[nodiscard]] std::optional<parts> match(std::string_view text) const;

    /// The first match in `text`.
    [[nodiscard]] std::optional<parts> search(std::string_view text) const;

    /// Every match in `text`, from left to right.
    [[nodiscard]] std::vector<parts> search_all(std::string_view text) const;

  private:
    struct compiled;
    std::shared_ptr<const compiled> compiled_;
};

}  // namespace support
