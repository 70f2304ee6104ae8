/* users_server [port [address [store]]]
 *
 * A service that keeps a list of users: clients add, look up, rename and remove them, and can watch
 * what the others do. Everything that happens to a user is an event. The store is the file of all
 * events; the list is what remains after all of them. An event is in the file before its request is
 * answered: however this program ends, no change that was acknowledged is lost. Without arguments:
 * port 5002, 0.0.0.0, users.events. */

#define _DEFAULT_SOURCE /* flock; the rest is POSIX */

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum {
    longest_line = 512,   /* bytes, with its newline */
    output_limit = 65536, /* bytes */
    most_words = 5        /* one more than any line needs */
};

static void fail(const char* what) {
    fprintf(stderr, "users_server: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ------------------------------------------------------------------------------------------ text
 */

/* Bytes that grow at the end and are consumed from the beginning. */
struct buffer {
    char* bytes;
    size_t size;
    size_t capacity;
};

static void* resize(void* memory, size_t size) {
    void* const resized = realloc(memory, size);
    if (resized == NULL) fail("realloc");
    return resized;
}

static void append(struct buffer* to, const char* bytes, size_t size) {
    if (size == 0) return; /* memcpy must not be given a null pointer, even for nothing */
    if (to->size + size > to->capacity) {
        to->capacity = (to->size + size) * 2;
        to->bytes = resize(to->bytes, to->capacity);
    }
    memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
}

static void consume(struct buffer* from, size_t count) {
    from->size -= count;
    memmove(from->bytes, from->bytes + count, from->size);
}

/* The number of bytes of the character at `text`, which has `size` bytes; 0 if it is not valid
 * UTF-8. See RFC 3629, section 4. */
static size_t utf8_length(const unsigned char* text, size_t size) {
    const unsigned char first = text[0];
    const size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1) return 1;
    if (first < 0xC2 || first > 0xF4 || size < length) return 0;
    for (size_t i = 1; i < length; ++i)
        if ((text[i] & 0xC0) != 0x80) return 0;
    const bool longer_than_needed =
        (first == 0xE0 && text[1] < 0xA0) || (first == 0xF0 && text[1] < 0x90);
    const bool surrogate = first == 0xED && text[1] > 0x9F;
    const bool beyond_unicode = first == 0xF4 && text[1] > 0x8F;
    return longer_than_needed || surrogate || beyond_unicode ? 0 : length;
}

/* True if it is valid UTF-8 without control characters. */
static bool is_text(const char* bytes, size_t size) {
    const unsigned char* text = (const unsigned char*)bytes;
    while (size > 0) {
        const size_t length = utf8_length(text, size);
        if (length == 0 || text[0] < ' ' || text[0] == 0x7F) return false;
        text += length;
        size -= length;
    }
    return true;
}

/* Cuts `line` at its single spaces; returns how many words there are. Two spaces in a row have an
 * empty word between them. The last one may be several, if there are too many. */
static size_t split(char* line, char* words[most_words]) {
    size_t count = 0;
    words[count++] = line;
    for (char* space; count < most_words && (space = strchr(words[count - 1], ' ')) != NULL;) {
        *space = '\0';
        words[count++] = space + 1;
    }
    return count;
}

/* A word of a line is text without spaces already. */
static bool is_name(const char* word) {
    const size_t length = strlen(word);
    return length >= 1 && length <= 64;
}

/* One @ with something on either side. */
static bool is_email(const char* word) {
    const char* const at = strchr(word, '@');
    return at != NULL && at != word && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

/* 0 is the id of no user. */
static bool parse_id(const char* word, unsigned long long* id) {
    const size_t length = strlen(word);
    if (length < 1 || length > 18 || strspn(word, "0123456789") != length) return false;
    *id = strtoull(word, NULL, 10);
    return true;
}

/* ---------------------------------------------------------------------------------------- events
 */

enum kind { user_added, user_renamed, user_removed, client_joined, client_left };

static const struct {
    const char* word;
    size_t words;
} forms[] = {{"user-added", 4},
             {"user-renamed", 3},
             {"user-removed", 2},
             {"client-joined", 2},
             {"client-left", 2}};

/* One thing that has happened, to the user or client of that number. */
struct event {
    enum kind kind;
    unsigned long long number;
    const char* name;  /* of a user who was added or renamed, else NULL */
    const char* email; /* of a user who was added, else NULL */
};

/* Writes the event as a line, with its newline; returns the line's length. */
static size_t format_event(const struct event* from, char line[longest_line + 64]) {
    const bool named = from->name != NULL, mailed = from->email != NULL;
    return (size_t)snprintf(line, longest_line + 64, "%s %llu%s%s%s%s\n", forms[from->kind].word,
                            from->number, named ? " " : "", named ? from->name : "",
                            mailed ? " " : "", mailed ? from->email : "");
}

/* Reads a stored event from a line, whose words it cuts apart. */
static bool parse_event(char* line, size_t size, struct event* parsed) {
    char* words[most_words];
    if (!is_text(line, size)) return false;
    const size_t count = split(line, words);
    for (int kind = user_added; kind <= user_removed; ++kind) {
        if (strcmp(words[0], forms[kind].word) != 0) continue;
        *parsed = (struct event){(enum kind)kind, 0, NULL, NULL};
        if (count != forms[kind].words || !parse_id(words[1], &parsed->number)) return false;
        if (count > 2) parsed->name = words[2];
        if (count > 3) parsed->email = words[3];
        return (count < 3 || is_name(parsed->name)) && (count < 4 || is_email(parsed->email));
    }
    return false;
}

/* ----------------------------------------------------------------------------------------- users
 */

struct user {
    unsigned long long id;
    char name[65];
    char email[longest_line];
};

/* The users after all events so far, by id. */
static struct {
    struct user* all;
    size_t count;
    size_t capacity;
    unsigned long long last_id; /* the largest that was ever given: it stays used */
} users;

static struct user* find_user(unsigned long long id) {
    for (size_t i = 0; i < users.count; ++i)
        if (users.all[i].id == id) return &users.all[i];
    return NULL;
}

static bool has_email(const char* email) {
    for (size_t i = 0; i < users.count; ++i)
        if (strcmp(users.all[i].email, email) == 0) return true;
    return false;
}

static void add_user(const struct event* happened) {
    if (users.count == users.capacity) {
        users.capacity = users.capacity * 2 + 16;
        users.all = resize(users.all, users.capacity * sizeof *users.all);
    }
    struct user* const added = &users.all[users.count++];
    added->id = happened->number;
    snprintf(added->name, sizeof added->name, "%s", happened->name);
    snprintf(added->email, sizeof added->email, "%s", happened->email);
    if (added->id > users.last_id) users.last_id = added->id;
}

static void apply(const struct event* happened) {
    if (happened->kind == user_added) {
        add_user(happened);
        return;
    }
    struct user* const found = find_user(happened->number);
    if (found == NULL) return;
    if (happened->kind == user_renamed) {
        snprintf(found->name, sizeof found->name, "%s", happened->name);
    } else {
        const size_t behind = (size_t)(users.all + users.count - (found + 1));
        memmove(found, found + 1, behind * sizeof *found);
        --users.count;
    }
}

/* ----------------------------------------------------------------------------------------- store
 */

/* The file of events, to which only this process writes. */
static struct {
    const char* path;
    int file;
    off_t size; /* up to the end of the last whole line */
} store;

static void open_store(const char* path) {
    store.path = path;
    store.file = open(path, O_RDWR | O_CREAT | O_APPEND, 0644);
    if (store.file < 0) fail(path);
    /* Two servers would both give the next id to a user. The lock ends with the process. */
    if (flock(store.file, LOCK_EX | LOCK_NB) == 0) return;
    if (errno != EWOULDBLOCK) fail("flock");
    fprintf(stderr, "users_server: %s is in use by another server\n", path);
    exit(1);
}

static struct buffer read_store(void) {
    struct buffer text = {NULL, 0, 0};
    static char piece[65536];
    ssize_t count;
    while ((count = read(store.file, piece, sizeof piece)) > 0)
        append(&text, piece, (size_t)count);
    if (count < 0) fail(store.path);
    return text;
}

/* Applies all events so far. Removes an unfinished last line. */
static void load_store(void) {
    struct buffer text = read_store();
    char* const end = text.bytes + text.size;
    char* line = text.bytes;
    int number = 1;
    for (char* newline; line < end && (newline = memchr(line, '\n', (size_t)(end - line))) != NULL;
         line = newline + 1, ++number) {
        struct event event;
        *newline = '\0';
        if (!parse_event(line, (size_t)(newline - line), &event)) {
            fprintf(stderr, "users_server: %s: line %d is not an event\n", store.path, number);
            exit(1);
        }
        apply(&event);
    }
    store.size = line - text.bytes;
    if (line < end) {
        /* The process was ended while it wrote this line: it was not acknowledged. */
        fprintf(stderr, "users_server: %s: unfinished last line skipped\n", store.path);
        if (ftruncate(store.file, store.size) != 0) fail(store.path);
    }
    free(text.bytes);
}

/* After write(2) the bytes are the system's: they survive the end of this process. (To survive a
 * power failure they would need fsync(2), which takes milliseconds.) After a failure, which is
 * false, the file is as it was. */
static bool append_to_store(const struct event* happened) {
    char line[longest_line + 64];
    const size_t size = format_event(happened, line);
    for (size_t done = 0; done < size;) {
        const ssize_t written = write(store.file, line + done, size - done);
        if (written < 0) {
            fprintf(stderr, "users_server: %s: %s\n", store.path, strerror(errno));
            /* A full disk may have taken half of the line. */
            if (ftruncate(store.file, store.size) != 0) fail(store.path);
            return false;
        }
        done += (size_t)written;
    }
    store.size += (off_t)size;
    return true;
}

/* --------------------------------------------------------------------------------------- clients
 */

struct client {
    unsigned long long number;
    struct buffer input;   /* received, and not a whole line yet */
    struct buffer output;  /* to be sent */
    size_t events_waiting; /* how many bytes of the output are events, at most */
    bool watching;
    bool skipping; /* what comes belongs to a line that is too long */
    bool leaving;  /* after its output is sent, it is closed */
    bool gone;
};

/* watches[i] and all[i] are of the same client; the listener is behind the last of them. */
static struct {
    struct pollfd* watches;
    struct client* all;
    size_t count;
    size_t capacity;
    unsigned long long so_far;
} clients;

static void make_room(void) {
    if (clients.count + 1 < clients.capacity) return;
    clients.capacity = clients.capacity * 2 + 16;
    clients.watches = resize(clients.watches, clients.capacity * sizeof *clients.watches);
    clients.all = resize(clients.all, clients.capacity * sizeof *clients.all);
}

/* Adds a line to what the client is sent; the format is printf's. */
static void reply(struct client* to, const char* format, ...) {
    char line[longest_line + 128];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    append(&to->output, line, (size_t)length);
    append(&to->output, "\n", 1);
}

/* To all watchers. One that does not read its events is dropped: it would take up more and more
 * memory, and waiting for it would hold up everybody else. */
static void tell(const struct event* happened) {
    char line[longest_line + 64];
    const size_t size = format_event(happened, line);
    for (size_t i = 0; i < clients.count; ++i) {
        struct client* const each = &clients.all[i];
        if (!each->watching || each->gone) continue;
        append(&each->output, "EVENT ", 6);
        append(&each->output, line, size);
        each->events_waiting += 6 + size;
        if (each->events_waiting <= output_limit) continue;
        fprintf(stderr, "users_server: client %llu does not read its events\n", each->number);
        each->gone = true;
    }
}

/* The last client takes the place of one that is gone. As the others are told, more may go. */
static void forget_gone(void) {
    for (size_t i = 0; i < clients.count;) {
        struct client* const client = &clients.all[i];
        if (!client->gone) {
            ++i;
            continue;
        }
        const struct event left = {client_left, client->number, NULL, NULL};
        close(clients.watches[i].fd);
        free(client->input.bytes);
        free(client->output.bytes);
        --clients.count;
        *client = clients.all[clients.count];
        clients.watches[i] = clients.watches[clients.count];
        tell(&left);
        i = 0;
    }
}

/* False if there may be a client that cannot be accepted, as no descriptor is free. */
static bool accept_next(int listener) {
    const int connection = accept(listener, NULL, NULL);
    if (connection < 0) return errno == EAGAIN || errno == ECONNABORTED; /* none, or it left */
    if (fcntl(connection, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
    const struct event joined = {client_joined, ++clients.so_far, NULL, NULL};
    tell(&joined);
    make_room();
    clients.watches[clients.count] = (struct pollfd){connection, POLLIN, 0};
    clients.all[clients.count] = (struct client){.number = joined.number};
    ++clients.count;
    return true;
}

/* -------------------------------------------------------------------------------------- requests
 */

/* A change: first it is stored, then it is true, then it is acknowledged and told. */
static void record(struct client* client, const struct event* happened) {
    if (!append_to_store(happened)) {
        reply(client, "ERR failed to store it");
        return;
    }
    apply(happened);
    if (happened->kind == user_added) {
        reply(client, "OK %llu", happened->number);
    } else {
        reply(client, "OK");
    }
    tell(happened);
}

static void add(struct client* client, char* words[]) {
    if (!is_name(words[1]) || !is_email(words[2])) {
        reply(client, "ERR invalid");
        return;
    }
    if (has_email(words[2])) {
        reply(client, "ERR exists");
        return;
    }
    record(client, &(struct event){user_added, users.last_id + 1, words[1], words[2]});
}

/* The user that words[1] names; without one it answers, and returns NULL. */
static struct user* wanted_user(struct client* client, char* words[]) {
    unsigned long long id;
    struct user* found = NULL;
    if (!parse_id(words[1], &id)) {
        reply(client, "ERR invalid");
    } else if ((found = find_user(id)) == NULL) {
        reply(client, "ERR unknown");
    }
    return found;
}

static void get(struct client* client, char* words[]) {
    const struct user* const user = wanted_user(client, words);
    if (user != NULL) reply(client, "OK %llu %s %s", user->id, user->name, user->email);
}

static void list(struct client* client, char* words[]) {
    (void)words;
    reply(client, "OK %zu", users.count);
    for (size_t i = 0; i < users.count; ++i)
        reply(client, "%llu %s %s", users.all[i].id, users.all[i].name, users.all[i].email);
}

static void rename_user(struct client* client, char* words[]) {
    if (!is_name(words[2])) {
        reply(client, "ERR invalid");
        return;
    }
    const struct user* const user = wanted_user(client, words);
    if (user != NULL) record(client, &(struct event){user_renamed, user->id, words[2], NULL});
}

static void remove_user(struct client* client, char* words[]) {
    const struct user* const user = wanted_user(client, words);
    if (user != NULL) record(client, &(struct event){user_removed, user->id, NULL, NULL});
}

static void watch(struct client* client, char* words[]) {
    (void)words;
    client->watching = true;
    reply(client, "OK");
}

static void quit(struct client* client, char* words[]) {
    (void)words;
    client->leaving = true;
    client->input.size = 0;
    reply(client, "OK");
}

/* Each request of the protocol, and how many words it has. */
static const struct {
    const char* word;
    size_t words;
    void (*handle)(struct client* client, char* words[]);
} requests[] = {{"ADD", 3, add},
                {"GET", 2, get},
                {"LIST", 1, list},
                {"RENAME", 3, rename_user},
                {"REMOVE", 2, remove_user},
                {"WATCH", 1, watch},
                {"QUIT", 1, quit}};

static void answer(struct client* client, char* line, size_t size) {
    char* words[most_words];
    if (!is_text(line, size)) {
        reply(client, "ERR invalid");
        return;
    }
    const size_t count = split(line, words);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; ++i) {
        if (strcmp(words[0], requests[i].word) != 0) continue;
        if (count != requests[i].words) {
            reply(client, "ERR invalid");
            return;
        }
        requests[i].handle(client, words);
        return;
    }
    reply(client, "ERR what");
}

/* ----------------------------------------------------------------------------------- the service
 */

/* Takes the next line from the input and answers it. False if there is none yet. */
static bool answer_line(struct client* client) {
    struct buffer* const input = &client->input;
    const char* const newline = input->size > 0 ? memchr(input->bytes, '\n', input->size) : NULL;
    size_t size = newline != NULL ? (size_t)(newline - input->bytes) + 1 : input->size;
    if (newline == NULL && size < longest_line) return false;

    char line[longest_line];
    const bool too_long = newline == NULL || size > longest_line;
    const bool rest_of_long_line = client->skipping;
    client->skipping = newline == NULL;
    if (!too_long) memcpy(line, input->bytes, size);
    consume(input, size);
    if (rest_of_long_line) return true;
    if (too_long) {
        reply(client, "ERR too-long");
        return true;
    }
    --size;
    if (size > 0 && line[size - 1] == '\r') --size;
    line[size] = '\0';
    answer(client, line, size);
    return true;
}

/* Receives if all replies are sent, answers the lines that are whole, sends as much as possible.
 * False after an error. */
static bool talk(int connection, struct client* client) {
    if (client->output.size == 0) {
        char piece[4096];
        const ssize_t received = recv(connection, piece, sizeof piece, 0);
        if (received < 0) return errno == EAGAIN;
        client->leaving = received == 0;
        append(&client->input, piece, (size_t)received);
    }
    for (;;) {
        while (client->output.size < output_limit && answer_line(client))
            continue;
        if (client->output.size == 0) break;
        const ssize_t sent = send(connection, client->output.bytes, client->output.size, 0);
        if (sent < 0) return errno == EAGAIN;
        consume(&client->output, (size_t)sent);
        if (client->events_waiting > client->output.size)
            client->events_waiting = client->output.size;
        if (client->output.size > 0) return true;
    }
    client->gone = client->leaving;
    return true;
}

/* Waits until a client or the listener is ready; true if it is the listener. A client that does not
 * read its replies has to wait with its requests. */
static bool wait_for_any(int listener, bool full) {
    make_room();
    for (size_t i = 0; i < clients.count; ++i)
        clients.watches[i].events = clients.all[i].output.size > 0 ? POLLOUT : POLLIN;
    /* A client that cannot be accepted stays ready: waiting for it would not wait at all. So the
     * listener is not waited for (-1), and accept is tried again in a while. */
    clients.watches[clients.count] = (struct pollfd){full ? -1 : listener, POLLIN, 0};
    if (poll(clients.watches, (nfds_t)clients.count + 1, full ? 1000 : -1) < 0) fail("poll");
    return clients.watches[clients.count].revents != 0;
}

static void run(int listener) {
    bool full = false; /* no descriptor is free for one more client */
    for (;;) {
        const bool listener_ready = wait_for_any(listener, full);
        for (size_t i = 0; i < clients.count; ++i) {
            struct client* const client = &clients.all[i];
            if (clients.watches[i].revents == 0 || talk(clients.watches[i].fd, client)) continue;
            fprintf(stderr, "users_server: %s; it is closed\n", strerror(errno));
            client->gone = true;
        }
        forget_gone();
        if (!full && !listener_ready) continue;
        const bool was_full = full;
        full = !accept_next(listener);
        if (full && !was_full) fputs("users_server: new clients have to wait\n", stderr);
    }
}

/* ------------------------------------------------------------------------------------------ main
 */

static int bind_to(const struct addrinfo* address) {
    const int on = 1, off = 0;
    const int listener = socket(address->ai_family, SOCK_STREAM, 0);
    if (listener < 0) fail("socket");
    /* Connections of an earlier run may still use the port: they do not prevent a new listener. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6)
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(listener, address->ai_addr, address->ai_addrlen) != 0) fail("bind");
    if (fcntl(listener, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
    return listener;
}

static void usage(void) {
    fputs("usage: users_server [port [address [store]]]\n", stderr);
    exit(2);
}

/* A port of 1 to 5 digits. */
static bool is_port(const char* text) {
    const size_t length = strlen(text);
    if (length < 1 || length > 5 || strspn(text, "0123456789") != length) return false;
    return atoi(text) >= 1 && atoi(text) <= 65535;
}

int main(int argc, char* argv[]) {
    const char* port = argc > 1 ? argv[1] : "5002";
    const char* text = argc > 2 ? argv[2] : "0.0.0.0";
    struct addrinfo wanted = {0};
    struct addrinfo* address;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    if (argc > 4 || !is_port(port)) usage();
    if (getaddrinfo(text, port, &wanted, &address) != 0) usage();

    signal(SIGPIPE, SIG_IGN); /* sending to a client that is gone is an error, not the end */
    const int listener = bind_to(address);
    freeaddrinfo(address);
    open_store(argc > 3 ? argv[3] : "users.events");
    load_store();
    if (listen(listener, SOMAXCONN) != 0) fail("listen");
    fprintf(stderr, "users_server at %s port %s\n", text, port);
    run(listener);
}
