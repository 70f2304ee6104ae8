#include <csignal>

#include <unistd.h>

int main() {
    for (int i = 0; i < 3; ++i) fork();
    for (;;) kill(getpid(), SIGSTOP);
}
