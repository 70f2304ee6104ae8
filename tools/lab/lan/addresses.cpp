#include "lab/lan/addresses.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

namespace lan {
namespace {

// 172.16.0.0/12: the second number is 16 to 31.
bool in_172_16(std::string_view text) {
    if (!text.starts_with("172.")) return false;
    const auto rest = text.substr(4);
    const int second = std::atoi(std::string(rest.substr(0, rest.find('.'))).c_str());
    return second >= 16 && second <= 31;
}

reach reach_of_ipv4(std::string_view text) {
    if (text.starts_with("127.")) return reach::this_machine;
    if (text.starts_with("169.254.")) return reach::this_link;
    if (text.starts_with("10.") || text.starts_with("192.168.") || in_172_16(text))
        return reach::network;
    return reach::everywhere;
}

reach reach_of_ipv6(std::string_view text) {
    if (text == "::1") return reach::this_machine;
    // fe80::/10 is fe80 to febf.
    if (text.size() > 4 && text.starts_with("fe") &&
        std::string_view("89ab").find(text[2]) != std::string_view::npos)
        return reach::this_link;
    if (text.starts_with("fc") || text.starts_with("fd")) return reach::network;
    return reach::everywhere;
}

// Docker, libvirt and similar tools give the machine addresses that no other machine can reach.
bool for_containers(std::string_view interface) {
    constexpr std::array<std::string_view, 7> bridges{"docker", "br-",  "virbr", "veth",
                                                      "vmnet",  "vbox", "podman"};
    return std::any_of(bridges.begin(), bridges.end(),
                       [&](std::string_view it) { return interface.starts_with(it); });
}

std::string text_of(const sockaddr& from) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* raw = nullptr;
    if (from.sa_family == AF_INET)
        raw = &reinterpret_cast<const sockaddr_in&>(from).sin_addr;  // NOLINT: sockaddr(3type)
    else
        raw = &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;  // NOLINT
    const char* written = ::inet_ntop(from.sa_family, raw, text.data(), text.size());
    return written == nullptr ? std::string() : std::string(written);
}

int rank(const address& it) {
    if (it.container) return 9;
    if (it.reach == reach::this_link) return 7;
    return (it.ipv6 ? 4 : 0) + (it.reach == reach::network ? 0 : 1);
}

}  // namespace

reach reach_of(std::string_view text, bool ipv6) {
    return ipv6 ? reach_of_ipv6(text) : reach_of_ipv4(text);
}

std::vector<address> addresses() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
    std::vector<address> result;
    for (const auto* it = list; it != nullptr; it = it->ifa_next) {
        if (it->ifa_addr == nullptr || (it->ifa_flags & IFF_UP) == 0) continue;
        const int family = it->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6) continue;
        const bool ipv6 = family == AF_INET6;
        const auto text = text_of(*it->ifa_addr);
        result.push_back(
            {it->ifa_name, text, ipv6, reach_of(text, ipv6), for_containers(it->ifa_name)});
    }
    return result;
}

std::vector<address> reachable(std::vector<address> all) {
    // A link-local IPv6 address needs the name of the other machine's interface after it, which is
    // unknown here, so it cannot be typed.
    const auto useless = [](const address& it) {
        return it.reach == reach::this_machine || (it.ipv6 && it.reach == reach::this_link);
    };
    all.erase(std::remove_if(all.begin(), all.end(), useless), all.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const address& a, const address& b) { return rank(a) < rank(b); });
    return all;
}

}  // namespace lan
