/// @file
/// Turns a submission, an archive or a folder, into its files as values. Nothing is written to a
/// disk. `sock-unpack` reads the archive inside a box that can write nowhere, and its output is
/// checked again here.
#pragma once

#include "course/words.hpp"

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace unpack {

/// One regular file of a submission. The path is relative, UTF-8 (NFC), with `/` between its parts,
/// without `.`, `..`, control characters or a leading `-`: safe to print and to create in a folder.
struct file {
    std::string path;
    std::string bytes;
};

/// Something that a person should know, worded by `words/LANG.toml` under `note.<id>` (what was
/// repaired or left out) or `refused.<id>` (why nothing was taken).
struct note {
    std::string id;
    course::parameters params;
};

/// One submission. If `refused` holds a reason, there are no files.
struct submission {
    std::string file;    ///< the file's name as it was found, made printable
    std::string sha256;  ///< of the archive's bytes; of a folder: of its sorted names and contents
    std::vector<unpack::file> files;  ///< sorted by path
    std::vector<note> notes;
    std::optional<note> refused;

    /// The file whose path is `path`, or null.
    [[nodiscard]] const unpack::file* find(std::string_view path) const;
};

/// Where the programs are. With an empty `box` the unpacker runs without a sandbox
/// (`--unsafe-no-sandbox`).
struct programs {
    std::filesystem::path unpacker;  ///< sock-unpack
    std::filesystem::path box;       ///< sock-box
    unsigned users = 0;              ///< of its option --users; 0: a real box
};

/// The words before a program that reads an archive: "sock-box unpack --". None without a box.
[[nodiscard]] std::vector<std::string> box_line(const std::filesystem::path& box, unsigned users);

/// A failure of the grader, not of the student: a file that cannot be read, a box that does not
/// start.
struct failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads the archive `path` (zip, tar.gz or 7z, recognised by its content, not by its name). A
/// hostile or broken archive gives a submission that is `refused`. Throws `failure` for any other
/// cause.
[[nodiscard]] submission archive(const std::filesystem::path& path, const programs& with);

/// The same for an open descriptor, which is read from the start; `name` is the file's name.
[[nodiscard]] submission archive(int descriptor, std::string_view name, const programs& with);

/// Reads a folder under the same rules. A symbolic link in it is left out with a note, and so are
/// devices and FIFOs; none of them is opened.
[[nodiscard]] submission folder(const std::filesystem::path& path);

/// The same for an open folder, `name` being its name.
[[nodiscard]] submission folder(int descriptor, std::string_view name);

}  // namespace unpack
