/// @file
/// One class of hostile submissions with good ones between them, graded once by the real command.
#pragma once

#include <sock.hpp>

#include "acceptance/hostile/cases.hpp"
#include "support/process.hpp"
#include "tools/unpack/zips.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace hostile {

/// A file of this name proves a write outside the sandbox.
constexpr std::string_view footprint = "sock-hostile-was-here";

class graded_class {
  public:
    /// The first call grades; that takes minutes.
    static const graded_class& instance();

    [[nodiscard]] const std::vector<submission>& hostile() const { return hostile_; }
    /// The files of the good submissions; the last one is complete.
    [[nodiscard]] const std::vector<std::string>& good() const { return good_; }

    /// The result of what was handed in as `file`; null if there is none.
    [[nodiscard]] const nlohmann::json* result(const std::string& file) const;

    /// The command's output and exit status.
    [[nodiscard]] const support::finished& run() const { return run_; }

    /// The folder of the results, and the folder of the command's temporary files.
    [[nodiscard]] std::filesystem::path out() const { return folder_ / "out"; }
    [[nodiscard]] std::filesystem::path temporary() const { return folder_ / "tmp"; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    /// It listened on the machine's loopback, and no connection was accepted.
    [[nodiscard]] const sock::tcp_listener& service() const { return service_; }

    /// Descendants of this process that were alive after the command's end.
    [[nodiscard]] std::size_t left_behind() const { return left_behind_; }

    graded_class(const graded_class&) = delete;
    ~graded_class();

  private:
    graded_class();
    void hand_in();
    void grade();
    void hand_in_good(const std::string& name, const std::vector<test_unpack::zip_entry>& entries);

    sock::tcp_listener service_ = sock::tcp_listener::bind({"127.0.0.1", 0});
    std::filesystem::path folder_;
    std::vector<submission> hostile_;
    std::vector<std::string> good_;
    std::map<std::string, nlohmann::json> results_;  // by file, as it stands there
    support::finished run_;
    std::size_t left_behind_ = 0;
};

}  // namespace hostile
