#include <sys/prctl.h>
#include <unistd.h>

int main(int, char* arguments[]) {
    prctl(PR_SET_NAME, ") R 1 1 1 (\n");
    for (char* at = arguments[0]; *at != '\0'; ++at) *at = '\n';
    if (fork() == 0) prctl(PR_SET_NAME, "))) Z 0 0");
    for (;;) pause();
}
