/// @file
/// A folder that a test fills, and that is removed with its object.
#pragma once

#include "support/files.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>

class scratch {
  public:
    scratch() {
        auto pattern = (std::filesystem::temp_directory_path() / "sock-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error(pattern);
        path_ = pattern;
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    std::filesystem::path put(const std::string& name, const std::string& bytes = "x") const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        support::write_file(file, bytes);
        return file;
    }

  private:
    std::filesystem::path path_;
};
