/// @file
/// A cache of proofs: a claim is proved again only if something that it depends on has changed.
#pragma once

#include "lab/authoring/proof.hpp"

#include <map>
#include <optional>
#include <string>

namespace authoring {

/// Kept in a file of the build tree. Only claims that hold are stored; a flaw is checked each time.
class proved_before {
  public:
    /// Reads the file; the cache is empty if the file is missing or invalid.
    explicit proved_before(std::filesystem::path file);

    /// `ground`: a fingerprint of everything that the claim depends on, except its own source.
    [[nodiscard]] std::optional<proof> find(const claim& it, const std::string& ground) const;
    void add(const claim& it, const std::string& ground, const proof& came);

    /// Writes the file. If this fails, everything is proved again next time.
    void keep() const;

  private:
    struct noticed {
        std::string check;
        std::string diagnosis;
    };
    std::filesystem::path file_;
    std::map<std::string, noticed> all_;
};

/// A fingerprint of what every claim about `exercise` depends on: its data, files and words, the
/// suite and its words, the folder `guide`, sock.hpp, the compiler.
[[nodiscard]] std::string ground_of(const judge::tools& tools, const course::exercise& exercise,
                                    const std::filesystem::path& guide);

}  // namespace authoring
