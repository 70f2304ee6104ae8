#include "lab/submit/preview.hpp"

#include "lab/workspace/files.hpp"
#include "support/parallel.hpp"

namespace handin {
namespace {

wire::program judge_one(const candidate& it, const judge::tools& tools,
                        const course::catalogue& words, const std::filesystem::path& folder,
                        const judge::suite_options& options) {
    try {
        std::filesystem::create_directory(folder);
        return judge::judge_program(tools, *it.exercise, it.sources, folder, words, options)
            .program;
    } catch (const std::exception& error) {
        return judge::faulty(*it.exercise, error.what(), words.speaks());
    }
}

}  // namespace

std::vector<wire::program> preview(const std::vector<candidate>& all, const judge::tools& tools,
                                   const course::catalogue& words,
                                   const std::function<void(const wire::check&)>& on_check) {
    const lab::scratch_folder scratch;
    judge::suite_options options;
    options.on_check = on_check;
    std::vector<wire::program> result(all.size());
    // No more than cores, because a compiler and a check that measures time should not fight for
    // one.
    support::for_each_index(all.size(), [&](std::size_t i) {
        result[i] = judge_one(all[i], tools, words, scratch.path() / std::to_string(i), options);
    });
    return result;
}

}  // namespace handin
