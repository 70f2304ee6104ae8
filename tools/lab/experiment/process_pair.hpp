/// @file
/// Starts, feeds and records the two programs of an experiment. Each step waits until the step
/// before it has been observed.
#pragma once

#include "lab/experiment/timeline.hpp"
#include "support/kernel_sockets.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace experiment {

/// The two programs of an experiment.
struct processes {
    std::array<std::string, 2> names;  ///< the client's first
    std::array<std::filesystem::path, 2> binaries;
    std::filesystem::path recorder;  ///< a library to preload (ld.so(8)); empty: none
};

class process_pair {
  public:
    /// Recordings go into `folder`.
    process_pair(const processes& who, std::filesystem::path folder);

    void start(side who, const std::vector<std::string>& arguments);

    /// Waits until the server listens at `port`; false if it never does.
    [[nodiscard]] bool await_listening(support::transport kind, std::uint16_t port);

    void type(std::string_view text);
    void type_last(std::string_view text);  ///< and ends the input
    void end_input();

    /// Ctrl+C for the server, as a terminal sends it: to all of its group. SIGKILL if that does
    /// not end it.
    void interrupt_server();

    /// Waits until the client is at rest. Records it if the FIN of the server at `port` has arrived
    /// in the client's kernel by then.
    void await_fin(std::uint16_t port);

    /// Waits until both processes are at rest.
    void await_rest();

    /// Waits for the client's end and records its status, or that it still runs.
    void await_client_end();

    [[nodiscard]] bool client_runs();

    /// Ends what still runs. Afterwards nothing is added to the record.
    void close();

    [[nodiscard]] const recording& record() const { return record_; }
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string errors() const;
    [[nodiscard]] bool recorded(side who) const;

  private:
    void note(act_kind kind, side who, std::string text = {});
    void note_end(side who);
    [[nodiscard]] std::string lines_of(side who) const;
    support::child& child(side who);

    processes who_;
    std::filesystem::path folder_;
    std::array<std::unique_ptr<support::child>, 2> children_;
    std::int64_t began_ = 0;  ///< microseconds of the monotonic clock
    recording record_;
};

/// A port of 127.0.0.1 that is free at this moment.
[[nodiscard]] std::uint16_t free_port(support::transport kind);

}  // namespace experiment
