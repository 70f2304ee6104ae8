#include "grading/shard.hpp"

#include "grading/problem.hpp"
#include "support/text.hpp"
#include "unpack/digest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <set>
#include <system_error>

#include <stdio.h>
#include <unistd.h>

namespace grading {
namespace {

constexpr std::string_view shard_schema = "sock-lab/shard/1";
constexpr std::size_t key_digits = 32;

// Each value with its length: "a", "bc" is not "ab", "c".
std::string digest_of_all(const std::vector<std::string>& values) {
    unpack::sha256 state;
    for (const auto& it : values) {
        state.add(std::to_string(it.size()) + ":");
        state.add(it);
    }
    return state.hex();
}

// The folder may be one that this user can reach only through its descriptor.
std::filesystem::path path_of(const folder& it) {
    return "/proc/self/fd/" + std::to_string(it.get());
}

bool rename_into(const folder& from, const std::string& name, const folder& to,
                 const std::string& as) {
    if (::renameat(from.get(), name.c_str(), to.get(), as.c_str()) == 0) return true;
    if (errno == ENOTEMPTY || errno == EEXIST) return false;
    throw std::system_error(errno, std::generic_category(), (to.shown() / as).string());
}

}  // namespace

std::string result_key(const wire::result& it) {
    const auto& of = it.submission;
    return digest_of_all({of.sha256, of.file, of.name, it.seed, it.engine}).substr(0, key_digits);
}

bool takes(const shard& which, const std::string& digest) {
    std::uint64_t number = 0;
    const auto digits = digest.substr(0, 15);
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number % which.of == which.index;
}

std::string class_fingerprint(const std::vector<candidate>& all,
                              const std::vector<std::string>& digests, const seeds& with) {
    std::vector<std::string> lines{with.of("class")};
    for (std::size_t i = 0; i < all.size(); ++i)
        lines.push_back(digest_of_all({support::one_line(all[i].file), all[i].name, digests[i]}));
    std::sort(lines.begin(), lines.end());
    return digest_of_all(lines).substr(0, key_digits);
}

std::string to_text(const shard_record& it) {
    auto submissions = nlohmann::ordered_json::array();
    for (const auto& each : it.submissions)
        submissions.push_back({{"name", each.name}, {"key", each.key}});
    const nlohmann::ordered_json json = {{"schema", shard_schema},    {"shard", it.part.index},
                                         {"of", it.part.of},          {"class", it.of_class},
                                         {"engine", it.engine},       {"assignment", it.assignment},
                                         {"submissions", submissions}};
    return wire::dump(json, 2) + "\n";
}

shard_record read_shard_record(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    const auto field = [&](const char* name) { return json.at(name).get<std::string>(); };
    if (field("schema") != shard_schema) throw std::runtime_error("schema: " + field("schema"));
    shard_record result;
    result.part = {json.at("shard").get<unsigned>(), json.at("of").get<unsigned>()};
    if (result.part.index >= result.part.of) throw std::runtime_error("shard: not below `of`");
    result.of_class = field("class");
    result.engine = field("engine");
    result.assignment = field("assignment");
    for (const auto& each : json.at("submissions"))
        result.submissions.push_back(
            {each.at("name").get<std::string>(), each.at("key").get<std::string>()});
    return result;
}

shard_results::shard_results(const folder& out)
    : out_(out), run_(".run-", path_of(out)), place_(folder::open(run_.path())) {}

earlier shard_results::find(const wire::result& it) const {
    return recorded(out_, result_key(it));
}

std::filesystem::path shard_results::shown(const wire::result& it) const {
    return out_.shown() / result_key(it);
}

// Written in the folder of this run: another run of the part may write its own meanwhile.
void shard_results::publish(const shard_record& it, const course::catalogue& words) const {
    const std::string name(shard_file);
    in_words(words, [&] {
        place_.write(name, to_text(it));
        rename_into(place_, name, out_, name);
        ::fsync(out_.get());
    });
}

void shard_results::publish(const wire::result& it, const course::catalogue& words) const {
    const auto key = result_key(it);
    in_words(words, [&] {
        if (!rename_into(place_, it.submission.name, out_, key)) {
            const auto there = recorded(out_, key);
            if (there.result && !there.result->has_internal_error()) return;
            place_.remove_all("old-" + key);
            rename_into(out_, key, place_, "old-" + key);
            rename_into(place_, it.submission.name, out_, key);
        }
        ::fsync(out_.get());
    });
}

}  // namespace grading
