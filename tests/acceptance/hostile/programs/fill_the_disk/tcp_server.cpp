#include <string>

#include <fcntl.h>
#include <unistd.h>

int main() {
    const std::string block(1 << 20, 'x');
    const char* folders[] = {"/tmp/", "/dev/shm/", "./", "/", "/var/tmp/", "/program/", "/dev/"};
    for (int i = 0; i < 100000; ++i) {
        for (const char* folder : folders) {
            const auto path = folder + std::string{"sock-hostile-was-here-"} + std::to_string(i);
            const int file = open(path.c_str(), O_CREAT | O_WRONLY, 0600);
            if (file < 0) continue;
            while (write(file, block.data(), block.size()) > 0) {
            }
            close(file);
        }
    }
    for (;;) pause();
}
