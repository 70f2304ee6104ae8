// A process for each client, one request a connection, sendfile(2).
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_name(const char* name) {
    const size_t length = strlen(name);
    if (length < 1 || length > 100 || name[0] == '.') return false;
    for (size_t i = 0; i < length; ++i) {
        const char c = name[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        if (!letter && !digit && strchr("._- ", c) == nullptr) return false;
    }
    return true;
}

static bool send_all(int fd, const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static bool say(int fd, const char* text) {
    return send_all(fd, text, strlen(text));
}

// Byte by byte, so that what follows the line stays in the socket. A NUL ends no line.
static bool read_line(int fd, char* line, size_t capacity) {
    size_t length = 0;
    bool odd = false;
    for (;;) {
        char c;
        const ssize_t n = recv(fd, &c, 1, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        if (c == '\n') break;
        if (c == '\0') odd = true;
        if (length + 1 < capacity) line[length++] = c;
    }
    line[length] = '\0';
    if (odd) strcpy(line, "GET \001");
    return true;
}

static int by_name(const dirent** a, const dirent** b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void list(int client, int folder) {
    dirent** entries = nullptr;
    const int count = scandirat(folder, ".", &entries, nullptr, by_name);
    char* text = nullptr;
    size_t size = 0;
    FILE* out = open_memstream(&text, &size);
    int files = 0;
    for (int i = 0; i < count; ++i) {
        struct stat status;
        const char* name = entries[i]->d_name;
        if (!is_name(name) || fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (!S_ISREG(status.st_mode)) continue;
        fprintf(out, "%lld %s\n", static_cast<long long>(status.st_size), name);
        ++files;
    }
    fclose(out);
    char head[32];
    snprintf(head, sizeof head, "OK %d\n", files);
    say(client, head);
    send_all(client, text, size);
    free(text);
}

static void get(int client, int folder, const char* name) {
    const int file = is_name(name) ? openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) : -1;
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        say(client, "ERR unknown\n");
        return;
    }
    char head[32];
    snprintf(head, sizeof head, "OK %lld\n", static_cast<long long>(status.st_size));
    if (!say(client, head)) return;
    off_t at = 0;
    while (at < status.st_size) {
        const ssize_t n = sendfile(client, file, &at, static_cast<size_t>(status.st_size - at));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
    }
}

static bool receive_into(int client, int file, unsigned long long left) {
    static char buffer[32768];
    while (left > 0) {
        const size_t most = left < sizeof buffer ? static_cast<size_t>(left) : sizeof buffer;
        const ssize_t n = recv(client, buffer, most, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        if (file >= 0 && write(file, buffer, static_cast<size_t>(n)) != n) return false;
        left -= static_cast<unsigned long long>(n);
    }
    return true;
}

static void put(int client, int folder, char* arguments) {
    char* space = strrchr(arguments, ' ');
    char* end = nullptr;
    errno = 0;
    const unsigned long long size = space ? strtoull(space + 1, &end, 10) : 0;
    if (!space || !isdigit(static_cast<unsigned char>(space[1])) || *end != '\0' || errno != 0) {
        say(client, "ERR invalid\n");
        return;
    }
    *space = '\0';
    if (!is_name(arguments)) {
        if (receive_into(client, -1, size)) say(client, "ERR invalid\n");
        return;
    }
    char temporary[64];
    snprintf(temporary, sizeof temporary, ".new-%d", static_cast<int>(getpid()));
    const int file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (file < 0) {
        if (receive_into(client, -1, size)) say(client, "ERR invalid\n");
        return;
    }
    if (receive_into(client, file, size)) {
        const bool kept = renameat(folder, temporary, folder, arguments) == 0;
        if (!kept) unlinkat(folder, temporary, 0);
        say(client, kept ? "OK\n" : "ERR invalid\n");
        return;
    }
    unlinkat(folder, temporary, 0);
}

static void serve(int client, int folder) {
    char line[256];
    if (!read_line(client, line, sizeof line)) return;
    if (strcmp(line, "LIST") == 0) {
        list(client, folder);
    } else if (strncmp(line, "GET ", 4) == 0) {
        get(client, folder, line + 4);
    } else if (strncmp(line, "PUT ", 4) == 0) {
        put(client, folder, line + 4);
    } else {
        say(client, "ERR what\n");
    }
    // Closing with bytes unread would reset the connection, and the client might lose the answer.
    shutdown(client, SHUT_WR);
    receive_into(client, -1, ~0ULL);
}

int main(int argc, char** argv) {
    char* end = nullptr;
    const long port = argc > 1 ? strtol(argv[1], &end, 10) : 5003;
    const bool good = argc < 2 || (isdigit(static_cast<unsigned char>(*argv[1])) && *end == '\0');
    if (argc > 3 || !good || port < 1 || port > 65535) {
        fprintf(stderr, "usage: files_server [port [directory]]\n");
        return 2;
    }
    const int folder = open(argc > 2 ? argv[2] : "remote", O_RDONLY | O_DIRECTORY);
    if (folder < 0) {
        perror("files_server: open");
        return 1;
    }
    signal(SIGCHLD, SIG_IGN);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(port));
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0 ||
        listen(listener, 64) < 0) {
        perror("files_server: bind");
        return 1;
    }
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client < 0) continue;
        if (fork() == 0) {
            close(listener);
            serve(client, folder);
            _exit(0);
        }
        close(client);
    }
}
