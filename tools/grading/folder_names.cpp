#include "grading/folder_names.hpp"

#include "grading/listing.hpp"
#include "grading/names.hpp"
#include "support/text.hpp"
#include "unpack/digest.hpp"
#include "unpack/unpack.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace grading {
namespace {

constexpr std::size_t largest_submission = 300UL * 1024 * 1024;

std::string digest_of(const candidate& it) {
    try {
        return it.is_folder ? unpack::folder(it.held.get(), it.file).sha256
                            : unpack::sha256_of(read_all(it.held.get(), largest_submission));
    } catch (const std::exception&) {
        return "";  // reported when it is opened
    }
}

class matching {
  public:
    matching(const std::vector<candidate>& all, const std::vector<wire::result>& earlier)
        : all_(all), earlier_(earlier), result_(all.size()), given_(earlier.size()) {
        for (const auto& it : all)
            files_.push_back(support::one_line(it.file));
        std::map<std::string, int> now;
        std::map<std::string, int> before;
        for (const auto& it : files_)
            if (++now[owner_of(it)] > 1) several_.insert(owner_of(it));
        for (const auto& it : earlier)
            if (++before[owner_of(it.submission.file)] > 1)
                several_.insert(owner_of(it.submission.file));
    }

    std::vector<std::string> names() {
        const auto file = [&](std::size_t i, std::size_t j) {
            return files_[i] == earlier_[j].submission.file;
        };
        const auto owner = [&](std::size_t i, std::size_t j) {
            return owner_of(files_[i]) == owner_of(earlier_[j].submission.file);
        };
        const auto bytes = [&](std::size_t i, std::size_t j) { return same_bytes(i, j); };
        give([&](auto i, auto j) { return file(i, j) && bytes(i, j); });
        give(file);
        give([&](auto i, auto j) { return owner(i, j) && bytes(i, j); });
        give(owner);
        return with_fresh_ones();
    }

  private:
    void give(const std::function<bool(std::size_t, std::size_t)>& fits) {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            for (std::size_t j = 0; j < earlier_.size() && result_[i].empty(); ++j) {
                if (given_[j] || !fits(i, j)) continue;
                result_[i] = earlier_[j].submission.name;
                given_[j] = true;
            }
        }
    }

    // Reads the file, so only where the name does not decide.
    bool same_bytes(std::size_t i, std::size_t j) {
        if (!several_.contains(owner_of(files_[i]))) return false;
        auto& digest = digests_[i];
        if (digest.empty()) digest = digest_of(all_[i]);
        return digest == earlier_[j].submission.sha256;
    }

    std::vector<std::string> with_fresh_ones() {
        unique_names names;
        for (const auto& it : earlier_)
            names.keep(it.submission.name);
        for (std::size_t i = 0; i < all_.size(); ++i)
            if (result_[i].empty()) result_[i] = names.take(all_[i].name);
        return std::move(result_);
    }

    const std::vector<candidate>& all_;
    const std::vector<wire::result>& earlier_;
    std::vector<std::string> result_;
    std::vector<bool> given_;         // of the earlier results
    std::vector<std::string> files_;  // as they stand in results
    std::set<std::string> several_;   // owners of more than one submission
    std::map<std::size_t, std::string> digests_;
};

}  // namespace

std::vector<std::string> folder_names(const std::vector<candidate>& all,
                                      const std::vector<wire::result>& earlier) {
    return matching(all, earlier).names();
}

}  // namespace grading
