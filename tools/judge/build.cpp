#include "judge/build.hpp"

#include "judge/build_message.hpp"
#include "judge/compiler.hpp"
#include "judge/kept_builds.hpp"
#include "judge/script.hpp"
#include "support/agreed_numbers.hpp"
#include "support/files.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace judge {
namespace {

namespace fs = std::filesystem;

/// The folders of one build. The source lies as deep as in the project, so that a submission with
/// `#include "../../include/sock.hpp"` finds the course's header, too.
struct workplace {
    fs::path root;

    [[nodiscard]] fs::path source() const { return root / "work" / "exercises" / "program"; }
    [[nodiscard]] fs::path include() const { return root / "work" / "include"; }
    [[nodiscard]] fs::path out() const { return root / "out"; }
};

/// `path` as seen from the folder of `main`; empty if it lies elsewhere.
std::string beside(const std::string& path, const std::string& main) {
    const auto folder = main.substr(0, main.rfind('/') + 1);  // npos + 1 is 0
    return path.substr(0, folder.size()) == folder ? path.substr(folder.size()) : "";
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

void require_main(const sources& from) {
    const bool there = std::any_of(from.files.begin(), from.files.end(),
                                   [&](const source& it) { return it.path == from.main; });
    if (!there) throw std::logic_error(from.main + " is not among its files");
}

// With the group of the boxes of a submission, whose users are strangers otherwise.
void share(const fs::path& path, gid_t group, mode_t mode) {
    if (::chown(path.c_str(), static_cast<uid_t>(-1), group) != 0 ||
        ::chmod(path.c_str(), mode) != 0)
        throw std::system_error(errno, std::generic_category(), path.string());
}

// How the compiler sees it, whatever it was handed in as: by the ending `.Cpp` or `.txt`, a
// compiler takes a source for input of the linker.
std::string file_name(const sources& from) {
    return from.program + std::string(course::traits(from.in).ending);
}

// Beside the program, as it was; empty: not there.
std::string name_inside(const source& file, const sources& from) {
    return file.path == from.main ? file_name(from) : beside(file.path, from.main);
}

// Windows saves text as UTF-16 if asked for "Unicode"; no compiler reads it.
std::string as_utf8(const source& file, const course::catalogue& words, built& result) {
    auto converted = support::from_utf16(file.bytes);
    if (!converted) return file.bytes;
    result.notes.push_back(wire::say(words, "note.utf-16", {{"file", file.path}}));
    return std::move(*converted);
}

// The course's sock.hpp is used, even if an old copy of it lies beside the program.
void lay_out(const workplace& place, const sources& from, const std::string& header,
             const course::catalogue& words, built& result) {
    require_main(from);
    fs::create_directories(place.source());
    fs::create_directories(place.include());
    fs::create_directories(place.out());
    support::write_file(place.include() / "sock.hpp", header);
    for (const auto& file : from.files) {
        const auto name = name_inside(file, from);
        if (name.empty()) continue;
        if (base_name(name) == "sock.hpp") {
            if (file.bytes != header)
                result.notes.push_back(wire::say(words, "note.own-header", {{"file", file.path}}));
            continue;
        }
        const auto target = place.source() / name;
        fs::create_directories(target.parent_path());
        support::write_file(target, as_utf8(file, words, result));
    }
}

// The linker removes bytecode from the program, so it is looked for in the object file.
constexpr const char* in_two_steps = "source=$1 made=$2; shift 2; \"$@\" -c \"$source\" -o "
                                     "\"$made.o\" && exec \"$@\" \"$made.o\" -o \"$made\"";

std::vector<std::string> line_for(const tools& with, const sources& from, instruments built_in,
                                  const std::string& include, const std::string& folder) {
    const auto compiler = find_compiler(with, from.in);
    const auto file = file_name(from);
    if (from.in == course::dialect::python) return syntax_check(compiler, file);
    std::vector<std::string> result = {"/bin/sh", "-c", in_two_steps,
                                       "sh",      file, folder + "/" + from.program};
    const auto line = compiler_line(from.in, compiler, include, built_in);
    result.insert(result.end(), line.begin(), line.end());
    return result;
}

support::command compile_here(const tools& with, const workplace& place, const sources& from,
                              instruments built_in) {
    support::command what;
    what.argv = line_for(with, from, built_in, include_folder(with, built_in).string(),
                         place.out().string());
    what.directory = place.source().string();
    what.environment = compiler_environment();
    return what;
}

std::string include_in_box(const tools& with, instruments built_in) {
    return with.seen_in_box(include_folder(with, built_in), "/box/include");
}

fs::path object_of(const fs::path& binary) {
    return binary.string() + ".o";
}

support::command compile_boxed(const tools& with, const workplace& place, const sources& from,
                               instruments built_in) {
    const auto work = with.seen_in_box(place.root / "work", "/box/work");
    const auto out = with.seen_in_box(place.out(), "/box/out");
    support::command what;
    what.argv = with.box_of(with.box.string(), "build");
    what.argv.insert(what.argv.end(), {"--ro", (place.root / "work").string() + "=" + work, "--ro",
                                       include_folder(with, built_in).string() + "=" +
                                           include_in_box(with, built_in)});
    // Only these files of the machine can be written to, and no larger than the box's limit.
    const auto binary = place.out() / from.program;
    for (const auto& file : {binary, object_of(binary)}) {
        support::write_file(file, "");
        if (with.users != 0) share(file, with.users, 0660);
        what.argv.insert(what.argv.end(),
                         {"--rw", file.string() + "=" + out + "/" + file.filename().string()});
    }
    what.argv.insert(what.argv.end(), {"--", "/usr/bin/env", "-C", work + "/exercises/program"});
    const auto line = line_for(with, from, built_in, include_in_box(with, built_in), out);
    what.argv.insert(what.argv.end(), line.begin(), line.end());
    return what;
}

// An asm() can bring it: where a linker's plug-in takes it, another program than the source.
bool holds_bytecode(const fs::path& object) {
    if (!fs::exists(object)) return false;  // a script has none
    const auto bytes = support::read_file(object);
    constexpr std::array sections = {".gnu.lto_", ".gnu.debuglto_", ".llvmbc", ".llvmcmd",
                                     ".llvm.lto"};
    return std::any_of(sections.begin(), sections.end(),
                       [&](const char* name) { return bytes.find(name) != std::string::npos; });
}

/// True if `binary` is a regular file of an acceptable size. Makes it executable through the
/// descriptor that was checked, so that the file cannot be replaced in between.
bool is_program(const fs::path& binary, std::uintmax_t limit) {
    const int fd = ::open(binary.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return false;
    struct stat it {};
    const bool good = ::fstat(fd, &it) == 0 && S_ISREG(it.st_mode) && it.st_nlink == 1 &&
                      it.st_size > 0 && static_cast<std::uintmax_t>(it.st_size) <= limit &&
                      ::fchmod(fd, 0755) == 0;
    ::close(fd);
    return good;
}

bool is_full(const fs::path& folder) {
    constexpr std::uintmax_t least = 256 * 1024;
    std::error_code unknown;
    const auto room = fs::space(folder, unknown);
    return !unknown && room.available < least;
}

void conclude(const support::finished& ended, const tools& with, const sources& from,
              const fs::path& binary, const build_limits& limits, const course::catalogue& words,
              instruments built_in, built& result) {
    const auto file = file_name(from);
    const bool script = from.in == course::dialect::python;
    result.took = ended.took;
    result.cpu = ended.cpu;
    if (with.boxed() && !ended.timed_out && ended.status.code == support::box_failed) {
        result.message =
            wire::say(words, "build.box", {{"why", support::one_line(ended.err.text())}});
        return;
    }
    // Measured, not read from the compiler's output: a source can make it print anything.
    if (!ended.status.success() && is_full(binary.parent_path())) {
        result.message =
            wire::say(words, "build.no-space", {{"folder", binary.parent_path().string()}});
        return;
    }
    if (script && !ended.timed_out && ended.status.code == python_too_old) {
        result.message = wire::say(words, "build.old-python", {{"file", file}});
        return;
    }
    const auto said =
        compiler_output(ended, with.boxed() ? include_in_box(with, built_in)
                                            : include_folder(with, built_in).string());
    result.status = wire::program_status::build_failed;
    if (ended.timed_out || !ended.status.success()) {
        result.message = build_message(ended, said, file, words);
        return;
    }
    if (script) {
        const auto interpreter = support::one_line(ended.out.text(), 200);
        support::write_file(binary, script_program(from, interpreter));
    }
    if (holds_bytecode(object_of(binary))) {
        result.message = wire::say(words, "build.bytecode", {{"file", file}});
        return;
    }
    if (!is_program(binary, limits.binary_bytes)) {
        result.message = wire::say(words, "build.odd-binary", {{"file", file}});
        return;
    }
    result.status = wire::program_status::built;
    result.binary = binary;
    result.warnings = said;
}

// Which of them is meant, only their author knows. The stub is the one in C++.
wire::sentence several(const sources& from, const course::catalogue& words) {
    auto list = base_name(from.main);
    for (const auto& other : from.rivals)
        list += ", " + base_name(other);
    const auto remove = from.in == course::dialect::cpp ? base_name(from.main) : from.rivals.back();
    return wire::say(words, "build.several", {{"list", list}, {"file", remove}});
}

built build_unchecked(const tools& with, const sources& from, const fs::path& folder,
                      const course::catalogue& words, const build_limits& limits,
                      instruments built_in) {
    built result;
    const workplace place{folder};
    if (with.users != 0) {
        fs::create_directories(folder);
        share(folder, with.users, 0750);
    }
    lay_out(place, from, support::read_file(with.include / "sock.hpp"), words, result);
    const auto kept = kept_binary(with, from, built_in);
    if (fetch_kept(kept, result)) return result;
    auto what = with.boxed() ? compile_boxed(with, place, from, built_in)
                             : compile_here(with, place, from, built_in);
    // The first error matters most; the end says why the compiler stopped.
    what.keep_head = limits.output_bytes * 3 / 4;
    what.keep_tail = limits.output_bytes / 4;
    const auto ended = run_until(what, limits.wall, limits.stop);
    conclude(ended, with, from, place.out() / from.program, limits, words, built_in, result);
    keep(kept, result);
    return result;
}

}  // namespace

built build(const tools& with, const sources& from, const fs::path& folder,
            const course::catalogue& words, const build_limits& limits, instruments built_in) {
    built result;
    if (from.main.empty()) {
        result.status = wire::program_status::missing;
        result.message = wire::say(words, "build.missing", {{"file", from.program + ".cpp"}});
        return result;
    }
    if (!from.rivals.empty()) {
        result.status = wire::program_status::build_failed;
        result.message = several(from, words);
        return result;
    }
    try {
        return build_unchecked(with, from, folder, words, limits, built_in);
    } catch (const std::exception& reason) {
        result.status = wire::program_status::internal_error;
        if (is_full(folder)) {
            result.message = wire::say(words, "build.no-space", {{"folder", folder.string()}});
            return result;
        }
        result.message =
            wire::say(words, "build.trouble", {{"why", support::one_line(reason.what())}});
        return result;
    }
}

std::vector<source> laid_out(const sources& from) {
    std::vector<source> result;
    for (const auto& file : from.files) {
        const auto name = name_inside(file, from);
        if (!name.empty()) result.push_back({name, file.bytes});
    }
    return result;
}

bool is_part(const std::string& path, course::dialect in) {
    constexpr std::array endings = {".h", ".hpp", ".hh", ".hxx", ".inl", ".ipp", ".tpp"};
    const auto ending = fs::path(path).extension().string();
    if (in == course::dialect::python) return ending == course::traits(in).ending;
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

void add_given_headers(sources& to, const course::exercise& exercise, const fs::path& exercises) {
    if (to.main.empty() || to.in == course::dialect::python) return;
    const auto folder = to.main.substr(0, to.main.rfind('/') + 1);  // npos + 1 is 0
    for (const auto& name : exercise.files) {
        const auto path = folder + name;
        const bool there = std::any_of(to.files.begin(), to.files.end(),
                                       [&](const source& it) { return it.path == path; });
        const auto given = exercises / exercise.folder / name;
        if (there || !is_part(name, to.in) || !fs::is_regular_file(given)) continue;
        to.files.push_back({path, support::read_file(given)});
    }
}

sources read_sources(const std::string& program, const fs::path& file) {
    sources result{program, "", {}};
    if (!fs::exists(file)) return result;
    result.main = file.filename().string();
    result.in = course::dialect_of(result.main).value_or(course::dialect::cpp);
    result.files.push_back({result.main, support::read_file(file)});
    const auto folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (const auto& item : fs::directory_iterator(folder)) {
        const auto name = item.path().filename().string();
        if (item.is_regular_file() && name != result.main && is_part(name, result.in))
            result.files.push_back({name, support::read_file(item.path())});
    }
    return result;
}

}  // namespace judge
