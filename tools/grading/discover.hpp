/// @file
/// From what was typed to the submissions that it means.
#pragma once

#include "course/course.hpp"
#include "support/unique_fd.hpp"
#include "wire/sentence.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

using support::descriptor;

/// Something in a folder, held open.
struct entry {
    std::string name;
    descriptor held;
    bool is_folder = false;
};

/// One argument, held open with what lies directly in it: this much is done as the user who called,
/// so that the rest can be done as one who may not even enter the folders above.
struct argument {
    std::filesystem::path shown;  ///< as it was typed
    std::string name;             ///< its last part
    descriptor held;
    bool is_folder = false;
    std::vector<entry>
        entries;  ///< of a folder: folders, archives and platform-named files, sorted
    std::vector<std::string> others;  ///< of a folder: the names of all its other files
};

/// Opens all arguments. Throws `problem` naming the first one that is not there, cannot be read, or
/// is no submission.
[[nodiscard]] std::vector<argument> open_arguments(const std::vector<std::filesystem::path>& paths,
                                                   const course::catalogue& words);

/// Takes the open folder `out` out of arguments that it lies in: results are not graded.
void leave_out(std::vector<argument>& arguments, int out);

/// One submission, still closed: an archive or a folder.
struct candidate {
    std::string name;  ///< as a person would call it: "Ada Lovelace", "PracticaSockets_Ada"
    std::string file;  ///< as it was called
    descriptor held;
    bool is_folder = false;
    std::vector<wire::sentence> notes;  ///< what was passed over, or came late
};

/// The submissions in `from`, which is used up. A folder is one submission, or a class: a folder of
/// submissions, or what a learning platform's bulk download unpacks to. `work` is a folder of ours
/// for loose files that belong together.
[[nodiscard]] std::vector<candidate> candidates_in(argument from, const course::course& course,
                                                   const std::filesystem::path& work,
                                                   const course::catalogue& words);

/// Throws `problem` naming the first file of a folder that we cannot read: to judge the rest as if
/// it were not there would cost somebody marks.
void check_readable(const std::vector<candidate>& all, const course::catalogue& words);

/// True if the folder whose direct contents these are is a class rather than one submission.
[[nodiscard]] bool is_class(const argument& from, const course::course& course);

}  // namespace grading
