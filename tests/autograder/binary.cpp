#include "autograder/binary.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

#ifdef __linux__
#include <elf.h>
#include <link.h>
#endif

namespace suite {
namespace {

std::string contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

#ifdef __linux__
template <typename Record>
bool read_at(std::string_view bytes, std::size_t at, Record& into) {
    if (at > bytes.size() || bytes.size() - at < sizeof into) return false;
    std::memcpy(&into, bytes.data() + at, sizeof into);
    return true;
}

// A program that needs the loader names it (elf(5), PT_INTERP).
bool names_loader(std::string_view bytes) {
    ElfW(Ehdr) header;
    if (!read_at(bytes, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return false;
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        ElfW(Phdr) segment;
        if (!read_at(bytes, header.e_phoff + i * sizeof segment, segment)) return false;
        if (segment.p_type == PT_INTERP) return true;
    }
    return false;
}

// What the kernel starts: of a script, the interpreter that its first line names (execve(2)).
std::string executable_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string line;
    std::getline(in, line);
    return line.rfind("#!", 0) == 0 ? line.substr(2, line.find(' ') - 2) : path;
}
#endif

}  // namespace

bool is_dynamic([[maybe_unused]] const std::string& path) {
#ifdef __linux__
    return names_loader(contents(executable_of(path)));
#else
    return false;
#endif
}

bool is_sanitized(const std::string& path) {
    return contents(path).find("__asan_init") != std::string::npos;
}

}  // namespace suite
