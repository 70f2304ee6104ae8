#include <cstdlib>
#include <cstring>

#include <unistd.h>

int main() {
    for (int i = 0; i < 20; ++i) fork();
    for (;;) {
        void* const some = malloc(64 << 20);
        if (some != nullptr) memset(some, 1, 64 << 20);
    }
}
