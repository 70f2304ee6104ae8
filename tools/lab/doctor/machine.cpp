#include "lab/doctor/machine.hpp"

#include "judge/compiler.hpp"
#include "lab/console/look.hpp"
#include "lab/render/isolation.hpp"
#include "lab/workspace/files.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <optional>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace doctor {
namespace {

namespace fs = std::filesystem;
using console::voice;

constexpr support::milliseconds time_limit{15'000};

// The first line that a program prints about its version; no value if it cannot be started.
std::optional<std::string> version_of(std::vector<std::string> argv) {
    support::command what;
    what.argv = std::move(argv);
    try {
        const auto ended = support::run(what, time_limit);
        if (!ended.status.success()) return std::nullopt;
        const auto text = ended.out.text();
        return text.substr(0, text.find('\n'));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

finding system(const voice& say) {
    const auto name = version_of({"uname", "-srm"}).value_or("?");
    return {"system", health::good,
            say.text("doctor.system",
                     {{"name", name}, {"cores", std::to_string(::sysconf(_SC_NPROCESSORS_ONLN))}})};
}

finding compiler(const lab::workspace& where, const voice& say) {
    try {
        const auto path = judge::find_compiler(where.tools());
        if (const auto version = version_of({path, "--version"}))
            return {"compiler", health::good, *version + " (" + path + ")"};
    } catch (const std::exception&) {
        // Reported below, as a program that is missing.
    }
    return {"compiler", health::bad, say.text("doctor.no-compiler")};
}

finding cmake(const voice& say) {
    if (const auto version = version_of({"cmake", "--version"}))
        return {"cmake", health::good, *version};
    return {"cmake", health::bad, say.text("doctor.no-cmake")};
}

finding suite(const lab::workspace& where, const voice& say) {
    const auto file = where.tools().suite;
    const bool there = ::access(file.c_str(), X_OK) == 0;
    return {"suite", there ? health::good : health::bad,
            there ? file.string() : say.text("doctor.no-suite", {{"file", file.string()}})};
}

finding ports(const voice& say) {
    std::string taken;
    if (!port_is_free(transport::tcp, 5000)) taken += "5000/tcp";
    if (!port_is_free(transport::udp, 5001)) taken += taken.empty() ? "5001/udp" : ", 5001/udp";
    if (taken.empty()) return {"ports", health::good, say.text("doctor.ports-free")};
    return {"ports", health::odd, say.text("doctor.ports-taken", {{"list", taken}})};
}

finding locale(const voice& say) {
    const auto look = console::look_of({}, console::process_environment, false);
    if (look.unicode) return {"locale", health::good, say.text("doctor.utf8")};
    return {"locale", health::odd, say.text("doctor.no-utf8")};
}

finding netcat(const voice& say) {
    for (const char* folder :
         {"/usr/bin/nc", "/bin/nc", "/usr/local/bin/nc", "/opt/homebrew/bin/nc"}) {
        if (::access(folder, X_OK) == 0) return {"netcat", health::good, folder};
    }
    return {"netcat", health::odd, say.text("doctor.no-netcat")};
}

// Runs sock-box as grading does. Grading never works as root, so an ordinary user has to ask. That
// user may be unable to enter the folder of the programs, so it runs a copy.
std::string ask(const fs::path& box, const char* what) {
    support::command command;
    if (::geteuid() != 0) {
        command.argv = {box.string(), what};
        return support::run(command, time_limit).out.text();
    }
    const lab::scratch_folder scratch;
    fs::permissions(scratch.path(), fs::perms(0755));
    const auto copy = scratch.path() / "sock-box";
    fs::copy_file(box, copy);
    command.argv = {"setpriv",        "--reuid=65534", "--regid=65534",
                    "--clear-groups", copy.string(),   what};
    command.directory = "/";
    return support::run(command, time_limit).out.text();
}

// Where root has no boxes, it may have users.
void add_users(const fs::path& box, const voice& say, std::vector<finding>& to) {
    if (::geteuid() != 0) return;
    support::command command;
    // The first block of users that grading takes.
    command.argv = {box.string(), "probe", "--users", "60706"};
    const auto probed =
        nlohmann::json::parse(support::run(command, time_limit).out.text(), nullptr, false);
    if (!probed.is_object() || !probed.value("possible", false)) return;
    const auto kinds = probed.at("isolation").get<std::vector<std::string>>();
    to.push_back({"grading-users", health::odd,
                  say.text("doctor.users", {{"list", render::isolation(kinds, say)}})});
}

std::vector<finding> grading(const lab::workspace& where, const voice& say) {
    const auto box = where.bin / "sock-box";
    if (::access(box.c_str(), X_OK) != 0)
        return {{"grading", health::odd, say.text("doctor.no-grading")}};
    try {
        const auto probed = ask(box, "probe");
        std::vector<finding> result = {isolation(probed, say)};
        if (result.front().state == health::bad) {
            add_users(box, say, result);
            return result;
        }
        result.push_back(bubblewrap(probed, say));
        for (auto& each : layers(ask(box, "layers"), say))
            result.push_back(std::move(each));
        return result;
    } catch (const std::exception&) {
        return {isolation("", say)};
    }
}

}  // namespace

std::string_view name(health which) {
    switch (which) {
    case health::good:
        return "good";
    case health::odd:
        return "odd";
    case health::bad:
        return "bad";
    }
    return "";
}

bool port_is_free(transport over, std::uint16_t port) {
    const int kind = over == transport::tcp ? SOCK_STREAM : SOCK_DGRAM;
    const int fd = ::socket(AF_INET, kind, 0);
    if (fd < 0) return false;
    // A server with SO_REUSEADDR can start despite connections in TIME-WAIT, so they do not count.
    const int yes = 1;
    if (over == transport::tcp) ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return free;
}

finding isolation(const std::string& json, const voice& say) {
    const auto answer = nlohmann::json::parse(json, nullptr, false);
    try {
        if (answer.at("possible").get<bool>()) {
            const auto kinds = answer.at("isolation").get<std::vector<std::string>>();
            return {"grading", health::good,
                    say.text("doctor.isolation", {{"list", render::isolation(kinds, say)}})};
        }
        std::string text;
        const std::string language(course::code(say.speaks()));
        for (const auto& item : answer.at("missing")) {
            text += (text.empty() ? "" : "\n") +
                    say.text("doctor.isolation-missing",
                             {{"why", item.at("why").at(language).get<std::string>()},
                              {"do", item.at("do").at(language).get<std::string>()}});
        }
        return {"grading", health::bad, text};
    } catch (const nlohmann::json::exception&) {
        return {"grading", health::bad, say.text("doctor.no-probe")};
    }
}

finding bubblewrap(const std::string& json, const voice& say) {
    const auto answer = nlohmann::json::parse(json, nullptr, false);
    const auto version = answer.value("bubblewrap", std::string{});
    int major = 0;
    int minor = 0;
    (void)std::sscanf(version.c_str(), "%d.%d", &major, &minor);  // 0.0: unknown, and so a warning
    const bool mended = major > 0 || minor >= 12;
    return {"bubblewrap", mended ? health::good : health::odd,
            mended ? version : say.text("doctor.bubblewrap-hole", {{"version", version}})};
}

std::vector<finding> layers(const std::string& json, const voice& say) {
    const auto answer = nlohmann::json::parse(json, nullptr, false);
    std::vector<finding> result;
    try {
        for (const auto& each : answer) {
            const auto id = each.at("id").get<std::string>();
            std::string open;
            for (const auto& what : each.at("open"))
                open += (open.empty() ? "" : ", ") + what.get<std::string>();
            const bool held = open.empty();
            result.push_back({"layer-" + id, held ? health::good : health::bad,
                              held ? say.text("doctor.layer." + id)
                                   : say.text("doctor.layer-open", {{"list", open}})});
        }
    } catch (const nlohmann::json::exception&) {
        result.clear();
    }
    if (result.empty()) result.push_back({"layers", health::bad, say.text("doctor.no-layers")});
    return result;
}

std::vector<finding> examine(const lab::workspace& where, const voice& say) {
    std::vector<finding> result = {system(say), compiler(where, say), suite(where, say)};
    result.push_back(ports(say));
    result.push_back(netcat(say));
    result.push_back(locale(say));
    // The students' bundle brings what is built, and does not grade.
    if (!where.has_solutions()) return result;
    result.push_back(cmake(say));
    for (auto& each : grading(where, say))
        result.push_back(std::move(each));
    return result;
}

}  // namespace doctor
