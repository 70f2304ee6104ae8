/// @file
/// A class for tests of grade(), from end to end. The suite is a few lines of shell, so that a test
/// takes a second. grade() gives up root for good, so it runs in a child; its reports go into a
/// file.
#pragma once

#include "grading/grade.hpp"
#include "sock_catch.hpp"
#include "support/process.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/scratch.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fstream>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace toy {

namespace fs = std::filesystem;

constexpr const char* suite = R"sh(#!/bin/sh
for word; do
    case $word in tcp_server=*) program=${word#tcp_server=} ;; esac
done
check() {
    printf '{"event":"check","id":"tcp_server/%s","title":"t",' "$1" >&3
    printf '"verdict":"%s","points":%s,"max_points":3,"hidden":false,' "$2" "$3" >&3
    printf '"diagnosis":%s,"evidence":{%s},"duration_ms":1}\n' "${4:-null}" "$5" | tr -d '\n' >&3
    echo >&3
}
say() { printf '{"id":"%s","params":{"count":"3"},"text":"Cut after 3 bytes."}' "$1"; }
echo '{"event":"started","checks":2,"seed":"1"}' >&3
"$program"
case $? in
0) check listens passed 3; check echo passed 3 ;;
7) exec sleep 60 ;;
9) check listens passed 3; check echo skipped 0 "$(say faults.silent)" ;;
8) echo "the suite fell over" >&2; exit 3 ;;
*) check listens passed 3
   check echo failed 0 "$(say echo.cut)" \
         "\"did\":\"Sent.\",\"expected\":$(say said.1),\"got\":$(say said.2),\"seen\":[$(say said.3)],
          \"advice\":[$(say said.4)],\"timeline\":[{\"at\":1,\"what\":$(say said.5),\"by_hand\":\"\"}]"
   printf '{"event":"transcript","id":"tcp_server/echo","steps":[{"at":1,"what":%s}]}\n' \
       "$(say said.6)" >&3 ;;
esac
echo '{"event":"finished"}' >&3
)sh";

/// The course that each toy class begins with.
inline const std::string course = SOCK_TREE "/tests/tools/grading/toy_course";

class graded_class {
  public:
    graded_class() {
        fs::copy(course, place_.path() / "exercises", fs::copy_options::recursive);
        place_.put("include/sock.hpp", "#pragma once\n");
        put_suite_words("en", "Cut after {count} bytes.");
        put_suite_words("es", "Cortado tras {count} bytes.");
        // What does not run here has to be there all the same: as root, all tools are copied.
        for (const char* tool : {"sock-box", "sock-unpack", "sock-bulk"})
            place_.put(std::string("bin/") + tool, "");
        ::chmod(place_.put("bin/sock-suite", suite).c_str(), 0755);
        fs::create_directories(place_.path() / "class");
        what_.tools.suite = place_.path() / "bin/sock-suite";
        what_.tools.box = place_.path() / "bin/sock-box";
        what_.tools.include = place_.path() / "include";
        what_.tools.exercises = place_.path() / "exercises";
        what_.tools.suite_words = place_.path() / "suite_words";
        what_.unpacker = place_.path() / "bin/sock-unpack";
        what_.words = SOCK_TREE "/tools/grading/words";
        what_.submissions = {place_.path() / "class"};
        what_.out = place_.path() / "out";
        what_.unsafe_no_sandbox = true;
    }

    void put_guide() {
        for (const char* file : {"guide.en.html", "guide.es.html", "guide.es.md"})
            place_.put(std::string("guide/") + file, "<!DOCTYPE html>");
        what_.guide = place_.path() / "guide";
    }

    void hand_in(const std::string& name, const std::string& source,
                 const std::string& file = "tcp_server.cpp") const {
        place_.put("class/" + name + "/" + file, source);
    }

    /// Starts grading in a child, which writes each reported event to the log.
    [[nodiscard]] pid_t start() const {
        const pid_t child = ::fork();
        if (child != 0) return child;
        std::ofstream log(place_.path() / "log", std::ios::trunc);
        grading::progress report;
        report.began = [&](const grading::beginning& it) {
            log << "began " << it.submissions << std::endl;
            if (!it.new_secret.empty()) log << "new secret " << it.new_secret << std::endl;
        };
        report.finished = [&](const grading::graded& it) {
            log << it.result.submission.name << " " << it.result.automatic_score()
                << (it.change == grading::change::kept ? " kept" : "")
                << (it.result.has_internal_error() ? " ours" : "") << "\n"
                << it.summary << std::endl;
        };
        report.ended = [&](const grading::ending& end) {
            for (const auto& it : end.all)
                log << it.result.submission.name << ": " << grading::name(it.change) << "\n";
            for (const auto& it : end.attention)
                log << "attention " << it.name << ": " << it.why.text << "\n";
            for (const auto& it : end.moved)
                log << "moved " << it.name << " " << it.before << " " << it.after << " "
                    << it.checks.size() << "\n";
            log << "others " << end.others << std::endl;
        };
        report.failed = [&](const std::string& text) { log << "failed " << text << std::endl; };
        ::_exit(command_(what_, report));
    }

    int grade() const {
        const int status = wait(start());
        UNSCOPED_INFO(log());
        return status;
    }

    static int wait(pid_t child) {
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    [[nodiscard]] std::string log() const { return support::read_file(place_.path() / "log"); }
    [[nodiscard]] bool said(const std::string& text) const {
        return log().find(text) != std::string::npos;
    }
    [[nodiscard]] fs::path out() const { return what_.out; }

    [[nodiscard]] nlohmann::json result(const std::string& name) const {
        return nlohmann::json::parse(support::read_file(out() / name / "result.json"));
    }

    void put(const std::string& path, const std::string& text) const { place_.put(path, text); }

    /// A folder like /tmp: as root, the grader becomes another user.
    [[nodiscard]] fs::path temporary_for_everyone() const {
        const auto result = place_.path() / "tmp";
        fs::create_directory(result);
        ::chmod(place_.path().c_str(), 0755);
        ::chmod(result.c_str(), 01777);
        return result;
    }

    /// As a person does in an editor.
    void fill_in(const std::string& from, const std::string& to) const {
        auto text = support::read_file(out() / "marks.toml");
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        support::write_file(out() / "marks.toml", text.replace(at, from.size(), to));
    }
    void add_to_marks(const std::string& text) const {
        std::ofstream(out() / "marks.toml", std::ios::app) << text;
    }

    grading::options what_;
    int (*command_)(const grading::options&, const grading::progress&) = grading::grade;

  private:
    void put_suite_words(const std::string& language, const std::string& cut) const {
        auto texts = "[echo]\ncut = '" + cut + "'\n[said]\n";
        for (const char* number : {"1", "2", "3", "4", "5", "6"})
            texts += number + (" = '" + cut + " (") + number + ")'\n";
        place_.put("suite_words/" + language + ".toml", texts);
    }

    scratch place_;
};

[[nodiscard]] inline std::string everything_below(const fs::path& folder) {
    std::string result;
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (item.is_regular_file()) result += support::read_file(item.path());
    return result;
}

inline const std::string good = "int main() { return 0; }\n";
inline const std::string half = "int main() { return 1; }\n";

}  // namespace toy
