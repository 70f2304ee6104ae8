/// @file
/// All submissions of one run: unpack, manifest, build and check, record, on a few cores.
#pragma once

#include "grading/context.hpp"
#include "grading/discover.hpp"
#include "grading/grade.hpp"
#include "grading/held_folder.hpp"
#include "grading/manifest.hpp"
#include "grading/thread_pool.hpp"
#include "judge/program.hpp"
#include "unpack/unpack.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace grading {

class batch {
  public:
    /// All three must outlive it.
    batch(const context& with, const folder& out, const progress& tell);

    /// Judges and records all of them; returns what is done, in the order of `all`. That is less
    /// than everything after an interrupt. Throws `problem` if OUT cannot be written to.
    std::vector<graded> judge(std::vector<candidate> all, unsigned jobs);

  private:
    struct running;  // one submission on its way

    void prepare(running& it, thread_pool& workers);
    bool keep(running& it);
    void begin(running& it, const unpack::submission& opened, thread_pool& workers);
    [[nodiscard]] manifest find_manifest(const std::vector<unpack::file>& files,
                                         const graded_assignment*& assignment) const;
    void tell_started(const running& it);
    void judge_program(running& it, std::size_t index);
    const judge::tools& building_tools();
    void fail_all(running& it, wire::program_status status, wire::verdict verdict,
                  const std::string& why) const;
    void finish(running& it);
    void report(running& it, bool kept);

    const context& with_;
    judge::tools tools_;  ///< those of the context; precompiled with the first build
    const folder& out_;
    const progress& tell_;
    std::mutex telling_;
    std::once_flag first_build_;
    std::size_t count_ = 0;
};

/// The seed of a submission: the same bytes are judged in the same way, and two students do not get
/// the same questions.
[[nodiscard]] std::string seed_of(const std::string& sha256);

}  // namespace grading
