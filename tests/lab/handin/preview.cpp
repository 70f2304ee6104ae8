#include "handin/preview.hpp"

#include "files.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace handin {
namespace {

judge::program judge_one(const candidate& it, const judge::tools& tools,
                         const course::catalogue& words, const std::filesystem::path& folder,
                         const judge::suite_options& options) {
    try {
        std::filesystem::create_directory(folder);
        return judge::judge_program(tools, *it.exercise, it.sources, folder, words, options)
            .program;
    } catch (const std::exception& error) {
        judge::program failed;
        failed.name = it.exercise->program;
        failed.status = judge::program_status::internal_error;
        failed.message = error.what();
        failed.checks =
            judge::not_run(*it.exercise, {"internal-error", {}, error.what()}, words.speaks());
        return failed;
    }
}

}  // namespace

std::vector<judge::program> preview(const std::vector<candidate>& all, const judge::tools& tools,
                                    const course::catalogue& words,
                                    const std::function<void(const judge::check&)>& on_check) {
    const lab::scratch_folder scratch;
    judge::suite_options options;
    options.on_check = on_check;
    std::vector<judge::program> result(all.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (auto i = next++; i < all.size(); i = next++)
            result[i] =
                judge_one(all[i], tools, words, scratch.path() / std::to_string(i), options);
    };
    // No more than cores, because a compiler and a check that measures time should not fight for
    // one.
    const auto cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
    std::vector<std::thread> workers;
    for (std::size_t i = 0; i < std::min(cores, all.size()); ++i)
        workers.emplace_back(work);
    for (auto& worker : workers)
        worker.join();
    return result;
}

}  // namespace handin
