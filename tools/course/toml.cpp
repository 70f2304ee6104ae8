#include "course/toml.hpp"

#include <stdexcept>

namespace course {
namespace {

[[noreturn]] void fail(const std::string& file, const toml::parse_error& error) {
    throw std::runtime_error(file + ":" + std::to_string(error.source().begin.line) + ": " +
                             std::string(error.description()));
}

}  // namespace

toml::table read_toml(const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file)) {
        throw std::runtime_error(file.string() + ": there is no such file");
    }
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        fail(file.string(), error);
    }
}

toml::table parse_toml(std::string_view text, const std::string& file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        fail(file, error);
    }
}

}  // namespace course
