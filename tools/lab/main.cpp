#include "lab/commands/dispatch.hpp"
#include "lab/workspace/problem.hpp"
#include "support/process.hpp"

#include <exception>
#include <filesystem>
#include <iostream>

int main(int argc, char* argv[]) {
    try {
        support::adopt_orphans();
        return lab::dispatch({argv + 1, argv + argc});
    } catch (const std::filesystem::filesystem_error& error) {
        // Before the catalogue of words is read; dispatch tells all others.
        std::cerr << "lab: cannot read " << error.path1().string() << " (" << error.code().message()
                  << "). Start lab as a user who may read it.\n";
        return static_cast<int>(lab::status::own_failure);
    } catch (const std::exception& error) {
        std::cerr << "lab: " << error.what() << "\n";
        return static_cast<int>(lab::status::own_failure);
    }
}
