/// @file
/// What people read, in their language: sentences by id, with named parameters, from TOML files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace course {

enum class language { en, es };

[[nodiscard]] std::string_view code(language which);  ///< "en", "es"

/// The language of "es", "es_CL.UTF-8", "en"…; English for any other.
[[nodiscard]] language language_of(std::string_view name);

/// The language of LC_ALL, LC_MESSAGES, LANG, in that order (locale(7)).
[[nodiscard]] language language_of_environment();

/// A text in each language.
struct localized {
    std::string en;
    std::string es;

    [[nodiscard]] const std::string& in(language which) const;
};

using parameters = std::map<std::string, std::string, std::less<>>;

/// Replaces each `{name}` of `sentence`. Throws std::out_of_range for a name without a value: a
/// sentence with a hole in it must never be shown.
[[nodiscard]] std::string fill(std::string_view sentence, const parameters& values);

/// The names between braces, in order of appearance.
[[nodiscard]] std::vector<std::string> holes(std::string_view sentence);

/// All texts of a TOML file by id: nested tables are joined by dots.
[[nodiscard]] std::map<std::string, std::string, std::less<>>
read_texts(const std::filesystem::path& file);

/// The sentences of one language: `DIR/en.toml`, where `[echo] cut-at-nul = "…"` is
/// the sentence `echo.cut-at-nul`.
class catalogue {
  public:
    static catalogue load(const std::filesystem::path& folder, language which);

    /// Adds the sentences of another folder: those of one exercise. None there: nothing to add.
    void add(const std::filesystem::path& folder);

    [[nodiscard]] std::string text(std::string_view id, const parameters& values = {}) const;
    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& sentences() const;
    [[nodiscard]] language speaks() const { return language_; }

  private:
    language language_ = language::en;
    std::map<std::string, std::string, std::less<>> sentences_;
};

}  // namespace course
