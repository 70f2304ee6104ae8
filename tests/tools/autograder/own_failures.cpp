// A failure of the suite itself is thrown as an error, and is never an observation of the program.
#include "autograder/check.hpp"
#include "autograder/ports.hpp"
#include "autograder/probe_port.hpp"
#include "autograder/session.hpp"
#include "autograder/tcp_peer.hpp"

#include <functional>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sock_catch.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using suite::transport;

/// While this object lives, the process gets no new descriptor: EMFILE.
class no_descriptors {
  public:
    no_descriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest_free = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
        ::close(lowest_free);
        auto none = before_;
        none.rlim_cur = static_cast<rlim_t>(lowest_free);
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;

  private:
    rlimit before_{};
};

std::string failure_without_descriptors(const std::function<void()>& act) {
    const no_descriptors exhausted;
    try {
        act();
    } catch (const std::system_error& failure) {
        return failure.code() == std::errc::too_many_files_open ? "EMFILE" : failure.what();
    }
    return "no failure";
}

}  // namespace

TEST_CASE("without a descriptor, each probe fails instead of blaming the program") {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    const auto port = listener.local_endpoint().port();
    suite::timeline record;
    CHECK(failure_without_descriptors([&] {
              static_cast<void>(suite::connect_to({"127.0.0.1", port}, record, "program"));
          }) == "EMFILE");
    for (const auto kind : {transport::tcp, transport::udp}) {
        CHECK(failure_without_descriptors(
                  [&] { static_cast<void>(suite::answers(kind, "127.0.0.1", port)); }) == "EMFILE");
        CHECK(failure_without_descriptors(
                  [&] { static_cast<void>(suite::can_bind(kind, "127.0.0.1", 0)); }) == "EMFILE");
        CHECK(failure_without_descriptors(
                  [&] { static_cast<void>(suite::port_lease::try_take(kind, port)); }) == "EMFILE");
        CHECK(failure_without_descriptors([&] { const suite::occupied_port taken(kind); }) ==
              "EMFILE");
        CHECK(failure_without_descriptors([&] { static_cast<void>(suite::sockets(kind)); }) ==
              "EMFILE");
    }
}

TEST_CASE("an address that cannot be reached is a failure of the suite itself to connect") {
    suite::timeline record;
    // No route leads to 255.255.255.255 without SO_BROADCAST: connect(2) fails with EACCES or
    // ENETUNREACH. A program cannot cause that.
    CHECK_THROWS_AS(suite::connect_to({"255.255.255.255", 9}, record, "program"),
                    std::system_error);
}

TEST_CASE("a port without a listener refuses, and that is an observation") {
    auto bound = sock::tcp_listener::bind({"127.0.0.1", 0});
    suite::timeline record;
    const auto port = bound.local_endpoint().port();
    CHECK_FALSE(suite::connect_to({"127.0.0.1", port}, record, "program"));
    CHECK_FALSE(suite::answers(transport::tcp, "127.0.0.1", port));
    CHECK_FALSE(suite::can_bind(transport::tcp, "127.0.0.1", port));
    CHECK_FALSE(suite::can_bind(transport::tcp, "192.0.2.1", 0));
}

TEST_CASE("a check that gets no descriptor is an internal error, not a failure of the program") {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    const auto port = listener.local_endpoint().port();
    suite::request asked;
    asked.course_folder = SOCK_TREE "/exercises";
    asked.words_folder = SOCK_TREE "/tests/autograder/words";
    const suite::session run(asked);
    const suite::check_definition connects{
        "tcp_server/listens",
        [&](suite::context& ctx) {
            const no_descriptors exhausted;
            if (suite::connect_to({"127.0.0.1", port}, ctx.trace, "program")) return;
            throw suite::finding{{"next-client.refused", {}}, {}, {}, {}, {}};
        },
        {}};
    const auto result = suite::run_check(connects, run, {}, asked.check_time);
    CHECK(result.check.verdict == suite::verdict::internal_error);
    CHECK(result.check.diagnosis.id == "suite.fault");
}
