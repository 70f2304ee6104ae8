/* first_ready: one wait for two connections; poll says which of them can be read. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <poll.h>

int main(void) {
    int anna, from_anna, bob, from_bob;
    connect_pair(&anna, &from_anna);
    connect_pair(&bob, &from_bob);

    if (send(bob, "I speak first", 13, 0) < 0) fail("send");

    //[poll]
    struct pollfd both[] = {{from_anna, POLLIN, 0}, {from_bob, POLLIN, 0}};
    const int ready = poll(both, 2, -1);
    printf("%d is ready; anna: %d, bob: %d\n", ready, (both[0].revents & POLLIN) != 0,
           (both[1].revents & POLLIN) != 0);
    //[/poll]
    close(anna);
    close(from_anna);
    close(bob);
    close(from_bob);
    return 0;
}
