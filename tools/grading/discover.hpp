/// @file
/// Finds the submissions that the arguments mean.
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

/// One argument, held open together with its direct contents. They are opened as the calling user,
/// so that grading can go on as a user who may not even enter the folders above.
struct argument {
    std::filesystem::path shown;  ///< as typed
    std::string name;             ///< its last part
    descriptor held;
    bool is_folder = false;
    std::vector<entry>
        entries;  ///< of a folder: folders, archives and platform-named files, sorted
    std::vector<std::string> others;  ///< of a folder: the names of all its other files
};

/// Opens all arguments. Throws `problem` naming the first one that does not exist, cannot be read,
/// or is not a submission.
[[nodiscard]] std::vector<argument> open_arguments(const std::vector<std::filesystem::path>& paths,
                                                   const course::catalogue& words);

/// Removes the open folder `out` from arguments that contain it, so that results are not graded.
void leave_out(std::vector<argument>& arguments, int out);

/// One submission that is not opened yet: an archive or a folder.
struct candidate {
    std::string name;  ///< for a person: "Ada Lovelace", "PracticaSockets_Ada"
    std::string file;  ///< the original file name
    descriptor held;
    bool is_folder = false;
    std::vector<wire::sentence> notes;  ///< what was passed over, or came late
};

/// The submissions in `from`, which is consumed. A folder is one submission or a class: a folder of
/// submissions, or an unpacked bulk download of a learning platform. `work` is a temporary folder
/// for loose files that belong together.
[[nodiscard]] std::vector<candidate> candidates_in(argument from, const course::course& course,
                                                   const std::filesystem::path& work,
                                                   const course::catalogue& words);

/// Throws `problem` naming the first file of a folder that cannot be read: judging the rest without
/// it would cost a student marks.
void check_readable(const std::vector<candidate>& all, const course::catalogue& words);

/// True if the folder whose direct contents these are is a class rather than one submission.
[[nodiscard]] bool is_class(const argument& from, const course::course& course);

}  // namespace grading
