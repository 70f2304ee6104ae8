#include "compile.hpp"

#include "measure.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace {

std::string command(const std::string& name, const std::string& options) {
    return std::string(SOCK_BENCH_COMPILER) + " -std=c++20 -w -I" + SOCK_INCLUDE + " " + options +
           " " + SOCK_BENCH_FOLDER + "/echo/" + name + ".cpp";
}

}  // namespace

double bench::compile(const std::string& name, const std::string& option) {
    const double before = childrens_seconds();
    const int status = std::system(command(name, option + " -c -o /dev/null").c_str());
    return status == 0 ? childrens_seconds() - before : -1;
}

std::size_t bench::preprocessed_lines(const std::string& name) {
    std::FILE* const output = ::popen(command(name, "-E -P").c_str(), "r");
    if (output == nullptr) return 0;
    std::size_t lines = 0;
    std::array<char, 65536> buffer;
    while (const auto count = std::fread(buffer.data(), 1, buffer.size(), output))
        for (std::size_t i = 0; i < count; ++i)
            if (buffer[i] == '\n') ++lines;
    ::pclose(output);
    return lines;
}
