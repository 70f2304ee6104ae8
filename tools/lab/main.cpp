#include "lab/commands/dispatch.hpp"
#include "lab/workspace/problem.hpp"
#include "support/process.hpp"

#include <exception>
#include <iostream>

int main(int argc, char* argv[]) {
    try {
        support::adopt_orphans();
        return lab::dispatch({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << "lab: " << error.what() << "\n";
        return static_cast<int>(lab::status::own_failure);
    }
}
