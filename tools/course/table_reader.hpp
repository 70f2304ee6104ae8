/// @file
/// One TOML table whose keys are all known: a key that is missing, of another type or misspelt is
/// an error that names the file and the line.
#pragma once

#include "course/moment.hpp"
#include "course/words.hpp"

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace course {

class table_reader {
  public:
    /// `place`: the file, and the table in it, for messages.
    table_reader(const toml::table& table, std::string file, std::string place = {});

    /// From here on, texts in this language are enough: the course has no other.
    void set_only(std::optional<language> which) { only_ = which; }

    /// "FILE:LINE: WHAT", with the line where this table begins.
    [[noreturn]] void fail(const std::string& what) const;

    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string text_or(std::string_view key, std::string otherwise);
    /// A number from 0 to 10'000: no sum of what a file can hold is too large for an `int`.
    [[nodiscard]] int number(std::string_view key);
    /// A number from `least` to `most`; `otherwise` if it is not there.
    [[nodiscard]] int number_or(std::string_view key, int otherwise, int least, int most);
    [[nodiscard]] bool flag(std::string_view key);  ///< false if it is not there
    /// In both languages; in a course of one language, in that one.
    [[nodiscard]] localized both(std::string_view key);
    [[nodiscard]] std::vector<std::string> list(std::string_view key);  ///< empty likewise

    /// A date, or a date with a time, as it is written in TOML; empty if it is not there.
    [[nodiscard]] std::string date(std::string_view key);

    [[nodiscard]] std::optional<moment> time(std::string_view key);

    /// The same, or any text: for people who write dates in their own way.
    [[nodiscard]] std::string date_or_text(std::string_view key);

    /// A number, or one in a text, with a point or a comma; nothing if it is empty or not there.
    [[nodiscard]] std::optional<double> decimal(std::string_view key);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> keys() const;  ///< in alphabetical order

    /// "FILE:LINE: WHAT", with the line of that key.
    [[noreturn]] void fail_at(std::string_view key, const std::string& what) const;

    /// "FILE:LINE" of this table.
    [[nodiscard]] std::string where() const;
    [[nodiscard]] std::optional<table_reader> table(std::string_view key);
    [[nodiscard]] std::vector<table_reader> tables(std::string_view key);  ///< `[[key]]`

    /// Call it last: throws if the table holds a key that none of the calls above has asked for.
    void done() const;

  private:
    const toml::node* find(std::string_view key);
    [[noreturn]] void fail_at(const toml::node& where, const std::string& what) const;

    const toml::table* table_;
    std::string file_;
    std::string place_;
    std::optional<language> only_;
    std::vector<std::string> known_;
};

}  // namespace course
