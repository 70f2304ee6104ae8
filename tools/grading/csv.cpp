#include "grading/csv.hpp"

#include "support/text.hpp"
#include "unpack/names.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace grading {
namespace {

// Spreadsheets skip leading blanks and characters that are not shown, and take a full-width `＝`
// for an equals sign: the text is looked at in the form in which they are all alike.
bool starts_formula(std::string_view text) {
    if (!text.empty() && (text[0] == '\t' || text[0] == '\r' || text[0] == '\n')) return true;
    const auto plain = unpack::clash_key(text);
    const auto first = plain.find_first_not_of(" \t\r\n");
    return first != std::string::npos &&
           std::string_view("=+-@|%").find(plain[first]) != std::string_view::npos;
}

constexpr std::string_view separators = ",;\t";

/// The first line without what is between quotes: a title may hold any of the separators.
std::string outside_quotes(std::string_view text) {
    std::string result;
    bool inside = false;
    char before = separators[0];
    for (const char c : text) {
        if (c == '\n' && !inside) break;
        const bool quote =
            c == '"' && (inside || before == '"' || separators.find(before) != separators.npos);
        if (quote) inside = !inside;
        if (!quote && !inside) result += c;
        before = c;
    }
    return result;
}

char separator_of(std::string_view text) {
    const auto first = outside_quotes(text);
    const auto fewer = [&](char one, char other) {
        return std::count(first.begin(), first.end(), one) <
               std::count(first.begin(), first.end(), other);
    };
    return *std::max_element(separators.begin(), separators.end(), fewer);
}

/// The line of the first byte that is not UTF-8; 0 if there is none.
std::size_t line_of_other_encoding(std::string_view text) {
    std::size_t line = 1;
    while (!text.empty()) {
        const auto length = support::decode(text).bytes;
        if (length == 0) return line;
        if (text.front() == '\n') ++line;
        text.remove_prefix(length);
    }
    return 0;
}

/// Takes records from the beginning of a text.
class csv_reader {
  public:
    csv_reader(std::string_view text, const std::string& file)
        : rest_(text), file_(file), separator_(separator_of(text)) {}

    [[nodiscard]] bool more() const { return !rest_.empty(); }
    [[nodiscard]] char separator() const { return separator_; }

    [[noreturn]] void fail(std::size_t line, const std::string& what) const {
        throw std::runtime_error(file_ + ":" + std::to_string(line) + ": " + what);
    }

    csv_record next() {
        csv_record result{line_, {}};
        do {
            result.fields.push_back(field());
        } while (take(separator_));
        take('\r');
        if (more() && !take('\n')) fail(line_, "text follows a closing quote");
        ++line_;
        return result;
    }

  private:
    bool take(char what) {
        if (rest_.empty() || rest_.front() != what) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string field() {
        if (take('"')) return quoted_field();
        const auto end =
            std::min(rest_.find_first_of(std::string("\r\n") + separator_), rest_.size());
        std::string result(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return result;
    }

    std::string quoted_field() {
        const auto begin = line_;
        std::string result;
        while (more()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"' && !take('"')) return result;
            line_ += c == '\n' ? 1U : 0U;
            result += c;
        }
        fail(begin, "a quote is not closed");
    }

    std::string_view rest_;
    const std::string& file_;
    char separator_;
    std::size_t line_ = 1;
};

// Spreadsheets write the empty rows below a table, too.
bool is_blank(const csv_record& it) {
    return std::all_of(it.fields.begin(), it.fields.end(),
                       [](const std::string& field) { return field.empty(); });
}

}  // namespace

std::size_t csv_table::column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    return static_cast<std::size_t>(found - header.begin());
}

csv_table read_csv(std::string_view text, const std::string& file) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    csv_reader from(text, file);
    // What is read from tables goes into TOML and pages, and names in them are compared.
    if (const auto line = line_of_other_encoding(text); line > 0)
        from.fail(line, "is not UTF-8: in the spreadsheet, save it as \"CSV UTF-8\"");
    csv_table result;
    result.separator = from.separator();
    while (from.more()) {
        auto record = from.next();
        if (is_blank(record)) continue;
        if (result.header.empty()) {
            result.header = std::move(record.fields);
            continue;
        }
        if (record.fields.size() != result.header.size())
            from.fail(record.line, "has " + std::to_string(record.fields.size()) +
                                       " fields, and the header has " +
                                       std::to_string(result.header.size()));
        result.rows.push_back(std::move(record));
    }
    if (result.header.empty()) from.fail(1, "the table is empty");
    return result;
}

std::string csv_text(std::string_view text) {
    std::string result = starts_formula(text) ? "\"'" : "\"";
    for (const char c : support::printable(text)) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

std::string csv_copied(std::string_view text) {
    const bool number = text.find_first_not_of("0123456789.,+- ") == std::string_view::npos;
    std::string result = !number && starts_formula(text) ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

std::string csv_number(double value) {
    const auto tenths = std::llround(value * 10);
    auto result = std::to_string(tenths / 10);
    if (tenths % 10 != 0) result += "." + std::to_string(std::abs(tenths % 10));
    return result;
}

std::string csv_row(const std::vector<std::string>& fields) {
    std::string result;
    for (std::size_t i = 0; i < fields.size(); ++i)
        result += (i == 0 ? "" : ",") + fields[i];  // the first one may be empty
    return result + "\r\n";
}

}  // namespace grading
