#include <initializer_list>
#include <csignal>

#include <unistd.h>

int main() {
    const int self = getpid();
    for (const int number : {SIGTERM, SIGSTOP, SIGKILL}) {
        kill(-1, number);
        kill(0, number == SIGTERM ? 0 : SIGCONT);
        for (int pid = 1; pid < 100000; ++pid) {
            if (pid != self) kill(pid, number);
        }
    }
    for (;;) pause();
}
