#include "course/todo_regions.hpp"

#include "sock_catch.hpp"
#include "support/files.hpp"
#include "support/lines.hpp"
#include "support/text_width.hpp"

#include <filesystem>

namespace {

course::exercise two_todos() {
    course::exercise result;
    result.folder = "01_x";
    result.program = "x";
    result.todos.push_back({1, "open", {"Open it.", "Ábrelo."}, "open(2)", "int fd = -1;"});
    result.todos.push_back({2, "close", {"Close it.", "Ciérralo."}, "", ""});
    return result;
}

constexpr std::string_view small_solution = "// x\n"
                                            "int main() {\n"
                                            "    //[todo 1]\n"
                                            "    int fd = open(\"x\", 0);\n"
                                            "    //[/todo]\n"
                                            "    use(fd);\n"
                                            "        //[todo 2]\n"
                                            "        close(fd);\n"
                                            "        //[/todo]\n"
                                            "}\n";

int error_line(std::string_view text) {
    try {
        static_cast<void>(course::regions(text));
    } catch (const course::marker_error& error) {
        return error.line;
    }
    return 0;
}

}  // namespace

TEST_CASE("a stub is its solution with a description in place of each region") {
    CHECK(course::stub(small_solution, two_todos(), course::language::en) ==
          "// x\n"
          "int main() {\n"
          "    // TODO 1: Open it.\n"
          "    // Man pages: open(2)\n"
          "    int fd = -1;\n"
          "    use(fd);\n"
          "        // TODO 2: Close it.\n"
          "}\n");
    const auto spanish = course::stub(small_solution, two_todos(), course::language::es);
    CHECK(spanish.find("    // TODO 1: Ábrelo.\n    // Páginas de manual: open(2)\n") !=
          std::string::npos);
}

TEST_CASE("a long TODO is wrapped to 96 columns under its text") {
    auto exercise = two_todos();
    for (int i = 0; i < 40; ++i)
        exercise.todos[0].text.en += " señal";
    const auto text = course::stub(small_solution, exercise, course::language::en);
    for (const auto line : support::lines(text))
        CHECK(support::width(line) <= 96);
    CHECK(text.find("\n    //         señal") != std::string::npos);
}

TEST_CASE("lines of code are indented like their marker") {
    auto exercise = two_todos();
    exercise.todos[1].code = "if (fd)\n    wait();";
    const auto text = course::stub(small_solution, exercise, course::language::en);
    CHECK(text.find("        if (fd)\n            wait();\n}") != std::string::npos);
}

TEST_CASE("invalid markers are refused, with their line") {
    CHECK(error_line("//[todo 1]\n//[todo 2]\n//[/todo]\n") == 2);
    CHECK(error_line("a\n//[todo 1]\nb\n") == 2);
    CHECK(error_line("a\n//[/todo]\n") == 2);
    CHECK(error_line("//[todo 2]\n//[/todo]\n") == 1);
    CHECK(error_line("//[todo 1]\n//[/todo]\n//[todo 1]\n//[/todo]\n") == 3);
    CHECK(error_line("//[todo one]\n") == 1);
    CHECK(error_line("int a;  //[todo 1]\n") == 1);
    CHECK(error_line("//[todo 1]\n//[/tood]\n//[/todo]\n") == 0);  // no marker: a comment
    CHECK(error_line("//[todo 1\n//[/todo]\n") == 1);
    CHECK(error_line(small_solution) == 0);
}

TEST_CASE("a solution whose TODOs are not the exercise's is refused") {
    auto exercise = two_todos();
    exercise.todos.pop_back();
    CHECK_THROWS_AS(course::stub(small_solution, exercise, course::language::en),
                    course::marker_error);
}

TEST_CASE("a solution without its markers compiles") {
    const auto text = course::without_markers(small_solution);
    CHECK(text.find("//[") == std::string::npos);
    CHECK(text.find("close(fd);") != std::string::npos);
}

TEST_CASE("a TODO is found by its whole number") {
    const std::string source = "int a;\n// TODO 12: x\n  //TODO 2: y\nauto t = \"TODO 1\";\n";
    CHECK(course::todo_line(source, 12) == 2);
    CHECK(course::todo_line(source, 2) == 3);
    CHECK(course::todo_line(source, 1) == 0);
}

TEST_CASE("a file with Windows line ends has the same lines") {
    CHECK(course::todo_line("a\r\n// TODO 1\r\n", 1) == 2);
    CHECK(support::lines("a\r\nb").size() == 2);
}

TEST_CASE("the stubs of the course are those of their solutions") {
    const std::filesystem::path source = SOCK_TREE;
    const auto course = course::load(source / "exercises");
    for (const auto& exercise : course.exercises) {
        const auto path = std::filesystem::path(exercise.folder) / exercise.source();
        const auto text = support::read_file(source / "solutions" / path);
        INFO(path);
        CHECK(support::read_file(source / "exercises" / path) ==
              course::stub(text, exercise, course::language::en));
        const auto spanish = course::stub(text, exercise, course::language::es);
        for (const auto line : support::lines(spanish))
            CHECK(support::width(line) <= 100);
    }
}

TEST_CASE("a marker may name its TODO, and then two that are swapped are told") {
    const std::string solution = "//[todo first]\none();\n//[/todo]\n"
                                 "//[todo second]\ntwo();\n//[/todo]\n";
    course::exercise exercise;
    exercise.todos = {{1, "first", {"A", "A"}, "", "", {}}, {2, "second", {"B", "B"}, "", "", {}}};
    const auto text = course::stub(solution, exercise, course::language::en);
    CHECK(text == "// TODO 1: A\n// TODO 2: B\n");
    CHECK(course::with_todo_back(solution, exercise.todos[1]) == "one();\n");
    std::swap(exercise.todos[0].name, exercise.todos[1].name);
    CHECK_THROWS_AS(course::stub(solution, exercise, course::language::en), course::marker_error);
}
