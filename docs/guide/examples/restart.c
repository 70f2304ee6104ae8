/* restart: a port whose last connection is in TIME-WAIT can be taken again, with SO_REUSEADDR. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

int main(void) {
    struct sockaddr_in address;
    char nothing[1];
    const int old = bound_socket(SOCK_STREAM, &address);
    if (listen(old, 1) != 0) fail("listen");
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (const struct sockaddr*)&address, sizeof address) != 0) fail("connect");
    const int server = accept(old, NULL, NULL);
    if (server < 0) fail("accept");
    close(server); /* the server closes first: its end stays in TIME-WAIT */
    if (recv(client, nothing, 1, 0) != 0) fail("recv");
    close(client);
    close(old);

    //[reuse]
    const int on = 1;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); /* before bind */
    if (bind(listener, (const struct sockaddr*)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, SOMAXCONN) != 0) fail("listen");
    puts("listening again on the same port");
    //[/reuse]
    close(listener);
    return 0;
}
