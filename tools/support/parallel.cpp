#include "support/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace support {

std::size_t cores() {
    static const std::size_t count = std::max(1U, std::thread::hardware_concurrency());
    return count;
}

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work,
                    std::size_t at_once) {
    std::atomic<std::size_t> next{0};
    const auto loop = [&] {
        for (auto index = next++; index < count; index = next++)
            work(index);
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(count, at_once); ++i)
        threads.emplace_back(loop);
    loop();
    for (auto& thread : threads)
        thread.join();
}

}  // namespace support
