#include "autograder/by_hand.hpp"

#include <sock.hpp>

#include "autograder/ports.hpp"
#include "course/words.hpp"
#include "support/deadline.hpp"
#include "support/process.hpp"
#include "support/text.hpp"
#include "tools/scratch.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <sock_catch.hpp>

using namespace suite;

namespace {

namespace fs = std::filesystem;

struct diagnosis_command {
    std::string diagnosis;
    std::string text;
};

std::vector<diagnosis_command> commands_in(const fs::path& folder) {
    std::vector<diagnosis_command> result;
    if (!fs::exists(folder / "diagnoses.toml")) return result;
    for (const auto& [id, text] : course::read_texts(folder / "diagnoses.toml"))
        if (id.ends_with(".by_hand")) result.push_back({id.substr(0, id.rfind('.')), text});
    return result;
}

std::vector<diagnosis_command> all_commands() {
    auto result = commands_in(SOCK_TREE "/tests/autograder/words");
    for (const auto& folder : fs::directory_iterator(SOCK_TREE "/exercises")) {
        const auto more = commands_in(folder.path() / "words");
        result.insert(result.end(), more.begin(), more.end());
    }
    return result;
}

/// The folder of a lab, in which commands are typed. `lab` here takes only what the real one takes,
/// and `pidof` finds a process of this test, because some commands end what it finds.
class lab_folder {
  public:
    lab_folder() : sleeper_(support::command{.argv = {"sleep", "60"}}) {
        script("lab", "case \"$1 $#\" in\n"
                      "    'run '*) case \"$2\" in *_server|*_client) exec sleep 30;; esac;;\n"
                      "    'replay 2') case \"$2\" in */*) exit 0;; esac;;\n"
                      "esac\n"
                      "echo \"usage: $*\" >&2\nexit 2\n");
        script("bin/pidof", "echo " + std::to_string(sleeper_.pid()) + "\n");
        place_.put("users.events");
        place_.put("remote/hola.txt");
    }

    [[nodiscard]] support::child start(const std::string& text) const {
        support::command what;
        what.argv = {"bash", "-c", "PATH=$PWD/bin:$PATH; " + text};
        what.directory = place_.path().string();
        return support::child(what);
    }

  private:
    void script(const std::string& name, const std::string& body) const {
        fs::permissions(place_.put(name, "#!/bin/sh\n" + body), fs::perms::owner_all);
    }

    scratch place_;
    support::child sleeper_;
};

bool is_complaint(const std::string& errors) {
    constexpr std::array words{"usage",        "nvalid",       "nrecognized", "not found",
                               "No such file", "syntax error", "requires",    "Permission denied"};
    return std::any_of(words.begin(), words.end(),
                       [&](const char* word) { return support::holds(errors, word); });
}

}  // namespace

TEST_CASE("bytes become a command that writes exactly them") {
    CHECK(by_hand::output("hola\n") == "printf 'hola\\n'");
    CHECK(by_hand::output("it's 100 %\\") == "printf 'it'\\''s 100 %%\\\\'");
    CHECK(by_hand::output(std::string("uno\0dos", 7)) == "printf 'uno\\000dos'");
    CHECK(by_hand::output("ñ") == "printf 'ñ'");
}

TEST_CASE("bytes that a person cannot type come from /dev/urandom") {
    CHECK(by_hand::output(std::string(1024, 'x')) == "head -c 1024 /dev/urandom");
    CHECK(by_hand::output("\xff") == "head -c 1 /dev/urandom");
}

TEST_CASE("a connection is a descriptor of the shell") {
    CHECK(by_hand::connect(3, "127.0.0.1", 5000) == "exec 3<>/dev/tcp/127.0.0.1/5000");
    CHECK(by_hand::send(3, "hola\n") == "printf 'hola\\n' >&3");
    CHECK(by_hand::receive(3, 5) == "head -c 5 <&3");
    CHECK(by_hand::close(3) == "exec 3>&-");
}

TEST_CASE("every command with which to see a failure runs as it stands") {
    const lab_folder lab;
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen(128);  // the queue is enough: no reply is looked at
    const auto port = std::to_string(listener.local_endpoint().port());
    std::set<std::string> known;
    std::vector<std::pair<std::string, support::child>> running;
    for (const auto& it : all_commands()) {
        const bool listens = support::holds(it.text, "nc -l");
        const auto text = course::fill(
            it.text, {{"port", listens ? std::to_string(free_port(transport::tcp)) : port},
                      {"program", "tcp_server"},
                      {"check", "tcp_server/echo"}});
        CHECK(text.find('{') == std::string::npos);
        if (known.insert(it.text).second) running.emplace_back(text, lab.start(text));
    }
    REQUIRE(running.size() > 40);
    support::deadline until(support::milliseconds{1000});
    for (auto& [text, process] : running) {
        const auto status = process.wait(until);
        INFO(text << "\n" << process.errors().text());
        CHECK_FALSE(is_complaint(process.errors().text()));
        if (status) CHECK(status->code < 126);
    }
}

TEST_CASE("a UDP program is looked at with the tools' options for UDP") {
    for (const auto& it : all_commands()) {
        if (!it.diagnosis.starts_with("datagram.") && !it.diagnosis.starts_with("udp-client."))
            continue;
        INFO(it.diagnosis << ": " << it.text);
        if (support::holds(it.text, "nc ")) CHECK(support::holds(it.text, "nc -u"));
        if (support::holds(it.text, "ss ")) CHECK(support::holds(it.text, "ss -u"));
    }
}
