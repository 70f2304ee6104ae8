#include "course/toml.hpp"

#include <stdexcept>

namespace course {

toml::table read_toml(const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file)) {
        throw std::runtime_error(file.string() + ": there is no such file");
    }
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        throw std::runtime_error(file.string() + ":" + std::to_string(error.source().begin.line) +
                                 ": " + std::string(error.description()));
    }
}

}  // namespace course
