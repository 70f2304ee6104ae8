#include "grading/toolchain_fingerprint.hpp"

#include "judge/compiler.hpp"
#include "support/files.hpp"
#include "unpack/digest.hpp"

#include <algorithm>

namespace grading {
namespace {

namespace fs = std::filesystem;

#ifndef SOCK_VERSION
#define SOCK_VERSION "0"
#endif

/// Hashes several values, each with its length.
class fingerprint {
  public:
    void add(const std::string& bytes) {
        state_.add(std::to_string(bytes.size()) + ":");
        state_.add(bytes);
    }

    /// Long enough to distinguish our own versions.
    [[nodiscard]] std::string text() { return state_.hex().substr(0, 16); }

  private:
    unpack::sha256 state_;
};

void add_file(fingerprint& to, const fs::path& file) {
    if (!file.empty()) to.add(support::read_file(file));
}

void add_folder(fingerprint& to, const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(folder)) {
        const auto ending = item.path().extension();
        if (item.path().filename() == "course.toml") continue;
        const bool report = item.path().filename().string().starts_with("REPORTE");
        if (item.is_regular_file() && (ending == ".toml" || report)) files.push_back(item.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        to.add(file.lexically_relative(folder).string());
        add_file(to, file);
    }
}

void add_assignments(fingerprint& to, const course::course& course) {
    for (const auto& it : course.assignments) {
        to.add(it.name);
        to.add(it.report);
        for (const auto& folder : it.folders)
            to.add(folder);
    }
}

// C++ is needed; a machine without C or Python judges no submission in it.
std::string compiler_for(const judge::tools& tools, course::dialect in) {
    std::string compiler;
    try {
        compiler = judge::find_compiler(tools, in);
    } catch (const std::runtime_error&) {
        if (in == course::dialect::cpp) throw;
        return "";
    }
    std::error_code unknown;
    return compiler + " " + std::to_string(fs::file_size(compiler, unknown));
}

}  // namespace

std::string toolchain_fingerprint(const judge::tools& tools, const fs::path& unpacker,
                                  const course::course& course,
                                  const std::vector<std::string>& isolation) {
    fingerprint all;
    for (const auto& program :
         {fs::path("/proc/self/exe"), tools.suite, tools.box, tools.preload, unpacker})
        add_file(all, program);
    add_file(all, tools.include / "sock.hpp");
    add_folder(all, tools.exercises);
    add_assignments(all, course);
    add_folder(all, tools.suite_words);
    for (const auto& it : course::dialects)
        all.add(compiler_for(tools, it.which));
    for (const auto& kind : isolation)
        all.add(kind);
    return "sock " SOCK_VERSION " " + all.text();
}

}  // namespace grading
