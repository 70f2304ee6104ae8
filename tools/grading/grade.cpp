#include "grading/grade.hpp"

#include "grading/batch.hpp"
#include "grading/bulk.hpp"
#include "grading/conclude.hpp"
#include "grading/discover.hpp"
#include "grading/exports.hpp"
#include "grading/folder_names.hpp"
#include "grading/interrupt.hpp"
#include "grading/isolation.hpp"
#include "grading/output_folder.hpp"
#include "grading/privileges.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "grading/run.hpp"
#include "grading/shard.hpp"
#include "grading/staging.hpp"
#include "grading/submission.hpp"
#include "grading/tables.hpp"
#include "grading/toolchain_fingerprint.hpp"
#include "grading/user_lease.hpp"
#include "support/parallel.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include <sys/resource.h>
#include <sys/stat.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

judge::tools absolute(judge::tools from, bool boxed) {
    if (!boxed) from.box.clear();
    for (auto* path :
         {&from.suite, &from.include, &from.exercises, &from.suite_words, &from.box, &from.preload})
        if (!path->empty()) *path = fs::absolute(*path);
    return from;
}

void use(const staging& place, context& into) {
    const auto users = into.tools.users;
    into.tools = place.tools();
    into.tools.users = users;
    into.unpack = {place.unpacker(), into.tools.box, into.tools.users};
    into.splitter = place.splitter();
    into.work = place.work();
}

// All submissions of a class are open at once, three hundred or more. The usual limit of 1024
// descriptors is only a default.
void allow_many_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
    ::setrlimit(RLIMIT_NOFILE, &files);
}

// Where root could have it, the refusal names the weaker isolation.
std::string why_refused(const isolation& found, bool was_root, const context& with) {
    auto why = with.words.text("isolation.refused", {{"why", found.why_not}});
    if (was_root && with.tools.users == 0) why += " " + with.words.text("isolation.users-instead");
    return why;
}

std::vector<std::string> require_isolation(const context& with, bool was_root) {
    if (with.asked.unsafe_no_sandbox) return {};
    if (!with.tools.boxed()) throw problem(own_failure, with.words.text("isolation.no-box"));
    const auto found = probe_isolation(with.tools.box, with.words, with.tools.users);
    if (!found.possible) throw problem(own_failure, why_refused(found, was_root, with));
    return found.kinds;
}

// A bulk download is turned into a folder and then handled as any other folder.
argument opened(argument from, const context& with, std::size_t number) {
    if (from.is_folder) return from;
    const auto folder = with.work / ("bulk-" + std::to_string(number));
    if (!split_bulk(from.held.get(), folder, {with.splitter, with.tools.box, with.tools.users},
                    with.course))
        return from;
    return std::move(open_arguments({folder}, with.words).front());
}

std::vector<candidate> all_candidates(std::vector<argument> arguments, const context& with) {
    std::vector<candidate> result;
    for (auto& it : arguments) {
        auto found = candidates_in(opened(std::move(it), with, result.size()), with.course,
                                   with.work, with.words);
        std::move(found.begin(), found.end(), std::back_inserter(result));
    }
    check_readable(result, with.words);
    return result;
}

// Users of one machine share its network: two submissions at a time could be in each other's way.
unsigned jobs_for(const options& asked) {
    if (asked.separate_users) return 1;
    return asked.jobs != 0 ? asked.jobs : static_cast<unsigned>(support::cores());
}

// The part of a class that a shard is: the candidates, their names, and what it records.
struct part_of_class {
    std::vector<candidate> all;
    std::vector<std::string> names;
    shard_record record;
};

// Names come from the whole class and never from OUT: every part must give the same.
part_of_class take_part(std::vector<candidate> given, const context& with) {
    part_of_class result;
    std::multimap<std::string, candidate> by_digest;  // not by the order of the arguments
    for (auto& it : given) {
        auto digest = digest_of(it);
        by_digest.emplace(std::move(digest), std::move(it));
    }
    std::vector<std::string> digests;
    std::vector<candidate> all;
    for (auto& [digest, it] : by_digest) {
        digests.push_back(digest);
        all.push_back(std::move(it));
    }
    const auto names = folder_names(all, {});
    result.record = {*with.asked.shard,
                     class_fingerprint(all, digests, with.seeds),
                     with.toolchain,
                     with.asked.assignment,
                     {}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!takes(*with.asked.shard, digests[i])) continue;
        result.all.push_back(std::move(all[i]));
        result.names.push_back(names[i]);
    }
    return result;
}

int finish(ending end, std::size_t of, support::clock::time_point start, const context& with,
           const progress& notify) {
    end.internal_errors = 0;  // of this run
    for (const auto& it : end.all)
        end.internal_errors += it.result.has_internal_error() ? 1U : 0U;
    end.interrupted = interrupted();
    end.seconds = std::chrono::duration<double>(support::clock::now() - start).count();
    if (notify.ended) notify.ended(end);
    check_not_interrupted(end.all.size(), of, with);
    return end.internal_errors == 0 ? 0 : own_failure;
}

ending grade_part(part_of_class part, const folder& out, const context& with,
                  const progress& notify) {
    const shard_results results(out);
    ending end;
    end.all = batch(with, out, notify, &results)
                  .judge(std::move(part.all), part.names, jobs_for(with.asked));
    end.shard = with.asked.shard;
    if (interrupted()) return end;
    for (const auto& it : end.all)
        part.record.submissions.push_back({it.result.submission.name, result_key(it.result)});
    std::sort(part.record.submissions.begin(), part.record.submissions.end(),
              [](const auto& one, const auto& other) { return one.name < other.name; });
    results.publish(part.record, with.words);
    return end;
}

ending grade_whole(std::vector<candidate> all, const folder& out, context& with,
                   const progress& notify) {
    const auto earlier = all_recorded(out);
    with.marks.adopt_typed(earlier, out, with.words);
    adopt_rubric(earlier, out, with);
    const auto names = folder_names(all, earlier);
    auto done = batch(with, out, notify).judge(std::move(all), names, jobs_for(with.asked));
    return conclude(std::move(done), out, with, !interrupted());
}

// A box that is a user of this machine is one of the others.
void close_to_others(const folder& out, const course::catalogue& words) {
    struct stat it {};
    if (::fstat(out.get(), &it) == 0 && ::fchmod(out.get(), it.st_mode & 0770) == 0) return;
    throw problem(error_of_use, words.text("out.not-made", {{"path", out.shown().string()},
                                                            {"why", reason(errno)}}));
}

// Parts of a class and whole ones do not mix.
void check_kind_of_out(const folder& out, const context& with) {
    if (!with.asked.shard && out.has(std::string(shard_file)))
        throw problem(error_of_use,
                      with.words.text("shard.in-the-way", {{"path", out.shown().string()}}));
    if (with.asked.shard && out.has(std::string(grades_file)))
        throw problem(error_of_use,
                      with.words.text("shard.whole-class", {{"path", out.shown().string()}}));
    if (with.asked.graded_before && recorded_names(out).empty())
        throw problem(error_of_use,
                      with.words.text("use.nothing-before", {{"path", out.shown().string()}}));
}

int grade_class(context with, const progress& notify) {
    const auto start = support::clock::now();
    allow_many_files();
    if (with.asked.separate_users && !is_root())
        throw problem(own_failure, with.words.text("isolation.users-need-root"));
    const auto owner = is_root() ? std::optional<user>(ordinary_user(with.words)) : std::nullopt;
    auto arguments = open_arguments(with.asked.submissions, with.words);
    const auto given = read_given(with);
    const auto out = open_out(with.asked.out, owner, with.words);
    leave_out(arguments, out.get());
    if (with.asked.shard) with.seeds = seeds::read(folder_above(out), with.words);
    staging place(absolute(with.asked.tools, !with.asked.unsafe_no_sandbox),
                  fs::absolute(with.asked.unpacker), owner);
    std::optional<user_lease> users;
    if (with.asked.separate_users) {
        users.emplace(with.words);
        place.close_to_others();
        close_to_others(out, with.words);
        ::umask(022);
    }
    with.tools.users = users ? users->first() : 0;
    use(place, with);
    // From here on nothing is done as root. No byte of a submission has been read so far.
    if (users)
        become_with_rights(*owner, users->first(), with.words);
    else if (owner)
        become(*owner, with.words);
    if (users) users->clean_with(with.tools.box);
    place.guard();
    check_out(out, with.words);
    check_kind_of_out(out, with);
    read_tables(out, given, with);
    with.isolation = require_isolation(with, owner.has_value());
    auto all = all_candidates(std::move(arguments), with);
    with.toolchain =
        toolchain_fingerprint(with.tools, with.unpack.unpacker, with.course, with.isolation);
    if (!with.asked.assignment.empty()) with.toolchain += " " + with.asked.assignment;

    if (!with.asked.shard) with.seeds = seeds::read(out, with.words);
    const auto begin = [&](std::size_t count) {
        if (notify.began)
            notify.began({count, jobs_for(with.asked), with.isolation, with.seeds.made(),
                          owner ? owner->name : "", with.asked.shard});
        return count;
    };
    if (with.asked.shard) {
        auto part = take_part(std::move(all), with);
        const auto count = begin(part.all.size());
        return finish(grade_part(std::move(part), out, with, notify), count, start, with, notify);
    }
    const auto count = begin(all.size());
    return finish(grade_whole(std::move(all), out, with, notify), count, start, with, notify);
}

}  // namespace

std::string name(const shard& which) {
    return std::to_string(which.index) + "/" + std::to_string(which.of);
}

std::string_view name(change which) {
    switch (which) {
    case change::fresh:
        return "new";
    case change::changed:
        return "changed";
    case change::again:
        return "again";
    case change::kept:
        break;
    }
    return "kept";
}

int grade(const options& what, const progress& notify) {
    return in_a_run(what.shard.has_value(), notify,
                    [&] { return grade_class(read_context(what), notify); });
}

}  // namespace grading
