#include "tools/sandbox/fixture.hpp"

#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace test_box {
namespace {

constexpr support::milliseconds time_limit{30000};

class shared_folder {
  public:
    shared_folder() {
        char made[] = "/tmp/sock-test-box-XXXXXX";
        if (::mkdtemp(made) == nullptr) throw std::runtime_error("no folder in /tmp");
        path_ = made;
        ::chmod(made, 0755);
    }
    shared_folder(const shared_folder&) = delete;
    ~shared_folder() {
        std::error_code none;
        std::filesystem::remove_all(path_, none);
    }

    [[nodiscard]] std::string copy_of(const std::string& program) const {
        auto copy = path_ + program.substr(program.rfind('/'));
        constexpr auto once = std::filesystem::copy_options::skip_existing;
        static_cast<void>(std::filesystem::copy_file(program, copy, once));
        return copy;
    }

  private:
    std::string path_;
};

// If the build folder is in a home folder, an ordinary user other than its owner cannot reach the
// programs. Then they are copied to a folder that every user can reach.
std::string reachable(const std::string& program) {
    if (::geteuid() != 0) return program;
    static const shared_folder folder;
    return folder.copy_of(program);
}

}  // namespace

support::command box_command(const words& arguments) {
    support::command what;
    if (::geteuid() == 0) {
        what.argv = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    }
    what.argv.push_back(reachable(SOCK_BOX));
    what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
    what.directory = "/";
    return what;
}

std::string box_guest() {
    return reachable(BOX_GUEST);
}

support::finished in_box(const words& arguments) {
    return support::run(box_command(arguments), time_limit);
}

support::finished guest(const std::string& profile, const words& trick) {
    words arguments = {profile, "--", box_guest()};
    arguments.insert(arguments.end(), trick.begin(), trick.end());
    return in_box(arguments);
}

std::string said(const support::finished& what) {
    auto text = what.out.text();
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::string guest_says(const std::string& profile, const words& trick) {
    const auto ran = guest(profile, trick);
    INFO(ran.err.text());
    CHECK_FALSE(ran.timed_out);
    return said(ran);
}

bool possible() {
    static const auto probe = in_box({"probe"});
    if (probe.status.success()) return true;
    std::cout << "no box on this machine: " << probe.out.text() << std::endl;
    return false;
}

lifeline::lifeline() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
}

lifeline::~lifeline() {
    ::close(ends_[0]);
    ::close(ends_[1]);
}

bool lifeline::all_dead(support::milliseconds limit) {
    ::close(ends_[1]);
    ends_[1] = -1;
    support::deadline until{limit};
    pollfd watched{ends_[0], POLLIN, 0};
    while (!until.expired()) {
        if (::poll(&watched, 1, until.poll_timeout()) > 0) return (watched.revents & POLLHUP) != 0;
    }
    return false;
}

}  // namespace test_box
