// The kernel bounds the memory of a sandbox if the machine delegates a cgroup.
#include "tools/sandbox/fixture.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

using namespace test_box;
namespace fs = std::filesystem;

namespace {

constexpr support::milliseconds plenty{30'000};
constexpr unsigned ordinary_user = 65534;

std::string contents(const fs::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

bool version_1() {
    return fs::exists("/sys/fs/cgroup/memory/memory.limit_in_bytes");
}

/// A cgroup that belongs to an ordinary user, as systemd's Delegate=yes makes one.
class delegated_cgroup {
  public:
    delegated_cgroup() {
        const fs::path top = version_1() ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
        group_ = top / ("sock-test-" + std::to_string(::getpid()));
        std::ofstream{top / "cgroup.subtree_control"} << "+memory";
        fs::create_directory(group_);
        std::ofstream{group_ / "cgroup.subtree_control"} << "+memory";
        fs::create_directory(leaf());
        for (const auto& each : {group_, leaf()}) {
            own(each);
            own(each / "cgroup.procs");
        }
    }
    delegated_cgroup(const delegated_cgroup&) = delete;
    delegated_cgroup& operator=(const delegated_cgroup&) = delete;
    ~delegated_cgroup() {
        ::rmdir(leaf().c_str());
        ::rmdir(group_.c_str());
    }

    /// sock-box with `arguments`, started in the cgroup.
    [[nodiscard]] support::finished in_box(const words& arguments) const {
        auto what = box_command(arguments);
        const auto enter = "echo $$ >" + (leaf() / "cgroup.procs").string() + "; exec \"$@\"";
        what.argv.insert(what.argv.begin(), {"sh", "-c", enter, "sh"});
        return support::run(what, plenty);
    }

    /// The highest total memory use of its processes, in bytes.
    [[nodiscard]] std::uint64_t peak() const {
        return std::stoull(
            contents(group_ / (version_1() ? "memory.max_usage_in_bytes" : "memory.peak")));
    }

    [[nodiscard]] bool has_leftovers() const {
        const auto folders = [](const fs::path& in) {
            return std::count_if(fs::directory_iterator(in), fs::directory_iterator{},
                                 [](const auto& each) { return each.is_directory(); });
        };
        return folders(group_) != 1 || folders(leaf()) != 0;
    }

    void leave_one_behind(const std::string& name) const {
        fs::create_directory(leaf() / name);
        own(leaf() / name);
    }

  private:
    [[nodiscard]] fs::path leaf() const { return group_ / "leaf"; }

    static void own(const fs::path& path) {
        if (::chown(path.c_str(), ordinary_user, ordinary_user) != 0)
            throw std::runtime_error(path.string());
    }

    fs::path group_;
};

bool can_delegate() {
    if (!possible()) return false;
    const bool version_2 =
        contents("/sys/fs/cgroup/cgroup.controllers").find("memory") != std::string::npos;
    const bool writable = ::geteuid() == 0 && ::access("/sys/fs/cgroup", W_OK) == 0;
    if (writable && (version_1() || version_2)) return true;
    std::cout << "skipped: no cgroup can be delegated here (root and a memory controller needed)\n";
    return false;
}

std::string memory_means(const support::finished& probe) {
    return nlohmann::json::parse(probe.out.text()).at("isolation").at(7);
}

}  // namespace

TEST_CASE("a burst of memory between two measurements stays within the cgroup's limit") {
    if (!can_delegate()) return;
    const delegated_cgroup group;
    const auto ran = group.in_box({"run-sanitized", "--", box_guest(), "hog", "1", "3000"});
    CHECK(ran.status.signal == 9);
    CHECK(ran.err.text() == "sock-box: ended, because it used more than 512 MB of memory\n");
    CHECK(group.peak() <= 700ULL * 1024 * 1024);  // 640 MB, plus sock-box's own memory
    CHECK_FALSE(group.has_leftovers());
}

TEST_CASE("nested sandboxes share the cgroup's limit") {
    if (!can_delegate()) return;
    const delegated_cgroup group;
    const auto ran =
        group.in_box({"suite", "--", "/box/sock-box", "run", "--", "/bin/sh", "-c", ":"});
    INFO(ran.err.text());
    CHECK(ran.status.success());
    CHECK_FALSE(group.has_leftovers());
}

TEST_CASE("a probe reports how memory is bounded") {
    if (!can_delegate()) return;
    const delegated_cgroup group;
    group.leave_one_behind("sock-box-999999999");  // as by a killed sock-box
    CHECK(memory_means(group.in_box({"probe"})) == "memory-cgroup");
    CHECK_FALSE(group.has_leftovers());
}
