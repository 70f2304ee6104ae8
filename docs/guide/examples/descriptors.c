/* descriptors: a descriptor is a small number, which is free again after close. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    //[open]
    const int first = socket(AF_INET, SOCK_DGRAM, 0);
    const int second = socket(AF_INET, SOCK_DGRAM, 0);
    printf("open: %d, %d\n", first, second);

    close(first);
    const int third = socket(AF_INET, SOCK_DGRAM, 0);
    printf("open: %d, %d\n", second, third);
    //[/open]
    close(second);
    close(third);
    return 0;
}
