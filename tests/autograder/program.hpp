/// @file
/// A running student's program, observed from outside.
#pragma once

#include "autograder/finding.hpp"
#include "autograder/recording.hpp"
#include "autograder/sockets.hpp"
#include "autograder/source_line.hpp"
#include "autograder/timeline.hpp"
#include "support/process.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace suite {

struct recorded_program {
    executable program;
    std::shared_ptr<recording> calls;
};

/// Where programs are and how they are started.
struct program_setup {
    std::map<std::string, std::string, std::less<>> binaries;  ///< "tcp_server" → path
    /// Put before the program: nothing, or a sandbox. It ends with "--" and takes `--rw
    /// FOLDER=/work` before that.
    std::vector<std::string> launcher;
    /// The same for a tool that reads the program: the program's sandbox holds no tools.
    std::vector<std::string> reader;
    std::string preload;  ///< the library tools/preload, as the program finds it; empty: none
    /// Where to put the recordings of the programs that are started: for a second look at a failure
    /// (causes.hpp). Null: nothing is recorded but what runs with faults.
    std::vector<recorded_program>* recorded = nullptr;
};

/// What a program runs under, beyond its arguments.
struct run_options {
    /// Faults to inject into its socket calls, in the syntax of SOCK_FAULTS (tools/preload):
    /// "send=7". Its calls are then recorded, too.
    std::string faults = {};
    /// Its socket calls are recorded without faults.
    bool recorded = false;
    /// It was built with sanitizers: a finding ends the program, with a report on stderr.
    bool sanitized = false;
    /// How many descriptors it may have (RLIMIT_NOFILE); 0: as many as the suite.
    std::size_t open_files = 0;
    /// How large a file it may write (RLIMIT_FSIZE), in KiB; write(2) then fails with EFBIG, as on
    /// a full disk. 0: as large as the suite may.
    std::size_t file_kib = 0;
    /// Where it starts: a folder that it shares with the suite, so relative paths mean the same in
    /// a sandbox. Empty: wherever.
    std::string folder = {};
};

class program {
  public:
    program(const program_setup& where, timeline& trace, const std::string& name,
            std::vector<std::string> arguments, support::standard_input input,
            const run_options& around = {});

    [[nodiscard]] const std::string& name() const { return name_; }

    /// The same program with the same arguments once more, beside this one.
    [[nodiscard]] program
    started_again(support::standard_input input = support::standard_input::empty,
                  bool recorded = false) const;
    [[nodiscard]] std::string command_line() const;  ///< "tcp_server 50619", as a person types it

    [[nodiscard]] support::child& process() { return child_; }
    [[nodiscard]] std::string output() const { return child_.output().text(); }
    [[nodiscard]] std::string errors() const { return child_.errors().text(); }
    [[nodiscard]] bool running() { return !child_.status(); }

    /// Waits for its end. Nothing if it still runs when the time is spent.
    std::optional<support::exit_status> wait_exit(support::milliseconds limit);

    /// Leaves it alone for `time`, and returns its end if it comes. Load makes that longer, but at
    /// most four times: what its own limits have woken has had a processor by then.
    std::optional<support::exit_status> watch(support::milliseconds time);

    void feed(std::string_view input);  ///< standard input, noted in the timeline
    void end_input();

    /// Stops all its processes for a moment (SIGSTOP, SIGCONT). That ends a send that waits, and
    /// also waits with a limit, with EINTR and without a handler (signal(7)): a correct program may
    /// take that for a failure.
    void stop_and_continue();

    /// Waits until all its processes sleep, so that it has handled all its input. The wait is
    /// short: a program that polls never sleeps. True if it sleeps.
    bool await_rest() const;

    /// Kills it and all that it started (SIGKILL).
    void end();

    /// The sockets that it holds, one entry for each.
    [[nodiscard]] std::vector<socket_entry> held(transport kind) const;
    [[nodiscard]] std::vector<socket_entry> serving(transport kind) const;  ///< where it waits
    /// True if it holds such a socket, or this is unknown: it has ended, or there is no /proc.
    [[nodiscard]] bool may_hold(transport kind,
                                const std::function<bool(const socket_entry&)>& such);
    [[nodiscard]] std::size_t socket_count() const;  ///< of any kind, also those not yet bound
    [[nodiscard]] std::size_t holders(std::uint64_t inode) const;  ///< processes that hold this one
    [[nodiscard]] std::size_t zombies() const;
    [[nodiscard]] double cpu_seconds() const;
    /// Bytes of memory in use, of it and all that it started, without files that it has mapped.
    [[nodiscard]] std::uint64_t private_memory() const;

    /// How it ended, as evidence: "it exited with status 1", "it was ended by signal 13 (SIGPIPE)".
    [[nodiscard]] sentence how_it_ended();

    [[nodiscard]] executable placed() const;

    /// Its socket calls so far, if they are recorded: evidence, never a verdict.
    [[nodiscard]] std::vector<recorded_call> calls() const;

    /// The error of a program in Python or C++ that nothing in it has caught, if there is one.
    [[nodiscard]] std::optional<sentence> uncaught() const;

    /// The last line it wrote on stderr, if any, as evidence; of a Python traceback, the error.
    void add_last_stderr_line(std::vector<sentence>& seen) const;

  private:
    void signal_all(int number) const;
    [[nodiscard]] std::vector<socket_entry> held_of(std::vector<socket_entry> all) const;

    const program_setup* where_;
    std::string name_;
    std::vector<std::string> arguments_;
    std::string folder_;
    timeline* trace_;
    std::shared_ptr<recording> recording_;
    support::child child_;
};

/// True if its calls can be recorded: this system has preloading, and the program `name` is not
/// static.
[[nodiscard]] bool can_record(const program_setup& where, const std::string& name);

/// Throws not_applicable if no faults can be injected into the program `name`: it is static, or
/// this system has no preloading.
void require_faults(const program_setup& where, const std::string& name);

/// True if it kept a core busy: it had used `cpu_before` seconds of CPU time `wall` seconds ago.
[[nodiscard]] bool spins(const program& process, double cpu_before, double wall);

/// A finding about what `process` did, with its last line on stderr.
[[nodiscard]] finding about(program& process, sentence cause, sentence expected, sentence got,
                            std::string todo = {});

/// The same; what was got is how it ended.
[[nodiscard]] finding about(program& process, sentence cause, sentence expected,
                            const char* todo = "");

/// The diagnosis of a program that a signal ended.
[[nodiscard]] sentence crash(const support::exit_status& how);

/// "SIGPIPE" for 13; "signal 64" for one without a name.
[[nodiscard]] std::string signal_name(int number);

/// The last line of `text` that is not empty, as a message may show it.
[[nodiscard]] std::string last_line(std::string_view text);

}  // namespace suite
