#include "acceptance/report.hpp"

#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace acceptance {
namespace {

using json = nlohmann::json;

constexpr support::milliseconds longest_run{180'000};
constexpr int channel = 3;

class pipe_pair {
  public:
    pipe_pair() {
        if (::pipe2(ends_, O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe2");
    }
    pipe_pair(const pipe_pair&) = delete;
    pipe_pair& operator=(const pipe_pair&) = delete;
    ~pipe_pair() {
        close_writer();
        ::close(ends_[0]);
    }

    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_writer() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    [[nodiscard]] std::string read_all() const {
        std::string text;
        char block[4096];
        ssize_t n = 0;
        while ((n = ::read(ends_[0], block, sizeof block)) > 0 || (n < 0 && errno == EINTR)) {
            if (n > 0) text.append(block, static_cast<std::size_t>(n));
        }
        return text;
    }

  private:
    int ends_[2];
};

check_report check_of(const json& event) {
    check_report result;
    result.id = event.at("id");
    result.verdict = event.at("verdict");
    result.points = event.at("points");
    result.max_points = event.at("max_points");
    result.duration_ms = static_cast<int>(event.at("duration_ms").get<double>());
    if (event.at("diagnosis").is_object()) {
        const auto& diagnosis = event["diagnosis"];
        result.diagnosis = diagnosis.at("id");
        result.text = diagnosis.at("text");
        for (const auto& [name, value] : diagnosis.at("params").items())
            result.parameters.emplace(name, value.get<std::string>());
    }
    if (event.contains("given_id"))
        for (const auto& difference : event["given_id"])
            result.given.push_back(difference.at("id"));
    const auto& evidence = event.at("evidence");
    result.todo = evidence.value("todo", 0);
    result.because = evidence.value("because", "");
    if (evidence.contains("got")) result.got = evidence["got"];
    return result;
}

void take(report& into, const std::string& line) {
    const auto event = json::parse(line);
    if (event.at("event") == "check") into.checks.push_back(check_of(event));
    if (event.at("event") == "transcript") {
        for (const auto& step : event.at("steps"))
            into.transcripts += step.at("what").get<std::string>() + '\n';
    }
    if (event.at("event") != "finished") return;
    into.finished = true;
    into.own_cpu_ms = event.value("cpu_ms", 0.0);
    into.waited_ms = event.value("waited_ms", 0.0);
}

int place_in_course(const std::string& id) {
    int place = 0;
    for (const auto& exercise : the_course().exercises) {
        for (const auto& check : exercise.checks) {
            ++place;
            if (check.id == id) return place;
        }
    }
    return place + 1;
}

void put_in_order(std::vector<check_report>& checks) {
    std::stable_sort(checks.begin(), checks.end(), [](const auto& a, const auto& b) {
        return place_in_course(a.id) < place_in_course(b.id);
    });
}

void read_events(report& into, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        take(into, text.substr(at, end - at));
        at = end + 1;
    }
    put_in_order(into.checks);
}

}  // namespace

void report::add(const report& other) {
    checks.insert(checks.end(), other.checks.begin(), other.checks.end());
    put_in_order(checks);
    finished = finished && other.finished;
    exit_code = std::max(exit_code, other.exit_code);
    screen += other.screen;
    duration_ms += other.duration_ms;
    cpu_ms += other.cpu_ms;
    own_cpu_ms += other.own_cpu_ms;
    waited_ms += other.waited_ms;
    transcripts += other.transcripts;
}

int report::points() const {
    int sum = 0;
    for (const auto& check : checks)
        sum += check.points;
    return sum;
}

int report::max_points() const {
    int sum = 0;
    for (const auto& check : checks)
        sum += check.not_tried() ? 0 : check.max_points;
    return sum;
}

const check_report* report::first_failed() const {
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [](const auto& check) { return check.verdict == "failed"; });
    return found == checks.end() ? nullptr : &*found;
}

support::command suite_command(const binaries& programs, int results) {
    support::command command;
    if (!own_network().empty()) command.argv.push_back(own_network());
    const std::vector<std::string> fixed{
        suite(), "--course", exercises(), "--words", words(), "--results", std::to_string(channel)};
    command.argv.insert(command.argv.end(), fixed.begin(), fixed.end());
    for (const auto& [program, binary] : programs)
        command.argv.insert(command.argv.end(), {"--program", program + "=" + binary.string()});
    if (!preload().empty()) command.argv.insert(command.argv.end(), {"--preload", preload()});
    command.descriptors = {{results, channel}};
    return command;
}

report report_on(const std::string& program, const fs::path& binary,
                 const std::vector<std::string>& only) {
    std::vector<std::string> more;
    for (const auto& id : only)
        more.insert(more.end(), {"--only", id});
    return report_on(binaries{{program, binary}}, more);
}

report report_on(const binaries& programs, const std::vector<std::string>& more) {
    pipe_pair results;
    std::string events;
    std::thread reader([&] { events = results.read_all(); });
    support::finished run;
    std::exception_ptr problem;
    try {
        auto command = suite_command(programs, results.writer());
        command.argv.insert(command.argv.end(), more.begin(), more.end());
        run = support::run(std::move(command), longest_run);
    } catch (...) {
        problem = std::current_exception();
    }
    results.close_writer();
    reader.join();
    if (problem) std::rethrow_exception(problem);

    report result;
    result.exit_code = run.status.signal != 0 ? 128 + run.status.signal : run.status.code;
    result.screen = run.out.text() + run.err.text();
    result.duration_ms = static_cast<int>(run.took.count());
    result.cpu_ms = static_cast<int>(run.cpu.count());
    read_events(result, events);
    return result;
}

const course::course& the_course() {
    static const course::course only = course::load(exercises());
    return only;
}

std::vector<std::string> checks_until(const std::string& program, const std::string& last) {
    std::vector<std::string> result;
    const auto* exercise = the_course().find(program);
    if (exercise == nullptr) return result;
    for (const auto& check : exercise->checks) {
        result.push_back(check.id);
        if (check.id == last) break;
    }
    return result;
}

}  // namespace acceptance
