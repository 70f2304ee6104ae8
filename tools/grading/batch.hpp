/// @file
/// Processes all submissions of one run on several cores: unpack, manifest, build and check,
/// record.
#pragma once

#include "grading/context.hpp"
#include "grading/discover.hpp"
#include "grading/grade.hpp"
#include "grading/held_folder.hpp"
#include "grading/manifest.hpp"
#include "grading/shard.hpp"
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
    /// All must outlive it. With `part`, results go there.
    batch(const context& with, const folder& out, const progress& notify,
          const shard_results* part = nullptr);

    /// Judges and records all of them, each under its name. Returns the finished ones in the order
    /// of `all`: after an interrupt, not all are. Throws `problem` if OUT cannot be written to.
    std::vector<graded> judge(std::vector<candidate> all, const std::vector<std::string>& names,
                              unsigned jobs);

  private:
    struct running;  // one submission in progress

    void prepare(running& it, thread_pool& workers);
    bool kept(running& it, const std::string& sha256);
    bool keep(running& it);
    bool keep_part(running& it);
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
    const shard_results* part_;
    const folder& out_;  ///< that of `part`, if there is one
    const progress& notify_;
    std::mutex telling_;
    std::once_flag first_build_;
    std::size_t count_ = 0;
};

}  // namespace grading
