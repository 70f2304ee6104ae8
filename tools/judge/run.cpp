#include "judge/run.hpp"

namespace judge {

support::finished run_until(const support::command& what, support::milliseconds limit,
                            const stop_question& stop) {
    const auto began = support::clock::now();
    support::deadline until(limit);
    support::child it(what);
    bool ended = false;
    while (!ended && !until.expired() && !(stop && stop())) {
        support::deadline slice(support::milliseconds{200});
        ended = it.wait(slice).has_value();
    }
    support::finished result;
    result.timed_out = !ended;
    result.status = it.end();
    result.out = it.output();
    result.err = it.errors();
    result.cpu = it.cpu();
    result.took = std::chrono::duration_cast<support::milliseconds>(support::clock::now() - began);
    return result;
}

}  // namespace judge
