/* datagrams: each recv takes one datagram; what has no room in the buffer is lost. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <string.h>
#include <sys/uio.h>

int main(void) {
    struct sockaddr_in address, own;
    const int receiver = bound_socket(SOCK_DGRAM, &address);
    const int sender = bound_socket(SOCK_DGRAM, &own);

    //[datagrams]
    const char* texts[] = {"uno", "dos", "", "tres y cuatro"};
    for (int i = 0; i < 4; ++i) {
        sendto(sender, texts[i], strlen(texts[i]), 0, (struct sockaddr*)&address, sizeof address);
    }

    char buffer[8];
    for (int i = 0; i < 4; ++i) {
        struct iovec room = {buffer, sizeof buffer};
        struct msghdr message = {0};
        message.msg_iov = &room;
        message.msg_iovlen = 1;
        const ssize_t size = recvmsg(receiver, &message, 0); /* recvfrom does not tell of a loss */
        printf("%zd bytes: \"%.*s\"%s\n", size, (int)size, buffer,
               message.msg_flags & MSG_TRUNC ? ", the rest is lost" : "");
    }
    //[/datagrams]
    close(sender);
    close(receiver);
    return 0;
}
