#include "judge/compiler.hpp"

#include "judge/run.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <future>
#include <stdexcept>
#include <string_view>

#include <unistd.h>

extern char** environ;

namespace judge {
namespace {

namespace fs = std::filesystem;

constexpr const char* sanitized_folder = "sanitized";

bool is_clang(const std::string& compiler) {
#ifdef __APPLE__
    return true;  // there even g++ is clang
#else
    return fs::path(compiler).filename().string().find("clang") != std::string::npos;
#endif
}

std::vector<std::string> candidates_for(const tools& with, course::dialect in) {
    const auto& known = course::traits(in);
    if (in == course::dialect::cpp && !with.compiler.empty()) return {with.compiler};
    const char* chosen = std::getenv(std::string(known.variable).c_str());
    if (!with.boxed() && chosen != nullptr && *chosen != '\0') return {chosen};
    std::vector<std::string> result;
    for (const auto& name : known.tools)
        if (!name.empty()) result.push_back((with.boxed() ? "/usr/bin/" : "") + std::string(name));
    return result;
}

bool runs(const fs::path& program) {
    return ::access(program.c_str(), X_OK) == 0;
}

std::string in_path(const std::string& name) {
    if (name.find('/') != std::string::npos) return runs(name) ? name : "";
    const char* path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        const auto candidate = fs::path(rest.substr(0, end)) / name;
        if (end > 0 && runs(candidate)) return candidate.string();
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return "";
}

// A hostile source can keep the compiler busy for ever or make it print gigabytes.
std::vector<std::string> caps(course::dialect in, const std::string& compiler) {
    const bool clang = is_clang(compiler);
    std::vector<std::string> result = {clang ? "-ferror-limit=20" : "-fmax-errors=20",
                                       clang ? "-fno-color-diagnostics"
                                             : "-fdiagnostics-color=never"};
    if (in != course::dialect::cpp) return result;
    result.emplace_back("-ftemplate-depth=900");
    result.emplace_back(clang ? "-fconstexpr-steps=20000000" : "-fconstexpr-ops-limit=20000000");
    return result;
}

// Another optimisation in one of the two builds would tell them apart, in `#ifdef __OPTIMIZE__` and
// `__builtin_constant_p`. -Og takes less of the compiler's time than -O0 and -O1 in turn, and each
// line stays as the student wrote it. The attributes would switch the sanitizers off; the ordinary
// build has the same definitions, so that they tell nothing either.
std::vector<std::string> same_in_both_builds() {
    std::vector<std::string> result = {"-Og"};
    for (const std::string name : {"no_sanitize_address", "no_sanitize_undefined",
                                   "no_address_safety_analysis", "no_sanitize(...)"}) {
        const auto bracket = std::min(name.find('('), name.size());
        result.push_back("-D" + name + "=unused");
        result.push_back("-D__" + name.substr(0, bracket) + "__" + name.substr(bracket) +
                         "=unused");
    }
    return result;
}

// An asm() can bring bytecode of the link-time optimiser, and with it another program and other
// options for the assembler.
std::vector<std::string> against_bytecode(const std::string& compiler) {
    if (is_clang(compiler)) return {};
    return {"-fno-lto", "-fno-use-linker-plugin"};
}

std::vector<std::string> flags(course::dialect in, const std::string& compiler) {
    std::vector<std::string> result = {std::string(course::traits(in).standard), "-g1", "-pthread",
                                       "-Wall", "-Wextra"};
    for (const auto& more : {caps(in, compiler), against_bytecode(compiler), same_in_both_builds()})
        result.insert(result.end(), more.begin(), more.end());
    return result;
}

std::vector<std::string> all_flags(course::dialect in, const std::string& compiler,
                                   instruments with) {
    auto result = flags(in, compiler);
    const auto more =
        with == instruments::sanitizers ? sanitizer_flags() : std::vector<std::string>{};
    result.insert(result.end(), more.begin(), more.end());
    return result;
}

std::string version_of(const std::string& compiler) {
    support::command what;
    what.argv = {compiler, "--version"};
    return run_until(what, support::milliseconds{10'000}, {}).out.text();
}

std::string joined(const std::vector<std::string>& parts) {
    std::string result;
    for (const auto& part : parts)
        result += part + '\n';
    return result;
}

// g++ takes a matching file from a folder of the header's name with ".gch". One for sanitizers
// would match an ordinary build, too, because both define the same: each has a folder of its own.
// The header is named as its messages will name it.
bool compile_header(const std::string& compiler, const std::string& text, const fs::path& folder,
                    instruments with) {
    const std::string header = "include/sock.hpp";
    fs::create_directories(folder / (header + ".gch"));
    support::write_file(folder / header, text);
    support::command what;
    what.argv = all_flags(course::dialect::cpp, compiler, with);
    what.argv.insert(what.argv.begin(), compiler);
    what.argv.insert(what.argv.end(), {"-x", "c++-header", header, "-o", header + ".gch/made"});
    what.directory = folder.string();
    what.environment = compiler_environment();
    const auto ended = run_until(what, support::milliseconds{120'000}, {});
    return !ended.timed_out && ended.status.success();
}

fs::path precompiled_folder(const tools& with, const fs::path& cache) {
    const auto compiler = find_compiler(with);
    if (is_clang(compiler)) return {};  // clang uses one only with -include-pch
    const auto header = support::read_file(with.include / "sock.hpp");
    const auto flags = all_flags(course::dialect::cpp, compiler, instruments::sanitizers);
    const auto key = support::fingerprint(header + compiler + version_of(compiler) + joined(flags));
    const auto folder = cache / ("include-" + key);
    const auto result = folder / "include";
    if (fs::exists(result / "sock.hpp.gch")) return result;

    // Written beside the target and renamed, so that two processes never see an incomplete one.
    const auto fresh = cache / ("include-" + key + "." + std::to_string(::getpid()));
    // A failure here is ignored: without it, builds with sanitizers only take longer.
    const auto sanitized = std::async(std::launch::async, compile_header, compiler, header,
                                      fresh / sanitized_folder, instruments::sanitizers);
    const bool made = compile_header(compiler, header, fresh, instruments::none);
    sanitized.wait();
    std::error_code ignored;
    if (made) fs::rename(fresh, folder, ignored);
    fs::remove_all(fresh, ignored);
    return fs::exists(result / "sock.hpp.gch") ? result : fs::path();
}

}  // namespace

std::string find_compiler(const tools& with, course::dialect in) {
    std::string missing;
    for (const auto& name : candidates_for(with, in)) {
        const auto found = in_path(name);
        if (!found.empty()) return with.boxed() ? fs::canonical(found).string() : found;
        missing += (missing.empty() ? "" : ", ") + name;
    }
    throw std::runtime_error("not installed: " + missing);
}

// The checks that correct programs fail are left out: programs read socket addresses through
// pointers of another type, and copying zero bytes is harmless. Object sizes, too: g++ 14 checks
// them for blocks of malloc, before AddressSanitizer, which would name the block and its size.
std::vector<std::string> sanitizer_flags() {
    return {"-fsanitize=address,undefined",
            "-fno-sanitize=alignment,vptr,nonnull-attribute,returns-nonnull-attribute,"
            "object-size",
            "-fno-sanitize-recover=all",
            // A program must not detect the sanitizer: `#ifdef __SANITIZE_ADDRESS__` could remove
            // the check or the bug.
            "-U__SANITIZE_ADDRESS__", "-fno-omit-frame-pointer"};
}

std::vector<std::string> compiler_line(course::dialect in, const std::string& compiler,
                                       const std::string& include, instruments with) {
    std::vector<std::string> result = {compiler};
    const auto ours = all_flags(in, compiler, with);
    result.insert(result.end(), ours.begin(), ours.end());
    result.insert(result.end(), {"-I", include});
    return result;
}

std::vector<std::string> compile_line(course::dialect in, const std::string& compiler,
                                      const std::string& include, const std::string& main,
                                      const std::string& binary, instruments with) {
    auto result = compiler_line(in, compiler, include, with);
    result.insert(result.end(), {main, "-o", binary});
    return result;
}

std::vector<std::string> compiler_environment() {
    constexpr std::array unwanted = {
        "LANG=", "LANGUAGE=",     "LC_",  "CPATH=",         "CPLUS_",
        "C_INC", "LIBRARY_PATH=", "GCC_", "COMPILER_PATH=", "LD_PRELOAD="};
    std::vector<std::string> result = {"LC_ALL=C.UTF-8"};
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const bool leave = std::any_of(unwanted.begin(), unwanted.end(), [&](const char* prefix) {
            return text.substr(0, std::string_view(prefix).size()) == prefix;
        });
        if (!leave) result.emplace_back(text);
    }
    return result;
}

fs::path include_folder(const tools& with, instruments built_in) {
    if (with.precompiled.empty()) return with.include;
    if (built_in == instruments::none) return with.precompiled;
    const auto result = with.precompiled.parent_path() / sanitized_folder / "include";
    return fs::exists(result / "sock.hpp.gch") ? result : with.include;
}

fs::path precompile(const tools& with, const fs::path& cache) {
    try {
        return precompiled_folder(with, cache);
    } catch (const std::exception&) {
        return {};  // the build without it meets the same problem and reports it
    }
}

}  // namespace judge
