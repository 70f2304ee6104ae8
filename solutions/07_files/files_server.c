/* files_server [port [directory]]
 *
 * Serves the files of one directory: LIST, GET and PUT. Each client has a thread of its own, which
 * talks with it as if there were no other. Without arguments: port 5003, the directory "remote". */

#define _DEFAULT_SOURCE /* flock; the rest is POSIX */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { longest_line = 1000, longest_name = 100, piece_size = 65536 };

/* Uploads have such names until they are complete. No client can name them: see is_name. */
static const char temporary_prefix[] = ".put-";

/* One connection, on which lines and files follow one another. What was received and not used yet
 * begins at `unread`. */
struct client {
    int socket;
    char* unread;
    size_t size;
    char buffer[piece_size];
};

static int directory; /* the open directory; names are relative to it */
static sem_t places;  /* for clients; more than these wait in the listener's queue */

static void fail(const char* what) {
    fprintf(stderr, "files_server: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* A name has 1 to 100 letters, digits, '.', '_', '-' or spaces, and no '.' at the beginning. No
 * such name leads out of the directory. */
static bool is_name(const char* name) {
    const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._- ";
    const size_t length = strlen(name);
    return length >= 1 && length <= longest_name && name[0] != '.' &&
           strspn(name, allowed) == length;
}

/* A number of bytes; -1 if `text` is anything but digits, or too large. */
static long long parse_size(const char* text) {
    const size_t length = strlen(text);
    if (length < 1 || length > 18 || strspn(text, "0123456789") != length) return -1;
    return atoll(text);
}

/* -------------------------------------------------------------------------------- the connection
 */

/* send may take only a part: goes on until all is on its way. False after an error. */
static bool send_all(const struct client* client, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t sent = send(client->socket, bytes, size, 0);
        if (sent < 0) return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool send_text(const struct client* client, const char* text) {
    return send_all(client, text, strlen(text));
}

/* False at the end of the stream, or after an error. */
static bool receive(struct client* client) {
    const ssize_t received = recv(client->socket, client->buffer, sizeof client->buffer, 0);
    client->unread = client->buffer;
    client->size = received > 0 ? (size_t)received : 0;
    return received > 0;
}

/* Takes the next line, without its newline. False at the end of the stream, where half a line is
 * none. Of a line that is longer than any request only the beginning is kept. */
static bool next_line(struct client* client, char line[longest_line]) {
    size_t length = 0;
    for (;;) {
        if (client->size == 0 && !receive(client)) return false;
        const char next = *client->unread;
        ++client->unread;
        --client->size;
        if (next == '\n') break;
        /* A NUL would end the line in the eyes of strlen. No request has one. */
        if (length < longest_line - 1) line[length++] = next != '\0' ? next : '?';
    }
    line[length] = '\0';
    return true;
}

/* Takes the next bytes, at most `most`; returns how many there are, 0 at the end of the stream. */
static size_t next_bytes(struct client* client, long long most, const char** bytes) {
    if (client->size == 0 && !receive(client)) return 0;
    const size_t count = (long long)client->size < most ? client->size : (size_t)most;
    *bytes = client->unread;
    client->unread += count;
    client->size -= count;
    return count;
}

/* Lets the client receive everything that was sent, which closing at once may prevent: if bytes
 * arrive for a closed socket, TCP resets the connection. */
static void finish(struct client* client) {
    shutdown(client->socket, SHUT_WR);
    while (receive(client))
        continue;
}

/* ---------------------------------------------------------------------------------- the requests
 */

/* The size of a regular file that is called so in the directory; -1 if there is none. */
static long long size_of(const char* name) {
    struct stat status;
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return -1;
    return S_ISREG(status.st_mode) ? (long long)status.st_size : -1;
}

static int is_listed(const struct dirent* entry) {
    return is_name(entry->d_name) && size_of(entry->d_name) >= 0;
}

static int by_name(const struct dirent** left, const struct dirent** right) {
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* The regular files that GET would give, by name. */
static bool list(const struct client* client, const char* path) {
    struct dirent** entries;
    const int count = scandir(path, &entries, is_listed, by_name);
    if (count < 0) return send_text(client, "ERR failed\n");

    char line[longest_line];
    snprintf(line, sizeof line, "OK %d\n", count);
    bool sent = send_text(client, line);
    for (int i = 0; i < count; ++i) {
        const long long size = size_of(entries[i]->d_name); /* 0 if it was removed meanwhile */
        snprintf(line, sizeof line, "%lld %s\n", size < 0 ? 0 : size, entries[i]->d_name);
        sent = sent && send_text(client, line);
        free(entries[i]);
    }
    free(entries);
    return sent;
}

/* Opens a regular file to read it; -1 if there is none of that name. */
static int open_regular(const char* name, long long* size) {
    if (!is_name(name)) return -1;
    /* O_NONBLOCK: opening a FIFO would otherwise wait until another program writes to it. */
    const int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    if (file < 0) return -1;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        *size = (long long)status.st_size;
        return file;
    }
    close(file);
    return -1;
}

/* Sends `left` bytes of a file. False if the client is gone or the file has become shorter. */
static bool send_file(const struct client* client, int file, long long left) {
    char piece[piece_size];
    while (left > 0) {
        const size_t wanted = left < piece_size ? (size_t)left : piece_size;
        const ssize_t count = read(file, piece, wanted);
        if (count <= 0 || !send_all(client, piece, (size_t)count)) return false;
        left -= count;
    }
    return true;
}

/* The file as it is now: an upload of the same name gives the name to another file and leaves this
 * one as it is. */
static bool get(const struct client* client, const char* name) {
    long long size;
    const int file = open_regular(name, &size);
    if (file < 0) return send_text(client, "ERR unknown\n");

    char line[64];
    snprintf(line, sizeof line, "OK %lld\n", size);
    const bool sent = send_text(client, line) && send_file(client, file, size);
    close(file);
    return sent;
}

/* False after an error. */
static bool write_all(int file, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t written = write(file, bytes, size);
        if (written < 0) return false;
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

/* Receives `left` bytes and writes them to `file`; -1 only receives them. False if the connection
 * ends before. After a failed write `*written` is false, and the rest is only received. */
static bool receive_file(struct client* client, int file, long long left, bool* written) {
    *written = file >= 0;
    while (left > 0) {
        const char* bytes;
        const size_t count = next_bytes(client, left, &bytes);
        if (count == 0) return false;
        left -= (long long)count;
        if (*written) *written = write_all(file, bytes, count);
    }
    return true;
}

/* Stores a file under a temporary name, and gives it its own when it is complete. That replaces
 * what had the name before, in one step. If anything goes wrong before, nothing of it remains. */
static bool store(struct client* client, const char* path, const char* name, long long size) {
    char temporary[longest_line + 64];
    snprintf(temporary, sizeof temporary, "%s/%sXXXXXX", path, temporary_prefix);
    const int file = mkstemp(temporary);
    bool written;
    const bool received = receive_file(client, file, size, &written);
    bool stored = received && written;
    if (file >= 0) {
        fchmod(file, 0644); /* mkstemp lets only its owner read it */
        close(file);
        stored = stored && renameat(AT_FDCWD, temporary, directory, name) == 0;
        if (!stored) unlink(temporary);
    }
    return received && send_text(client, stored ? "OK\n" : "ERR failed\n");
}

/* The bytes follow their request. They are received also if the answer is an error. False
 * if their number is unknown. */
static bool put(struct client* client, const char* path, char* arguments) {
    char* const space = strrchr(arguments, ' ');
    const long long size = space != NULL ? parse_size(space + 1) : -1;
    if (size < 0) {
        send_text(client, "ERR invalid\n");
        finish(client);
        return false;
    }
    *space = '\0';
    struct stat status;
    const bool taken = fstatat(directory, arguments, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (is_name(arguments) && (!taken || S_ISREG(status.st_mode)))
        return store(client, path, arguments, size);
    bool ignored;
    return receive_file(client, -1, size, &ignored) && send_text(client, "ERR invalid\n");
}

/* ----------------------------------------------------------------------------------- the clients
 */

static const char* directory_path;

/* False if the conversation cannot go on. */
static bool answer(struct client* client, char* line) {
    if (strcmp(line, "LIST") == 0) return list(client, directory_path);
    if (strncmp(line, "GET ", 4) == 0) return get(client, line + 4);
    if (strncmp(line, "PUT ", 4) == 0) return put(client, directory_path, line + 4);
    return send_text(client, "ERR what\n");
}

/* One client, from its first request to its last. */
static void* serve(void* argument) {
    struct client* const client = argument;
    char line[longest_line];
    while (next_line(client, line) && answer(client, line))
        continue;
    close(client->socket);
    free(client);
    sem_post(&places);
    return NULL;
}

/* Accepts a client and starts a thread for it. */
static void accept_next(int listener) {
    const int on = 1;
    const int accepted = accept(listener, NULL, NULL);
    if (accepted < 0 && errno != ECONNABORTED) fail("accept");
    struct client* const client = malloc(sizeof *client);
    pthread_t thread;
    if (accepted >= 0 && client != NULL) {
        /* A small file follows its line at once: Nagle's algorithm would hold it back. */
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        client->socket = accepted;
        client->size = 0;
        if (pthread_create(&thread, NULL, serve, client) == 0) {
            pthread_detach(thread);
            return;
        }
    }
    fputs("files_server: a client cannot be served\n", stderr);
    if (accepted >= 0) close(accepted);
    free(client);
    sem_post(&places);
}

/* Each client needs two descriptors, its connection and a file: there are always enough of them. */
static unsigned most_clients(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
    if (limit.rlim_cur > 2016) return 1000;
    return limit.rlim_cur > 18 ? (unsigned)(limit.rlim_cur - 16) / 2 : 1;
}

static int is_temporary(const struct dirent* entry) {
    return strncmp(entry->d_name, temporary_prefix, strlen(temporary_prefix)) == 0;
}

/* Opens the directory and removes unfinished uploads of a server that was killed, unless a server
 * is at work here: then they may be its own. The lock lasts as long as this process. */
static void open_directory(const char* path) {
    directory_path = path;
    directory = open(path, O_RDONLY | O_DIRECTORY);
    if (directory < 0) fail(path);
    struct dirent** entries;
    if (flock(directory, LOCK_EX | LOCK_NB) == 0) {
        const int count = scandir(path, &entries, is_temporary, alphasort);
        for (int i = 0; i < count; ++i) {
            unlinkat(directory, entries[i]->d_name, 0);
            free(entries[i]);
        }
        if (count >= 0) free(entries);
    }
    flock(directory, LOCK_SH);
}

static int bind_to(int port) {
    const int on = 1;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) fail("socket");
    /* Connections of an earlier run may still use the port: they do not prevent a new listener. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listener, (const struct sockaddr*)&address, sizeof address) != 0) fail("bind");
    return listener;
}

int main(int argc, char* argv[]) {
    const long long port = parse_size(argc > 1 ? argv[1] : "5003");
    if (argc > 3 || port < 1 || port > 65535) {
        fputs("usage: files_server [port [directory]]\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN); /* sending to a client that is gone is an error, not the end */
    const int listener = bind_to((int)port);
    open_directory(argc > 2 ? argv[2] : "remote");
    if (sem_init(&places, 0, most_clients()) != 0) fail("sem_init");
    if (listen(listener, SOMAXCONN) != 0) fail("listen");
    fprintf(stderr, "files_server at port %lld\n", port);
    for (;;) {
        sem_wait(&places);
        accept_next(listener);
    }
}
