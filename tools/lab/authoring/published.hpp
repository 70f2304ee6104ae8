/// @file
/// The files of the tree that are published to students, as data. A folder that is not listed here
/// is not published, so that no new folder is published by accident.
#pragma once

#include <array>
#include <string_view>

namespace authoring {

struct publication_rule {
    const char* pattern;  ///< of fnmatch(3), where `*` takes slashes, too
    bool published;
};

/// The last rule that fits a path decides.
inline constexpr std::array publication_rules{
    publication_rule{"CMakeLists.txt", true},
    publication_rule{"VERSION", true},
    publication_rule{"lab", true},
    publication_rule{"LICENSE", true},
    publication_rule{".clang-format", true},
    publication_rule{".gitignore", true},
    publication_rule{".vscode/*", true},
    publication_rule{".devcontainer/*", true},
    publication_rule{"include/*", true},
    publication_rule{"cmake/*", true},
    publication_rule{"docs/guide/*", true},
    publication_rule{"docs/guide/page/*", false},  // what the pages are built from
    publication_rule{"docs/guide/figures/*", false},
    publication_rule{"docs/guide/recordings/*", false},
    publication_rule{"tests/catch/*", true},
    publication_rule{"tests/autograder/*", true},
    publication_rule{"tests/autograder/checks/hidden/*", false},
    // Grading, and the files that the bundle and new exercises are made of, stay.
    publication_rule{"tools/*", true},
    publication_rule{"tools/grading/*", false},
    publication_rule{"tools/sandbox/*", false},
    publication_rule{"tools/unpack/*", false},
    publication_rule{"tools/lab/authoring/bundle/*", false},
    publication_rule{"tools/lab/authoring/skeleton/*", false},
    publication_rule{"tools/lab/authoring/gradescope/*", false},
    // A source in exercises/ may hold a person's work: the generated stub is published instead, and
    // a fresh report template.
    publication_rule{"exercises/*", true},
    publication_rule{"exercises/*.cpp", false},
    publication_rule{"exercises/REPORTE*", false},
    publication_rule{"exercises/evidence/*", false},
    // Of grading, wherever its results are.
    publication_rule{"*seed.secret", false},
};

/// What a machine that grades needs beyond that, and what it does not need of it.
inline constexpr std::array grading_rules{
    publication_rule{"tools/*", true},
    publication_rule{"tests/autograder/*", true},
    publication_rule{"docs/guide/page/tokens.css", true},  // the pages' colours
    publication_rule{".vscode/*", false},
    publication_rule{".devcontainer/*", false},
    publication_rule{"*seed.secret", false},
};

/// What stays at the top of the bundle, and every name that begins with a dot. The rest goes into
/// the folder lab::not_yours.
inline constexpr std::array top_of_bundle{"README.md", "lab", "exercises", "include", "docs"};

/// Whether the file `path`, relative to the tree, goes to the students.
[[nodiscard]] bool published(std::string_view path);

/// Whether it goes to a machine that grades.
[[nodiscard]] bool needed_for_grading(std::string_view path);

}  // namespace authoring
