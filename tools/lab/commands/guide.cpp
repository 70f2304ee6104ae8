#include "course/guide.hpp"

#include "lab/commands/commands.hpp"
#include "lab/render/guide.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "support/similar.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <cctype>
#include <iostream>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

extern char** environ;

namespace lab {
namespace {

using course::guide_section;

const guide_section& section_named(const std::vector<guide_section>& all, const std::string& name) {
    std::vector<std::string> anchors;
    for (const auto& each : all) {
        if (each.anchor == name) return each;
        anchors.push_back(each.anchor);
    }
    const auto meant = support::similar(name, anchors);
    if (meant.empty()) throw problem(status::wrong_use, "no-section", {{"word", name}});
    throw problem(status::wrong_use, "no-section-meant", {{"word", name}, {"meant", meant}});
}

bool is_set(const char* variable) {
    return !console::process_environment(variable).empty();
}

/// What opens an address in this desktop's browser: xdg-open(1), open(1) of macOS, wslview(1) of
/// WSL. Empty where there is no desktop.
std::string opener() {
#ifdef __APPLE__
    return "open";
#else
    if (is_set("WSL_DISTRO_NAME")) return "wslview";
    return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") ? "xdg-open" : "";
#endif
}

/// Starts a program that may stay open longer than this one, in a session of its own: it must not
/// end when this terminal is closed. False if it is not installed.
bool start_apart(const std::string& program, const std::string& argument) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    // posix_spawn takes pointers to char, and does not write through them.
    std::string name = program;
    std::string value = argument;
    char* const argv[] = {name.data(), value.data(), nullptr};
    const int failed = ::posix_spawnp(nullptr, name.c_str(), &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0;
}

/// A file's address for a browser (RFC 8089); what is no letter, digit or plain sign is escaped.
std::string address_of(const fs::path& page, const std::string& anchor) {
    constexpr auto digits = "0123456789ABCDEF";
    std::string result = "file://";
    for (const char each : fs::absolute(page).string()) {
        const auto byte = static_cast<unsigned char>(each);
        const bool plain =
            byte < 128 &&
            (std::isalnum(byte) != 0 || std::string_view("/._-~").find(each) != std::string::npos);
        if (plain)
            result += each;
        else
            result.append({'%', digits[byte / 16], digits[byte % 16]});
    }
    return anchor.empty() ? result : result + '#' + anchor;
}

void print_json(const guide_section& section, const std::vector<guide_section>& all,
                const std::string& page) {
    nlohmann::ordered_json result = {{"schema", "sock-lab/guide/1"}, {"page", page}};
    result["section"] = section.anchor;
    result["title"] = section.title;
    result["text"] = section.text;
    for (const auto& each : all)
        result["sections"].push_back({{"section", each.anchor}, {"title", each.title}});
    std::cout << wire::dump(result, 2) << "\n";
}

}  // namespace

status run(const session& now, const cli::guide_arguments& arguments) {
    const auto source = guide_of(now);
    if (source.empty()) throw problem(status::own_failure, "no-guide");
    const auto text = read_file(source);
    const auto all = course::sections(text);
    const auto section =
        arguments.section.empty() ? guide_section{} : section_named(all, arguments.section);
    const auto page = fs::path(source).replace_extension(".html");
    if (now.json) {
        print_json(section, all, now.where.shown(page));
        return status::well;
    }
    const bool to_look_at = !now.say.how().plain && console::this_device().output_is_terminal &&
                            !opener().empty() && fs::is_regular_file(page);
    if (to_look_at && start_apart(opener(), address_of(page, section.anchor)))
        std::cout << now.say.paragraph(0, "guide.opened", {{"page", now.where.shown(page)}});
    else if (section.anchor.empty())
        std::cout << render::contents(all, now.say);
    else
        std::cout << render::section(section, now.say);
    return status::well;
}

}  // namespace lab
