#include "grading/user_lease.hpp"

#include "grading/problem.hpp"
#include "support/process.hpp"

#include <cstddef>
#include <cstring>
#include <string>

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace grading {
namespace {

// Below the users that systemd makes up (61184) and above all that Debian's adduser and systemd's
// homed give away; a container with users of its own usually has 65,536 of them.
constexpr uid_t first_block = 60706;
constexpr uid_t size_of_block = 32;
constexpr uid_t blocks = 14;

bool has_a_name(uid_t first) {
    for (uid_t each = first; each < first + size_of_block; ++each)
        if (::getpwuid(each) != nullptr || ::getgrgid(each) != nullptr) return true;
    return false;
}

// A name of a socket that is no file (unix(7)) goes with its process, and no program in a box may
// have such a socket.
support::descriptor take(uid_t first) {
    support::descriptor made{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const auto text = "sock-lab-users-" + std::to_string(first);
    std::memcpy(name.sun_path + 1, text.data(), text.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    if (::bind(made.get(), reinterpret_cast<const sockaddr*>(&name), size) != 0) made.close();
    return made;
}

}  // namespace

user_lease::user_lease(const course::catalogue& words) {
    for (uid_t block = 0; block < blocks && !name_.open(); ++block) {
        first_ = first_block + block * size_of_block;
        if (!has_a_name(first_)) name_ = take(first_);
    }
    if (!name_.open()) throw problem(own_failure, words.text("isolation.no-users"));
}

user_lease::~user_lease() {
    if (box_.empty()) return;
    try {
        support::command what;
        what.argv = {box_.string(), "clean", "--users", std::to_string(first_)};
        static_cast<void>(support::run(what, support::milliseconds{10'000}));
    } catch (const std::exception&) {
        // The next batch with this block does it.
    }
}

}  // namespace grading
