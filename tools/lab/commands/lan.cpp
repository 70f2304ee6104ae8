#include "lab/commands/commands.hpp"
#include "lab/lan/addresses.hpp"
#include "lab/lan/ports.hpp"
#include "support/text_width.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

using lan::port_state;

struct findings {
    std::vector<lan::address> addresses;  ///< that another machine may type
    std::vector<lan::port> ports;
};

// Other machines cannot connect if there is no address, or if only this machine can reach the
// server.
bool others_get_in(const findings& it) {
    const bool hidden = std::any_of(it.ports.begin(), it.ports.end(), [](const lan::port& one) {
        return one.state == port_state::loopback_only;
    });
    return !hidden && !it.addresses.empty();
}

std::string number_of(const lan::port& it) {
    const auto kind = it.kind == support::transport::tcp ? "/tcp" : "/udp";
    return std::to_string(it.number) + kind;
}

std::string client_of(const lan::port& it) {
    return it.program.substr(0, it.program.find('_')) + "_client";
}

std::string mark_of(port_state state, const console::voice& say) {
    if (state == port_state::everywhere) return say.paint(console::role::good, say.symbol("✓"));
    if (state == port_state::loopback_only) return say.paint(console::role::bad, say.symbol("✗"));
    return say.symbol("·");
}

void print_addresses(const findings& it, const console::voice& say) {
    std::cout << say.paint(console::role::heading, say.text("lan.title")) << "\n\n";
    if (it.addresses.empty()) std::cout << say.paragraph(2, "lan.no-address");
    for (const auto& one : it.addresses) {
        std::string note;
        if (one.container) note = say.text("lan.container");
        if (!one.container && one.reach == lan::reach::this_link) note = say.text("lan.this-link");
        std::cout << "  " << support::pad_right(one.text, 16) << "  "
                  << support::paragraph(support::pad_right(say.show(one.interface), 8), note,
                                        say.how().columns - 20);
    }
    std::cout << "\n";
}

void print_ports(const findings& it, const console::voice& say) {
    constexpr int margin = 2 + 1 + 1 + 8 + 2;
    for (const auto& one : it.ports) {
        const auto text = say.text("lan.port." + std::string(lan::name(one.state)),
                                   {{"program", one.program},
                                    {"port", std::to_string(one.number)},
                                    {"address", one.address}});
        const auto first =
            "  " + mark_of(one.state, say) + " " + support::pad_right(number_of(one), 8) + "  ";
        // The mark may be coloured, and an escape sequence takes no room.
        const auto lines = support::wrap(text, say.how().columns - margin);
        for (const auto& line : lines)
            std::cout << (&line == &lines.front() ? first : support::pad_right("", margin)) << line
                      << "\n";
    }
}

// The commands to type, with the address that is most likely to work.
void print_commands(const findings& it, const console::voice& say) {
    if (it.addresses.empty()) return;
    const auto& address = it.addresses.front().text;
    std::cout << "\n" << say.paragraph(2, "lan.here");
    for (const auto& one : it.ports)
        std::cout << "    " << say.text("lan.type-here", {{"program", one.program}}) << "\n";
    std::cout << say.paragraph(2, "lan.there");
    for (const auto& one : it.ports)
        std::cout << "    "
                  << say.text("lan.type-there", {{"program", client_of(one)}, {"address", address}})
                  << "\n";
    std::cout << "\n" << say.paragraph(2, "lan.trouble", {{"address", address}});
}

void print_json(const findings& it) {
    auto addresses = nlohmann::ordered_json::array();
    for (const auto& one : it.addresses)
        addresses.push_back({{"interface", one.interface},
                             {"address", one.text},
                             {"ipv6", one.ipv6},
                             {"container", one.container}});
    auto ports = nlohmann::ordered_json::array();
    for (const auto& one : it.ports)
        ports.push_back({{"program", one.program},
                         {"kind", one.kind == support::transport::tcp ? "tcp" : "udp"},
                         {"port", one.number},
                         {"state", lan::name(one.state)},
                         {"address", one.address}});
    const nlohmann::ordered_json result = {
        {"schema", "sock-lab/lan/1"}, {"addresses", addresses}, {"ports", ports}};
    std::cout << wire::dump(result, 2) << "\n";
}

}  // namespace

status run(const session& now, const cli::lan_arguments& /*arguments*/) {
    const findings it{lan::reachable(lan::addresses()), lan::ports()};
    if (now.json) {
        print_json(it);
    } else {
        print_addresses(it, now.say);
        print_ports(it, now.say);
        print_commands(it, now.say);
    }
    return others_get_in(it) ? status::well : status::check_failed;
}

}  // namespace lab
