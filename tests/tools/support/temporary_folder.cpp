#include "support/temporary_folder.hpp"

#include "sock_catch.hpp"
#include "support/deadline.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

const std::string prefix = "sock-test-swept-";

std::size_t how_many() {
    std::size_t result = 0;
    for (const auto& each : fs::directory_iterator(fs::temp_directory_path()))
        if (each.path().filename().string().starts_with(prefix)) ++result;
    return result;
}

// A process that makes such a folder and is killed.
void make_and_be_killed() {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const support::temporary_folder mine(prefix);
        std::ofstream(mine.path() / "large") << std::string(1000, 'x');
        ::raise(SIGKILL);
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("what a killed process has left is swept; what a living one holds is not") {
    const support::temporary_folder mine(prefix);
    make_and_be_killed();
    CHECK(how_many() == 2);
    // It might not be locked yet.
    support::sweep_temporary_folders(prefix);
    CHECK(how_many() == 2);
    support::sweep_temporary_folders(prefix, std::chrono::seconds{0});
    CHECK(how_many() == 1);
    CHECK(fs::exists(mine.path()));
}

TEST_CASE("a link of that name is not followed") {
    const auto target = fs::temp_directory_path() / "sock-test-kept-folder";
    const auto link = fs::temp_directory_path() / (prefix + "abcdef");
    fs::create_directory(target);
    std::ofstream(target / "file") << "x";
    fs::create_directory_symlink(target, link);
    support::sweep_temporary_folders(prefix, std::chrono::seconds{0});
    CHECK(fs::exists(target / "file"));
    fs::remove(link);
    fs::remove_all(target);
}
