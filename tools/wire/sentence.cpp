#include "wire/sentence.hpp"

#include <utility>

namespace wire {

sentence plain(std::string text) {
    return {{}, {}, std::move(text)};
}

sentence say(const course::catalogue& words, std::string id, course::parameters params) {
    auto text = words.text(id, params);
    return {std::move(id), std::move(params), std::move(text)};
}

}  // namespace wire
