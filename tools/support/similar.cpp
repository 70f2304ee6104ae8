#include "support/similar.hpp"

#include <algorithm>

namespace support {

int distance(std::string_view one, std::string_view other) {
    const auto columns = other.size() + 1;
    std::vector<int> before_last(columns);
    std::vector<int> last(columns);
    std::vector<int> row(columns);
    for (std::size_t j = 0; j < columns; ++j)
        last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= one.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j < columns; ++j) {
            const int other_letter = one[i - 1] == other[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other_letter});
            const bool swapped =
                i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[columns - 1];
}

std::string similar(std::string_view typed, const std::vector<std::string>& words) {
    std::string best;
    int least = std::max(1, static_cast<int>(typed.size()) / 3) + 1;
    std::vector<std::string> holding;
    for (const auto& word : words) {
        const int far = distance(typed, word);
        if (far < least) {
            least = far;
            best = word;
        }
        if (typed.size() >= 3 && word.find(typed) != std::string::npos) holding.push_back(word);
    }
    if (best.empty() && holding.size() == 1) return holding.front();
    return best;
}

}  // namespace support
