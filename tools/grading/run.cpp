#include "grading/run.hpp"

#include "grading/interrupt.hpp"
#include "grading/problem.hpp"
#include "support/text.hpp"

namespace grading {

void check_not_interrupted(std::size_t done, std::size_t of, const context& with) {
    if (!interrupted()) return;
    throw problem(own_failure, with.words.text("grade.interrupted", {{"done", std::to_string(done)},
                                                                     {"of", std::to_string(of)}}));
}

int in_a_run(bool by_scheduler, const progress& notify, const std::function<int()>& work) {
    const auto fail = [&](int status, const std::string& sentence) {
        if (notify.failed) notify.failed(sentence);
        return status;
    };
    const interrupt_guard signals;
    try {
        return work();
    } catch (const broken_input& reason) {
        return fail(by_scheduler ? never_mended : reason.status, reason.what());
    } catch (const problem& reason) {
        return fail(reason.status, reason.what());
    } catch (const std::exception& reason) {
        return fail(own_failure, support::one_line(reason.what(), 500));
    }
}

}  // namespace grading
