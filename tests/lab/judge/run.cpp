#include "judge/run.hpp"

namespace judge {

process::finished run_until(const process::command& what, process::milliseconds limit,
                            const stop_question& stop) {
    const auto began = process::clock::now();
    process::deadline until(limit);
    process::child it(what);
    bool ended = false;
    while (!ended && !until.expired() && !(stop && stop())) {
        process::deadline glance(process::milliseconds{200});
        ended = it.wait(glance).has_value();
    }
    process::finished result;
    result.timed_out = !ended;
    result.status = it.end();
    result.out = it.output();
    result.err = it.errors();
    result.cpu = it.cpu();
    result.took = std::chrono::duration_cast<process::milliseconds>(process::clock::now() - began);
    return result;
}

}  // namespace judge
