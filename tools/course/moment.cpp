#include "course/moment.hpp"

#include "course/toml.hpp"

#include <sstream>
#include <stdexcept>

namespace course {
namespace {

namespace chrono = std::chrono;

chrono::sys_days days(const toml::date& it) {
    return chrono::year(it.year) / chrono::month(it.month) / chrono::day(it.day);
}

template <typename Value>
std::string written(const Value& it) {
    std::ostringstream text;
    text << it;
    return text.str();
}

moment of_date(const toml::date& it) {
    return {written(it), days(it) + chrono::hours(24) - chrono::seconds(1)};
}

moment of_date_time(const toml::date_time& it) {
    const auto& time = it.time;
    moment result{written(it), days(it.date) + chrono::hours(time.hour) +
                                   chrono::minutes(time.minute) + chrono::seconds(time.second)};
    if (it.offset) result.offset = chrono::minutes(it.offset->minutes);
    return result;
}

}  // namespace

std::optional<moment> moment_in(const toml::node& from) {
    if (from.is_date()) return of_date(from.as_date()->get());
    if (from.is_date_time()) return of_date_time(from.as_date_time()->get());
    return std::nullopt;
}

std::optional<moment> parse_moment(std::string_view text) {
    if (text.size() > 40 || text.find_first_of("\r\n#") != std::string_view::npos)
        return std::nullopt;
    try {
        const auto table = parse_toml("time = " + std::string(text), "time");
        return moment_in(*table.get("time"));
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::optional<chrono::minutes> parse_offset(std::string_view text) {
    const auto any_time = parse_moment("2000-01-01T00:00:00" + std::string(text));
    return any_time ? any_time->offset : std::nullopt;
}

}  // namespace course
