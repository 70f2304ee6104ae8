#include "autograder/little_memory.hpp"

#include "autograder/bytes.hpp"
#include "autograder/timeouts.hpp"
#include "support/deadline.hpp"
#include "support/process_table.hpp"

namespace suite {

void require_little_memory(context& ctx, program& process, std::uint64_t before, std::uint64_t size,
                           const char* todo) {
    if (!support::has_proc()) {
        ctx.unobserved.push_back({"files.memory-unobserved", {}});
        return;
    }
    const auto grown = [&] {
        const auto now = process.private_memory();
        return now > before ? now - before : 0;
    };
    const auto decided = [&] { return grown() > size / 2 || process.await_rest(); };
    support::await(decided, support::deadline::moment(time_to_answer));
    const auto most = grown();
    if (most <= size / 2) return;
    throw finding{{"files.memory", {{"size", count(size / mebibyte)}}},
                  {"files.little-memory", {}},
                  {"files.much-memory", {{"grown", count(most / mebibyte)}}},
                  {},
                  todo};
}

}  // namespace suite
