#include "lab/commands/visible.hpp"

#include "lab/workspace/problem.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace lab {
namespace {

/// Where a child's streams go (posix_spawn_file_actions_init(3)).
class redirection {
  public:
    explicit redirection(const std::filesystem::path& log) {
        posix_spawn_file_actions_init(&actions_);
        if (log.empty()) return;
        constexpr int flags = O_WRONLY | O_CREAT | O_APPEND;
        posix_spawn_file_actions_addopen(&actions_, 1, log.c_str(), flags, 0644);
        posix_spawn_file_actions_adddup2(&actions_, 1, 2);
    }
    redirection(const redirection&) = delete;
    redirection& operator=(const redirection&) = delete;
    ~redirection() { posix_spawn_file_actions_destroy(&actions_); }

    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

}  // namespace

int run_visibly(const std::vector<std::string>& argv, const std::filesystem::path& log) {
    std::vector<char*> arguments;
    for (const auto& argument : argv)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const redirection streams(log);
    pid_t child = 0;
    const int error =
        posix_spawnp(&child, arguments[0], streams.get(), nullptr, arguments.data(), environ);
    if (error != 0) {
        throw problem(status::own_failure, "cannot-start",
                      {{"program", argv[0]}, {"reason", std::generic_category().message(error)}});
    }
    int ended = 0;
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

}  // namespace lab
