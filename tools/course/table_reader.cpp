#include "course/table_reader.hpp"

#include "course/marks.hpp"
#include "course/toml.hpp"
#include "support/similar.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace course {
namespace {

std::string in_ticks(std::string_view key) {
    return "`" + std::string(key) + "`";
}

}  // namespace

table_reader::table_reader(const toml::table& table, std::string file, std::string place)
    : table_(&table), file_(std::move(file)), place_(std::move(place)) {}

void table_reader::fail(const std::string& what) const {
    fail_at(*table_, what);
}

void table_reader::fail_at(const toml::node& where, const std::string& what) const {
    const auto line = where.source().begin.line;
    const bool whole_file = &where == table_ && place_.empty();
    const auto at = whole_file || line == 0 ? std::string() : ":" + std::to_string(line);
    throw std::runtime_error(file_ + at + ": " + (place_.empty() ? "" : place_ + ": ") + what);
}

const toml::node* table_reader::find(std::string_view key) {
    known_.emplace_back(key);
    return table_->get(key);
}

void table_reader::fail_at(std::string_view key, const std::string& what) const {
    const auto* node = table_->get(key);
    fail_at(node == nullptr ? *table_ : *node, what);
}

std::vector<std::string> table_reader::keys() const {
    std::vector<std::string> result;
    for (const auto& [key, node] : *table_)
        result.emplace_back(key.str());
    return result;
}

bool table_reader::has(std::string_view key) const {
    return table_->contains(key);
}

std::string table_reader::text(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) fail(in_ticks(key) + " is missing");
    if (!node->is_string()) fail_at(*node, in_ticks(key) + " is not a text");
    return node->as_string()->get();
}

std::string table_reader::text_or(std::string_view key, std::string otherwise) {
    return has(key) ? text(key) : (find(key), std::move(otherwise));
}

int table_reader::number(std::string_view key) {
    if (!has(key)) fail(in_ticks(key) + " is missing");
    return number_or(key, 0, 0, 10'000);
}

int table_reader::number_or(std::string_view key, int otherwise, int least, int most) {
    const auto* node = find(key);
    if (node == nullptr) return otherwise;
    if (!node->is_integer()) fail_at(*node, in_ticks(key) + " is not a number");
    const auto value = node->as_integer()->get();
    if (value < least || value > most)
        fail_at(*node, in_ticks(key) + " is not from " + std::to_string(least) + " to " +
                           std::to_string(most));
    return static_cast<int>(value);
}

bool table_reader::flag(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) fail_at(*node, in_ticks(key) + " is neither true nor false");
    return node->as_boolean()->get();
}

localized table_reader::both(std::string_view key) {
    auto words = table(key);
    if (!words && only_)
        fail(in_ticks(std::string(key) + "." + std::string(code(*only_))) + " is missing");
    if (!words) fail(in_ticks(std::string(key) + ".en") + " and `.es` are missing");
    localized result{words->text_or("en", ""), words->text_or("es", "")};
    for (const auto which : {language::en, language::es})
        if (only_.value_or(which) == which) static_cast<void>(words->text(code(which)));
    words->done();
    if (only_) result.en = result.es = result.in(*only_);
    return result;
}

std::vector<std::string> table_reader::list(std::string_view key) {
    std::vector<std::string> result;
    const auto* node = find(key);
    if (node == nullptr) return result;
    if (!node->is_array()) fail_at(*node, in_ticks(key) + " is not a list of texts");
    for (const auto& item : *node->as_array()) {
        if (!item.is_string()) fail_at(item, in_ticks(key) + " is not a list of texts");
        result.push_back(item.as_string()->get());
    }
    return result;
}

std::optional<moment> table_reader::time(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    auto result = moment_in(*node);
    if (!result)
        fail_at(*node, in_ticks(key) + " is not a date (2026-12-04, or 2026-12-04T18:00:00)");
    return result;
}

std::string table_reader::date(std::string_view key) {
    const auto found = time(key);
    return found ? found->text : "";
}

std::string table_reader::date_or_text(std::string_view key) {
    const auto* node = find(key);
    return node != nullptr && node->is_string() ? node->as_string()->get() : date(key);
}

std::optional<double> table_reader::decimal(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (node->is_number()) return node->value<double>();
    const auto* text = node->as_string();
    if (text != nullptr && text->get().find_first_not_of(' ') == std::string::npos)
        return std::nullopt;
    const auto number = text == nullptr ? std::nullopt : read_points(text->get());
    if (!number) fail_at(*node, in_ticks(key) + " is not a number");
    return number;
}

std::string table_reader::where() const {
    return file_ + ":" + std::to_string(table_->source().begin.line);
}

std::optional<table_reader> table_reader::table(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_table()) fail_at(*node, in_ticks(key) + " is not a table");
    table_reader result(*node->as_table(), file_,
                        (place_.empty() ? "" : place_ + ", ") + std::string(key));
    result.only_ = only_;
    return result;
}

std::vector<table_reader> table_reader::tables(std::string_view key) {
    std::vector<table_reader> result;
    const auto* node = find(key);
    if (node == nullptr) return result;
    const auto* items = node->as_array();
    if (items == nullptr || !items->is_array_of_tables())
        fail_at(*node, in_ticks(key) + " is not written as [[" + std::string(key) + "]]");
    for (const auto& item : *items) {
        result.emplace_back(*item.as_table(), file_, "[[" + std::string(key) + "]]");
        result.back().only_ = only_;
    }
    return result;
}

void table_reader::done() const {
    for (const auto& [key, node] : *table_) {
        const std::string name(key.str());
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        const auto meant = support::similar(name, known_);
        fail_at(node, "unknown key " + in_ticks(name) +
                          (meant.empty() ? "" : "; did you mean " + in_ticks(meant) + "?"));
    }
}

}  // namespace course
