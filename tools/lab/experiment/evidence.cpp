#include "lab/experiment/evidence.hpp"

#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace experiment {
namespace {

using nlohmann::ordered_json;

std::string_view name(act_kind kind) {
    constexpr std::array names{"started", "typed", "end-of-input", "interrupted",
                               "killed",  "told",  "ended",        "still-runs"};
    return names[static_cast<std::size_t>(kind)];
}

ordered_json describe(const act& it) {
    ordered_json result = {{"act", name(it.kind)}};
    if (!it.text.empty()) result["text"] = it.text;
    if (it.kind != act_kind::ended) return result;
    if (it.signal != 0) {
        result["signal"] = it.signal;
    } else {
        result["status"] = it.status;
    }
    return result;
}

// Descriptor numbers are left out, because they depend on what the programs inherit.
ordered_json describe(const event& it) {
    ordered_json result = {{"event", it.what}};
    const auto add = [&result](const char* key, const std::string& text) {
        if (!text.empty()) result[key] = text;
    };
    add("kind", it.kind);
    add("local", it.local);
    add("peer", it.peer);
    if (it.bytes) result["bytes"] = *it.bytes;
    if (it.asked) result["asked"] = *it.asked;
    add("call", it.call);
    add("error", it.error);
    if (it.again) result["again"] = true;
    result["t"] = it.t;
    return result;
}

ordered_json describe(const step& it, const recording& in) {
    const auto i = it.who == side::client ? 0U : 1U;
    ordered_json result = {{"program", in.programs[i]}};
    result.update(it.is_act ? describe(it.act) : describe(it.event));
    return result;
}

}  // namespace

std::string_view name(origin which) {
    constexpr std::array names{"own", "reference", "folder"};
    return names[static_cast<std::size_t>(which)];
}

std::string json_lines(const played& it, origin whose) {
    const auto line = [](const ordered_json& what) { return wire::dump(what, -1) + "\n"; };
    auto result = line({{"schema", "sock-lab/experiment/1"},
                        {"experiment", name(it.which)},
                        {"programs", name(whose)},
                        {"recorded", it.recorded}});
    for (const auto& step : it.steps)
        result += line(describe(step, it.record));
    const auto what = outcome(it);
    result += line({{"outcome", what},
                    {"as_described", as_described(it.which, what)},
                    {"output", it.output},
                    {"errors", it.errors}});
    return result;
}

std::string file_name(letter which, std::string_view ending) {
    return "experiment_" + std::string(name(which)) + "." + std::string(ending);
}

}  // namespace experiment
