#include "unpack/junk.hpp"

#include <algorithm>
#include <array>

namespace unpack {
namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

constexpr std::array<std::string_view, 8> of_systems = {"__macosx",     ".ds_store",  "thumbs.db",
                                                        "desktop.ini",  ".localized", ".trashes",
                                                        ".appledouble", ".directory"};

constexpr std::array<std::string_view, 4> of_history = {".git", ".svn", ".hg", ".bzr"};

// Folders made by tools. They are left out even if they hold sources: CMakeFiles has a
// CMakeCXXCompilerId.cpp.
constexpr std::array<std::string_view, 11> of_tools = {
    "cmakefiles", "_deps",        "testing",     ".vs",  ".vscode",    ".idea",
    ".cache",     "node_modules", "__pycache__", ".lab", ".ccls-cache"};

// A student may keep a source in a folder of this name, so sources in it are taken.
constexpr std::array<std::string_view, 7> of_builds = {"build", "out",     "bin", "obj",
                                                       "debug", "release", "x64"};

constexpr std::array<std::string_view, 17> of_compilers = {
    "o",   "obj", "a",   "lib", "so",  "dylib", "dll", "exe", "out",
    "gch", "pch", "pdb", "ilk", "idb", "class", "pyc", "core"};

// In addition to the formats of submissions (archive_ending).
constexpr std::array<std::string_view, 4> of_packers = {"jar", "iso", "cab", "lzma"};

constexpr std::array<std::string_view, 17> of_authors = {"cpp", "cc",  "cxx", "c",    "c++", "hpp",
                                                         "hh",  "hxx", "h",   "inl",  "ipp", "tpp",
                                                         "py",  "md",  "txt", "toml", "cppm"};

std::string extension(const path& where) {
    const auto& name = where.name();
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? "" : lower(std::string_view{name}.substr(dot + 1));
}

std::string_view junk_folder(std::string_view part) {
    const auto name = lower(part);
    if (among(of_systems, name)) return "left-out-system";
    if (among(of_history, name)) return "left-out-history";
    if (among(of_tools, name) || name.ends_with(".dsym")) return "left-out-build";
    return {};
}

bool build_folder(std::string_view part) {
    const auto name = lower(part);
    return among(of_builds, name) || name.starts_with("cmake-build");
}

}  // namespace

bool is_source(const path& where) {
    return among(of_authors, extension(where));
}

std::string_view folder_junk(const path& where) {
    for (const auto& part : where.parts) {
        if (const auto reason = junk_folder(part); !reason.empty()) return reason;
    }
    return {};
}

std::string_view junk(const path& where) {
    if (const auto reason = folder_junk(where); !reason.empty()) return reason;
    const bool built = std::any_of(where.parts.begin(), where.parts.end() - 1, build_folder);
    if (built && !is_source(where)) return "left-out-build";
    // In a zip made by macOS, "._name" holds metadata of "name".
    if (where.name().starts_with("._")) return "left-out-system";
    const auto kind = extension(where);
    if (among(of_compilers, kind)) return "left-out-object";
    if (archive_ending(where.name()) > 0 || among(of_packers, kind)) return "left-out-archive";
    return {};
}

std::string_view junk_content(std::string_view bytes) {
    constexpr std::array<std::string_view, 6> programs = {"\x7f"
                                                          "ELF",
                                                          "\xcf\xfa\xed\xfe",
                                                          "\xca\xfe\xba\xbe",
                                                          "!<arch>\n",
                                                          "\xce\xfa\xed\xfe",
                                                          "BC\xc0\xde"};
    for (const auto magic : programs) {
        if (bytes.starts_with(magic)) return "left-out-object";
    }
    // "MZ" alone could begin a text, but in a Windows program zeros follow soon.
    const bool windows =
        bytes.starts_with("MZ") && bytes.substr(0, 64).find('\0') != std::string_view::npos;
    return windows ? "left-out-object" : "";
}

}  // namespace unpack
