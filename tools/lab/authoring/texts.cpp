#include "lab/authoring/texts.hpp"

#include "course/guide.hpp"
#include "course/todo_regions.hpp"
#include "lab/authoring/bundle.hpp"
#include "lab/authoring/leak.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "support/lines.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace authoring {
namespace {

namespace fs = std::filesystem;
using course::language;

class reader {
  public:
    reader(const lab::workspace& where, std::vector<flaw>& into) : where_(where), into_(into) {}

    void read(const course::exercise& exercise) {
        if (!fs::is_regular_file(solution_of(exercise))) {
            add("no-solution", solution_of(exercise), {{"program", exercise.program}});
            return;
        }
        compare_stub(exercise);
        look_for_instructions(exercise);
        look_for_files(exercise);
        compare_words(exercise);
        for (const auto& todo : exercise.todos) {
            look_at_hint(exercise, todo);
            look_for_check(exercise, todo);
        }
    }

    void read_bundles(const course::course& course) {
        const auto lines =
            authoring::secrets(all_solutions(where_, course), all_stubs(where_, course));
        const auto checks = hidden_checks(course);
        for (const auto in : {language::en, language::es}) {
            const auto entries = bundle(where_, course, in);
            add_leaks("leak", leaks(entries, lines));
            add_leaks("leak-hidden", leaks(entries, checks));
        }
    }

  private:
    void add_leaks(const char* id, const std::vector<leak>& found) {
        for (const auto& it : found)
            add(id, where_.home / it.path,
                {{"line", std::to_string(it.line)}, {"text", it.secret}});
    }

    [[nodiscard]] fs::path solution_of(const course::exercise& exercise) const {
        return where_.solutions() / exercise.folder / exercise.source();
    }

    void add(const char* id, const fs::path& file, course::parameters params) {
        params.emplace("file", where_.shown(file));
        into_.push_back({id, std::move(params)});
    }

    void compare_stub(const course::exercise& exercise) {
        const auto file = lab::stub_of(where_, exercise);
        const auto wanted = stub(lab::read_file(solution_of(exercise)), exercise, language::en);
        if (!fs::is_regular_file(file) || lab::read_file(file) != wanted) add("drift", file, {});
    }

    void look_for_instructions(const course::exercise& exercise) {
        for (const char* name : {"README.md", "README.es.md"}) {
            const auto file = where_.exercises() / exercise.folder / name;
            if (!fs::is_regular_file(file)) add("no-instructions", file, {});
        }
    }

    void look_for_files(const course::exercise& exercise) {
        for (const auto& name : exercise.files) {
            const auto file = where_.exercises() / exercise.folder / name;
            if (!fs::is_regular_file(file)) add("no-file", file, {});
        }
    }

    // The exercise's own words: each sentence in both languages, with the same parameters, and each
    // diagnosis with words and a place in both guides.
    void compare_words(const course::exercise& exercise) {
        const auto folder = where_.exercises() / exercise.folder / "words";
        if (!told_.insert(folder.string()).second || !fs::is_directory(folder)) return;
        const auto english = sentences(folder / "en.toml");
        const auto spanish = sentences(folder / "es.toml");
        compare_words(english, spanish, folder / "es.toml");
        compare_words(spanish, english, folder / "en.toml");
        for (const auto& [id, text] : sentences(folder / "diagnoses.toml")) {
            const auto dot = id.rfind('.');
            const auto diagnosis = id.substr(0, dot);
            const auto key = id.substr(dot + 1);
            if (english.count(diagnosis) == 0 && spanish.count(diagnosis) == 0)
                add("no-words", folder / "en.toml", {{"id", diagnosis}});
            if (key == "guide")
                look_for_anchor("no-anchor-of-diagnosis", folder / "diagnoses.toml", text,
                                {{"id", diagnosis}});
            if (key != "guide" && key != "by_hand")
                add("unknown-key", folder / "diagnoses.toml", {{"id", diagnosis}, {"key", key}});
        }
    }

    using sentence_map = std::map<std::string, std::string, std::less<>>;

    [[nodiscard]] static sentence_map sentences(const fs::path& file) {
        return fs::is_regular_file(file) ? course::read_texts(file) : sentence_map{};
    }

    void compare_words(const sentence_map& one, const sentence_map& other, const fs::path& file) {
        for (const auto& [id, text] : one) {
            const auto found = other.find(id);
            if (found == other.end()) {
                add("no-words", file, {{"id", id}});
            } else if (const auto lost = missing_hole(text, found->second); !lost.empty()) {
                add("other-parameter", file, {{"id", id}, {"name", lost}});
            }
        }
    }

    // The first {name} of `text` that `other` does not have.
    [[nodiscard]] static std::string missing_hole(const std::string& text,
                                                  const std::string& other) {
        const auto there = course::holes(other);
        for (const auto& name : course::holes(text))
            if (std::find(there.begin(), there.end(), name) == there.end()) return name;
        return {};
    }

    void look_for_anchor(const char* id, const fs::path& file, const std::string& anchor,
                         const course::parameters& params) {
        for (const char* language : {"en", "es"}) {
            const auto guide =
                where_.home / "docs/guide" / (std::string("guide.") + language + ".md");
            if (!fs::is_regular_file(guide)) continue;
            if (!course::heading(lab::read_file(guide), anchor).empty()) continue;
            auto all = params;
            all.insert({{"anchor", anchor}, {"guide", where_.shown(guide)}});
            add(id, file, std::move(all));
        }
    }

    void look_at_hint(const course::exercise& exercise, const course::todo& todo) {
        const auto file = where_.exercises() / exercise.folder / "exercise.toml";
        const auto number = std::to_string(todo.number);
        if (!todo.hint) return add("no-hint", file, {{"todo", number}});
        look_for_anchor("no-anchor", file, todo.hint->guide, {{"todo", number}});
    }

    void look_for_check(const course::exercise& exercise, const course::todo& todo) {
        const bool spoken_of =
            std::any_of(exercise.checks.begin(), exercise.checks.end(),
                        [&](const course::check& it) { return it.todo == todo.number; });
        if (spoken_of) return;
        add("no-check", where_.exercises() / exercise.folder / "exercise.toml",
            {{"todo", std::to_string(todo.number)}});
    }

    const lab::workspace& where_;
    std::vector<flaw>& into_;
    std::set<std::string> told_;  ///< folders of words: two programs of an exercise share one
};

}  // namespace

std::vector<flaw> flaws_of_texts(const lab::workspace& where, const course::course& course,
                                 const std::vector<const course::exercise*>& of) {
    std::vector<flaw> result;
    reader reader(where, result);
    for (const auto* exercise : of)
        reader.read(*exercise);
    const bool whole =
        result.empty() || std::none_of(result.begin(), result.end(),
                                       [](const flaw& it) { return it.id == "no-solution"; });
    if (whole) reader.read_bundles(course);
    return result;
}

}  // namespace authoring
