#include <string>

#include <unistd.h>

int main() {
    const std::string line(65536, 'A');
    for (;;) {
        if (write(1, line.data(), line.size()) < 0 && write(2, line.data(), line.size()) < 0) return 0;
        if (write(2, line.data(), line.size()) < 0) continue;
    }
}
