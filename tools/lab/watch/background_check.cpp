#include "lab/watch/background_check.hpp"

#include <utility>

namespace watch {

background_check::background_check(const judge::tools& tools, const course::catalogue& words,
                                   lab::trial what)
    : trial_(std::move(what)), worker_([this, &tools, &words] { work(tools, words); }) {}

background_check::~background_check() {
    stopped_ = true;
    worker_.join();
}

void background_check::work(const judge::tools& tools, const course::catalogue& words) {
    judge::suite_options options;
    options.hurry = true;
    options.stop = [this] { return stopped_.load(); };
    options.on_check = [this](const wire::check&) { ++checked_; };
    lab::judge_trial(trial_, scratch_.path() / "0", tools, words, options);
    ended_ = true;
}

}  // namespace watch
