/// @file
/// Parts of a class, graded on several machines. Which part a submission belongs to and where its
/// result lies depend on what was handed in, and on nothing else: parts of any number are disjoint
/// and complete, in whatever order they run, also twice or at the same time.
#pragma once

#include "grading/discover.hpp"
#include "grading/grade.hpp"
#include "grading/held_folder.hpp"
#include "grading/record.hpp"
#include "grading/seeds.hpp"
#include "support/temporary_folder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// The key of a result: of the bytes, the file's name, the folder in the merged OUT, the seed, and
/// everything that can change a verdict. Two runs with the same key must agree.
[[nodiscard]] std::string result_key(const wire::result& it);

/// True if the submission with these bytes (the digest of its file or folder) belongs to it.
[[nodiscard]] bool takes(const shard& which, const std::string& digest);

/// Identifies a class: the names and digests of all its submissions, in any order, and its secret.
[[nodiscard]] std::string class_fingerprint(const std::vector<candidate>& all,
                                            const std::vector<std::string>& digests,
                                            const seeds& with);

/// What a complete part says of itself.
constexpr std::string_view shard_file = "shard.json";

/// The submissions of a complete part, and of which class it is.
struct shard_record {
    grading::shard part;
    std::string of_class;    ///< its fingerprint
    std::string engine;      ///< as in the results
    std::string assignment;  ///< the one that was asked for; empty: each submission's own
    struct entry {
        std::string name;  ///< its folder in the merged OUT
        std::string key;   ///< its folder in this one
    };
    std::vector<entry> submissions;  ///< sorted by name
};

[[nodiscard]] std::string to_text(const shard_record& it);
/// Throws std::exception if it is none.
[[nodiscard]] shard_record read_shard_record(const std::string& text);

/// A part's results in OUT. Each is written in a folder of this run and becomes visible as a whole,
/// so that two runs of the same part do not disturb each other.
class shard_results {
  public:
    /// `out` must outlive it. Removes what killed runs have left.
    explicit shard_results(const folder& out);

    /// Where this run writes; a submission's folder has its name.
    [[nodiscard]] const folder& place() const { return place_; }

    /// The result of an earlier run, or of another one that is going on.
    [[nodiscard]] earlier find(const wire::result& it) const;

    /// Makes a written result visible. One that is there already stays, unless it could not be
    /// judged. Throws `problem` in words.
    void publish(const wire::result& it, const course::catalogue& words) const;

    /// Likewise for the record of the whole part.
    void publish(const shard_record& it, const course::catalogue& words) const;

    [[nodiscard]] std::filesystem::path shown(const wire::result& it) const;

  private:
    const folder& out_;
    support::temporary_folder run_;
    folder place_;
};

}  // namespace grading
