/// @file
/// Processes all submissions of one run on several cores: unpack, manifest, build and check,
/// record.
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
    batch(const context& with, const folder& out, const progress& notify);

    /// Judges and records all of them; `earlier` is what OUT holds. Returns the finished ones in
    /// the order of `all`: after an interrupt, not all are. Throws `problem` if OUT cannot be
    /// written to.
    std::vector<graded> judge(std::vector<candidate> all, const std::vector<wire::result>& earlier,
                              unsigned jobs);

  private:
    struct running;  // one submission in progress

    void prepare(running& it, thread_pool& workers);
    bool keep(running& it);
    void begin(running& it, const unpack::submission& opened, thread_pool& workers);
    [[nodiscard]] manifest find_manifest(const std::vector<unpack::file>& files,
                                         const graded_assignment*& assignment) const;
    void tell_started(const running& it);
    void judge_program(running& it, std::size_t index);
    const judge::tools& building_tools();
    void fail_all(running& it, wire::program_status status, wire::verdict verdict,
                  const wire::sentence& why) const;
    void finish(running& it);
    void report(running& it);

    const context& with_;
    judge::tools tools_;  ///< those of the context; `precompiled` is set by the first build
    const folder& out_;
    const progress& notify_;
    std::mutex telling_;
    std::once_flag first_build_;
    std::size_t count_ = 0;
};

}  // namespace grading
