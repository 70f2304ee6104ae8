/// @file
/// Files of the tree, for the tests that read them.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

[[nodiscard]] inline std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}
