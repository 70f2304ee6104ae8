#include "commands/dispatch.hpp"
#include "problem.hpp"

#include <exception>
#include <iostream>

#include <process.hpp>

int main(int argc, char* argv[]) {
    try {
        process::adopt_orphans();
        return lab::dispatch({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << "lab: " << error.what() << "\n";
        return static_cast<int>(lab::status::own_failure);
    }
}
