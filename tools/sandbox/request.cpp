#include "sandbox/request.hpp"

#include <algorithm>
#include <charconv>

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>

namespace sandbox {
namespace {

binding parse_binding(const std::string& text, bool writable) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw failure("\"" + text + "\" is not HOST=BOX");
    }
    const binding made{text.substr(0, equals), text.substr(equals + 1), writable};
    if (made.inside.size() < 2 || made.inside.front() != '/') {
        throw failure("\"" + text + "\": the path in the box must begin with / and name something");
    }
    return made;
}

int parse_number(const std::string& text, int least, const std::string& otherwise) {
    int number = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || number < least)
        throw failure(otherwise);
    return number;
}

int parse_descriptor(const std::string& text) {
    return parse_number(text, 3, "--fd " + text + ": a descriptor is a number from 3 upwards");
}

void read_option(request& into, const std::string& option, const std::string& value) {
    if (option == "--ro") return into.bindings.push_back(parse_binding(value, false));
    if (option == "--rw") return into.bindings.push_back(parse_binding(value, true));
    const bool descriptor = option == "--fd" || option == "--fd-if-open";
    if (descriptor) {
        const int number = parse_descriptor(value);
        if (option == "--fd" || ::fcntl(number, F_GETFD) >= 0) into.descriptors.push_back(number);
        return;
    }
    if (option == "--users") {
        into.users = parse_users(value);
        return;
    }
    throw failure("unknown option " + option + " (sock-box --help)");
}

}  // namespace

uid_t parse_users(const std::string& text) {
    return static_cast<uid_t>(parse_number(
        text, 1000, "--users " + text + ": the first of their numbers, from 1000 upwards"));
}

namespace {

bool lies_in(const std::string& path, const std::string& folder) {
    return path == folder ||
           (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

// A folder of a submission may hold a symbolic link in the place of a binding's target, and an old
// bubblewrap follows it onto the host (CVE-2026-87766).
void require_none_within_another(const std::vector<binding>& all) {
    for (const auto& inner : all)
        for (const auto& outer : all)
            if (&inner != &outer && lies_in(inner.inside, outer.inside))
                throw failure(inner.inside + " would lie in " + outer.inside +
                              ": bind both apart from each other");
}

}  // namespace

request parse_request(const std::vector<std::string>& arguments) {
    request made;
    if (arguments.empty()) throw failure("which profile? " + std::string{profile_names()});
    made.rules = find_profile(arguments.front());
    if (made.rules == nullptr) {
        throw failure("no profile \"" + arguments.front() +
                      "\"; there are: " + std::string{profile_names()});
    }
    std::size_t at = 1;
    for (; at < arguments.size() && arguments[at] != "--"; at += 2) {
        if (at + 1 == arguments.size()) throw failure(arguments[at] + " needs a value");
        read_option(made, arguments[at], arguments[at + 1]);
    }
    require_none_within_another(made.bindings);
    if (at + 1 >= arguments.size()) throw failure("no program to run: … -- PROGRAM ARG…");
    made.program.assign(arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1, arguments.end());
    return made;
}

void bind_program(request& what) {
    auto& program = what.program.front();
    const bool bound =
        std::any_of(what.bindings.begin(), what.bindings.end(),
                    [&](const binding& each) { return lies_in(program, each.inside); });
    // A name without a slash is looked up in the box's PATH.
    if (bound || program.find('/') == std::string::npos) return;
    for (const auto* folder : {"/usr", "/bin", "/sbin", "/box"}) {
        if (lies_in(program, folder)) return;
    }
    char real[PATH_MAX];
    if (::realpath(program.c_str(), real) == nullptr) {
        throw failure("there is no program " + program);
    }
    const auto inside = "/program" + program.substr(program.rfind('/'));
    what.bindings.push_back({real, inside, false});
    program = inside;
}

}  // namespace sandbox
