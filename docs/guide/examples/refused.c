/* refused: a call that fails, and how the program learns why. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <errno.h>
#include <string.h>

int main(void) {
    struct sockaddr_in address;
    const int deaf = bound_socket(SOCK_STREAM, &address); /* bound, but it does not listen */

    //[look]
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0) fail("socket");
    if (connect(server, (const struct sockaddr*)&address, sizeof address) != 0) {
        const int reason = errno; /* saved at once: the next call may change it */
        printf("connect: %s\n", strerror(reason));
    }
    close(server);
    //[/look]
    close(deaf);
    return 0;
}
