/* byte_order: the two bytes of port 5000 on the network, and the port that they are swapped. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    //[bytes]
    const uint16_t port = 5000; /* 0x1388 */
    const uint16_t ready = htons(port);
    unsigned char bytes[2];
    memcpy(bytes, &ready, sizeof ready);
    printf("on the network: %d %d\n", bytes[0], bytes[1]);
    printf("swapped: %d\n", bytes[1] * 256 + bytes[0]);
    //[/bytes]
    return 0;
}
