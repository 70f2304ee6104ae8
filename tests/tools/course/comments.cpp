#include "course/comments.hpp"

#include "course/todo_regions.hpp"
#include "sock_catch.hpp"
#include "support/files.hpp"
#include "support/lines.hpp"

#include <filesystem>
#include <set>

namespace {

const std::filesystem::path tree = SOCK_TREE;

constexpr std::string_view source = "// x [port]\n"
                                    "//\n"
                                    "// It is a server. It waits\n"
                                    "// for clients.\n"
                                    "// ---------------- the store\n"
                                    "int n = 0;  // how many\n"
                                    "    // It stays.\n"
                                    "    // TODO 1: Do it, and\n"
                                    "    //         well.\n"
                                    "    // Man pages: recv(2)\n"
                                    "    // Nothing yet.\n"
                                    "int m = 1;\n";

std::string code_of(std::string_view text) {
    std::string result;
    for (const auto line : support::lines(text)) {
        const auto code = support::trimmed(line.substr(0, line.find("//")));
        if (!code.empty()) result.append(code).append("\n");
    }
    return result;
}

}  // namespace

TEST_CASE("the paragraphs of comments, without TODOs, man pages and usage") {
    CHECK(course::comments_of(source) ==
          std::vector<std::string>{"It is a server. It waits for clients.", "the store", "how many",
                                   "It stays.", "Nothing yet."});
}

TEST_CASE("comments are translated in their places; the rest stays") {
    const auto result =
        course::translated(source, {{"It is a server. It waits for clients.", "Es un servidor."},
                                    {"the store", "el almacén"},
                                    {"how many", "cuántos"},
                                    {"Nothing yet.", "Aún nada."}});
    CHECK(result.find("// x [port]\n//\n// Es un servidor.\n// -----") == 0);
    CHECK(
        result.find("- el almacén\nint n = 0;  // cuántos\n    // It stays.\n    // TODO 1: Do it, "
                    "and\n    //         well.\n    // Man pages: recv(2)\n    // Aún nada.\n") !=
        std::string::npos);
    CHECK(course::translated(source, {}) == source);
}

TEST_CASE("each comment of each stub has its Spanish, and no other is there") {
    const auto words = course::read_comments(tree / "exercises/comments.es.toml");
    std::set<std::string> met;
    for (const auto& exercise : course::load(tree / "exercises").exercises) {
        const auto solution =
            support::read_file(tree / "solutions" / exercise.folder / exercise.source());
        const auto stub = course::stub(solution, exercise, course::language::es);
        for (const auto& comment : course::comments_of(stub)) {
            INFO(exercise.program << ": " << comment);
            CHECK(words.contains(comment));
            met.insert(comment);
        }
        CHECK(code_of(course::translated(stub, words)) == code_of(stub));
    }
    for (const auto& [english, spanish] : words) {
        INFO(english);
        CHECK(met.contains(english));
        CHECK_FALSE(spanish.empty());
    }
}
