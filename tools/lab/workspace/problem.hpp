/// @file
/// The reason why a command stopped, as the id and parameters of its message.
#pragma once

#include "course/words.hpp"

#include <exception>
#include <string>
#include <utility>

namespace lab {

/// The exit status of `lab`.
enum class status {
    well = 0,
    check_failed = 1,
    wrong_use = 2,
    own_failure = 3,
    never_mended = 4  ///< of shards: input that a second run cannot judge either
};

/// The sentence `problem.<id>` of the catalogue, with its parameters, and the exit status.
class problem : public std::exception {
  public:
    problem(status exit, std::string id, course::parameters params = {})
        : exit_(exit), id_(std::move(id)), params_(std::move(params)) {}

    [[nodiscard]] status exit() const { return exit_; }
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const course::parameters& params() const { return params_; }
    [[nodiscard]] const char* what() const noexcept override { return id_.c_str(); }

  private:
    status exit_;
    std::string id_;
    course::parameters params_;
};

}  // namespace lab
