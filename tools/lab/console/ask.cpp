#include "lab/console/ask.hpp"

#include "support/text_width.hpp"

#include <iostream>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace console {
namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// No value when the input ends: the person has typed Ctrl+D, and the line is not finished.
std::optional<std::string> read_line() {
    std::cout.flush();
    std::string line;
    if (std::getline(std::cin, line)) return trimmed(line);
    std::cout << "\n";
    return std::nullopt;
}

}  // namespace

bool is_interactive() {
#if __has_include(<unistd.h>)
    return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
#else
    return false;
#endif
}

std::optional<std::size_t> ask(const voice& say, const std::string& question,
                               const std::vector<std::string>& answers) {
    const int columns = say.how().columns;
    std::cout << support::paragraph("  ", say.show(question), columns);
    for (std::size_t i = 0; i < answers.size(); ++i)
        std::cout << support::paragraph("    " + std::to_string(i + 1) + "  ", say.show(answers[i]),
                                        columns);
    const auto most = std::to_string(answers.size());
    while (true) {
        std::cout << "  " << say.text("ask.choose", {{"most", most}}) << " ";
        const auto line = read_line();
        if (!line || line->empty()) return std::nullopt;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (*line == std::to_string(i + 1)) return i;
        }
    }
}

std::string ask_line(const voice& say, const std::string& question) {
    std::cout << support::paragraph("  ", say.show(question), say.how().columns);
    std::cout << say.paragraph(2, "ask.line") << "  > ";
    return read_line().value_or(std::string());
}

}  // namespace console
