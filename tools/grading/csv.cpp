#include "grading/csv.hpp"

#include "support/text.hpp"
#include "unpack/names.hpp"

#include <cmath>
#include <cstdlib>

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

}  // namespace

std::string csv_text(std::string_view text) {
    std::string result = starts_formula(text) ? "\"'" : "\"";
    for (const char c : support::printable(text)) {
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
