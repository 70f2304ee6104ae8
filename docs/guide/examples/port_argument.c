/* port_argument: which texts are a port, and which are not. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    const char* texts[] = {"5000", "0", "65536", "80x", "http", ""};
    for (int i = 0; i < 6; ++i) {
        const char* text = texts[i];
        //[parse]
        const size_t length = strlen(text);
        const int digits = length > 0 && length <= 5 && strspn(text, "0123456789") == length;
        const long port = digits ? strtol(text, NULL, 10) : 0;
        if (port >= 1 && port <= 65535) {
            printf("\"%s\" is port %ld\n", text, port);
        } else {
            printf("\"%s\" is no port\n", text);
        }
        //[/parse]
    }
    return 0;
}
