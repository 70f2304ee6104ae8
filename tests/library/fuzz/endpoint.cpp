// Any text: endpoint::parse accepts or refuses it, and an accepted text round-trips.
#include <sock.hpp>

#include "target.hpp"

#include <cstdlib>
#include <functional>
#include <string_view>

namespace {

void demand(bool holds) {
    if (!holds) std::abort();
}

void take(std::string_view text) {
    const auto first = sock::endpoint::parse(text);
    const auto again = sock::endpoint::parse(first.to_string());
    demand(again == first);
    demand(std::hash<sock::endpoint>()(again) == std::hash<sock::endpoint>()(first));
    demand(again.to_string() == first.to_string());
    demand(sock::endpoint(first.address(), first.port()) == first);
}

void is_number(std::string_view text) {
    const auto port = sock::parse_port(text);
    demand(!port || sock::endpoint("127.0.0.1", *port).port() == *port);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    for (const auto each : {take, is_number}) {
        try {
            each(text);
        } catch (const sock::error& refused) {
            demand(refused.code() == std::errc::invalid_argument);
        }
    }
    return 0;
}
