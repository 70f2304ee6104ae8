#include "grading/folder_names.hpp"

#include "grading/names.hpp"
#include "grading/submission.hpp"
#include "support/text.hpp"
#include "unpack/unpack.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

namespace grading {
namespace {

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

    // By the files' names, not by the order of the arguments: "Ana" comes before "ana". Two files of
    // one name keep their order.
    std::vector<std::size_t> in_order() {
        std::vector<std::size_t> result(all_.size());
        std::iota(result.begin(), result.end(), std::size_t{0});
        std::stable_sort(result.begin(), result.end(), [&](std::size_t one, std::size_t other) {
            return files_[one] < files_[other];
        });
        return result;
    }

    std::vector<std::string> with_fresh_ones() {
        unique_names names;
        for (const auto& it : earlier_)
            names.keep(it.submission.name);
        for (const auto i : in_order())
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
