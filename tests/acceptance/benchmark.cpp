// sock-benchmark: the suite's time, and its use of a core. Not a test: its figures are valid only
// on an idle machine.
#include "acceptance/builder.hpp"
#include "acceptance/report.hpp"
#include "support/deadline.hpp"
#include "support/parallel.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

using namespace acceptance;

namespace {

struct figures {
    std::string what;
    std::vector<int> wall_ms;
    std::vector<double> cpu_ms;
    int points = 0;
};

binaries solved() {
    binaries result;
    for (const auto& exercise : the_course().exercises)
        result[exercise.program] =
            build(read_file(solutions() / exercise.folder / exercise.source()));
    return result;
}

binaries all_the_same(const std::string& source) {
    binaries result;
    const auto binary = build(source);
    for (const auto& exercise : the_course().exercises)
        result[exercise.program] = binary;
    return result;
}

// Listens or connects like the four solutions, then hangs.
binaries silent() {
    const std::string include = "#include <cstdlib>\n#include <sock.hpp>\n#include <unistd.h>\n";
    const auto program = [&](const std::string& body) {
        return build(include + "int main(int n, char** a) {\n" + body +
                     "\n    for (;;) pause();\n}\n");
    };
    const std::string port = "static_cast<std::uint16_t>(n > N ? std::atoi(a[N]) : 0)";
    const auto at = [&](const char* place) {
        auto text = port;
        for (auto where = text.find('N'); where != std::string::npos; where = text.find('N'))
            text.replace(where, 1, place);
        return text;
    };
    return {
        {"tcp_server",
         program("auto s = sock::tcp_listener::bind({\"0.0.0.0\", " + at("1") + "}); s.listen();")},
        {"tcp_client",
         program("auto s = sock::tcp_stream::connect({\"127.0.0.1\", " + at("2") + "});")},
        {"udp_server", program("auto s = sock::udp_socket::bind({\"0.0.0.0\", " + at("1") + "});")},
        {"udp_client", program("static_cast<void>(n); static_cast<void>(a);")}};
}

figures measured(const std::string& what, const binaries& programs, int runs) {
    figures result{what, {}, {}, 0};
    for (int i = 0; i < runs; ++i) {
        const auto one = report_on(programs);
        result.wall_ms.push_back(one.duration_ms);
        result.cpu_ms.push_back(one.own_cpu_ms);
        result.points = one.points();
    }
    std::sort(result.wall_ms.begin(), result.wall_ms.end());
    std::sort(result.cpu_ms.begin(), result.cpu_ms.end());
    return result;
}

void print(const figures& it) {
    std::cout << std::left << std::setw(34) << it.what << std::right << std::fixed
              << std::setprecision(2) << std::setw(10) << it.wall_ms[it.wall_ms.size() / 2] / 1000.0
              << std::setw(10) << it.wall_ms.back() / 1000.0 << std::setw(12)
              << it.cpu_ms[it.cpu_ms.size() / 2] / 1000.0 << std::setw(8) << it.points << std::endl;
}

}  // namespace

int main(int count, char* arguments[]) {
    const int runs = count > 1 ? std::atoi(arguments[1]) : 5;
    if (runs < 1) {
        std::cerr << "usage: sock-benchmark [RUNS]\n";
        return 2;
    }
    support::adopt_orphans();
    std::cout << "all four programs, " << runs << " runs, " << support::cores() << " cores, load "
              << support::load_per_core() << " per core; seconds\n\n"
              << std::left << std::setw(34) << "" << std::right << std::setw(10) << "median"
              << std::setw(10) << "most" << std::setw(12) << "own CPU" << std::setw(8) << "points"
              << std::endl;
    print(measured("all is well", solved(), runs));
    print(measured("every program hangs at once",
                   all_the_same("#include <unistd.h>\nint main() { for (;;) pause(); }\n"), 1));
    print(measured("every program spins at once",
                   all_the_same("int main() { volatile int i = 0; for (;;) i = i + 1; }\n"), 1));
    print(measured("every program hangs in silence", silent(), 1));
    return 0;
}
