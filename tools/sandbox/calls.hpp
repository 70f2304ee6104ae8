/// @file
/// The system calls that each kind of box allows, as a table; every other one is refused.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

/// The kinds of work that need different calls; values of a bit set.
enum class work : unsigned { unpack = 1, build = 2, suite = 4, run = 8, script = 16 };

/// Calls that are needed for one reason.
struct call_group {
    std::string_view name;
    unsigned kinds;          ///< a set of `work`
    std::string_view names;  ///< of the calls, with blanks between them
    std::string_view why;
};

[[nodiscard]] std::span<const call_group> call_groups();

/// Only some values of one argument are allowed: `argument & mask` is one of `values`.
struct argument_rule {
    std::string_view call;
    unsigned argument = 0;
    std::uint64_t mask = 0xffffffff;  ///< the kernel looks at 32 bits of an int
    std::span<const std::uint64_t> values;
};

/// Those of a call. Empty: all its arguments are allowed.
[[nodiscard]] std::vector<argument_rule> argument_rules(std::string_view call, work kind);

/// The names of the calls that `kind` allows, each once.
[[nodiscard]] std::vector<std::string> allowed_calls(work kind);

/// The numbers of them that this machine has, in ascending order.
[[nodiscard]] std::vector<int> allowed_numbers(work kind);

/// The error with which a refused call fails: ENOSYS if `kind` does not have it, else the one that
/// it has for a value that the kernel does not know. Libraries expect these and fall back.
[[nodiscard]] int refusal(std::string_view call, work kind);

/// The table as Markdown, for the graders' handbook.
void describe_calls(std::ostream& out);

}  // namespace sandbox
