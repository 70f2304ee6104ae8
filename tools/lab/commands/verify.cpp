#include "course/todo_regions.hpp"
#include "lab/authoring/proof.hpp"
#include "lab/authoring/proved.hpp"
#include "lab/authoring/texts.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "support/parallel.hpp"
#include "support/text_width.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

using authoring::claim;
using authoring::flaw;
using authoring::proof;

struct proved {
    authoring::claim claim;
    authoring::proof proof;
    std::string ground;
    bool before = false;  ///< was proved by an earlier run
};

std::vector<proved> everything_to_prove(const session& now, const judge::tools& tools,
                                        const std::vector<const course::exercise*>& exercises) {
    std::vector<proved> result;
    for (const auto* exercise : exercises) {
        const auto file = now.where.solutions() / exercise->folder / exercise->source();
        const auto ground = authoring::ground_of(tools, *exercise, now.where.home / "docs/guide");
        if (!fs::is_regular_file(file)) continue;  // reported with the texts' flaws
        for (auto& it : authoring::claims_about(*exercise, read_file(file)))
            result.push_back({std::move(it), {}, ground, false});
    }
    return result;
}

/// As many at a time as there are cores.
class prover {
  public:
    prover(const session& now, const judge::tools& tools, std::vector<proved>& all)
        : now_(now), tools_(tools), all_(all), words_(now.words_of("judge")),
          line_(now.progress_look()) {}

    void run() {
        support::for_each_index(all_.size(), [this](std::size_t i) { work(i); });
        line_.clear();
    }

  private:
    void work(std::size_t i) {
        if (all_[i].before) return;
        line_.show(now_.say.text("verify.progress", {{"n", std::to_string(i + 1)},
                                                     {"of", std::to_string(all_.size())},
                                                     {"what", all_[i].claim.exercise->program}}));
        all_[i].proof = prove_one(i);
    }

    proof prove_one(std::size_t i) {
        try {
            return authoring::prove(all_[i].claim, tools_, words_,
                                    scratch_.path() / std::to_string(i), {});
        } catch (const std::exception& error) {
            return {flaw{"fault",
                         {{"program", all_[i].claim.exercise->program}, {"reason", error.what()}}},
                    {},
                    {}};
        }
    }

    const session& now_;
    const judge::tools& tools_;
    std::vector<proved>& all_;
    course::catalogue words_;
    scratch_folder scratch_;
    console::progress_line line_;
};

void recall(const authoring::proved_before& earlier, std::vector<proved>& all) {
    for (auto& it : all) {
        const auto known = earlier.find(it.claim, it.ground);
        if (known) it.proof = *known;
        it.before = known.has_value();
    }
}

nlohmann::ordered_json table_of(const std::vector<proved>& all) {
    auto result = nlohmann::ordered_json::array();
    for (const auto& it : all) {
        if (it.claim.what != claim::kind::without_todo) continue;
        result.push_back({{"program", it.claim.exercise->program},
                          {"todo", it.claim.todo},
                          {"check", it.proof.check},
                          {"diagnosis", it.proof.diagnosis}});
    }
    return result;
}

std::size_t proved_earlier(const std::vector<proved>& all) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const proved& it) { return it.before; }));
}

void print_json(const session& now, const std::vector<flaw>& flaws,
                const std::vector<proved>& all) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& it : flaws) {
        list.push_back({{"id", it.id}, {"text", now.say.text("verify." + it.id, it.params)}});
    }
    const nlohmann::ordered_json result = {{"schema", "sock-lab/verify/1"},
                                           {"proved", all.size()},
                                           {"proved_before", proved_earlier(all)},
                                           {"flaws", list},
                                           {"todos", table_of(all)}};
    std::cout << wire::dump(result, 2) << "\n";
}

// Which check fails for each TODO that is not done.
void print_table(const session& now, const std::vector<proved>& all) {
    std::cout << now.say.paint(console::role::heading, now.say.text("verify.table")) << "\n\n";
    for (const auto& it : all) {
        if (it.claim.what != claim::kind::without_todo) continue;
        const bool good = !it.proof.flaw;
        const auto mark = now.say.paint(good ? console::role::good : console::role::bad,
                                        now.say.symbol(good ? "✓" : "✗"));
        std::cout << "  " << mark << " " << support::pad_right(it.claim.exercise->program, 12)
                  << " TODO " << it.claim.todo << "   " << support::pad_right(it.proof.check, 26)
                  << " " << it.proof.diagnosis << "\n";
    }
    std::cout << "\n";
}

void print_text(const session& now, const std::vector<flaw>& flaws, const std::vector<proved>& all,
                std::size_t exercises) {
    print_table(now, all);
    for (const auto& it : flaws) {
        const auto text = now.say.text("verify." + it.id, it.params);
        std::cout << support::paragraph(now.say.symbol("✗") + " ", text, now.say.how().columns);
    }
    if (!flaws.empty()) return;
    if (const auto n = proved_earlier(all); n > 0)
        std::cout << now.say.paragraph(0, "verify.before", {{"n", std::to_string(n)}});
    std::cout << now.say.paragraph(
        0, "verify.good",
        {{"n", std::to_string(exercises)}, {"claims", std::to_string(all.size())}});
}

}  // namespace

status run(const session& now, const cli::verify_arguments& arguments) {
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    const auto course = load_course(now.where);
    const auto exercises = choose(course, arguments.exercises);
    try {
        auto flaws = authoring::flaws_of_texts(now.where, course, exercises);
        const auto tools = tools_for(now);
        auto all = everything_to_prove(now, tools, exercises);
        authoring::proved_before earlier(now.where.build / "proved.json");
        if (!arguments.again) recall(earlier, all);
        prover(now, tools, all).run();
        for (const auto& it : all)
            earlier.add(it.claim, it.ground, it.proof);
        earlier.keep();
        for (const auto& it : all) {
            if (it.proof.flaw) flaws.push_back(*it.proof.flaw);
        }
        now.json ? print_json(now, flaws, all) : print_text(now, flaws, all, exercises.size());
        return flaws.empty() ? status::well : status::check_failed;
    } catch (const course::marker_error& error) {
        throw problem(status::own_failure, "bad-marker",
                      {{"line", std::to_string(error.line)}, {"reason", error.what()}});
    }
}

}  // namespace lab
