// The calls that wait until a socket has something to do.
#include "preload/observe.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

using namespace preload;

extern "C" int __poll_chk(pollfd* watched, nfds_t count, int timeout, size_t room);

namespace {

next<decltype(::poll)> next_poll("poll");
next<decltype(::__poll_chk)> next_poll_chk("__poll_chk");
next<decltype(::ppoll)> next_ppoll("ppoll");
next<decltype(::select)> next_select("select");
next<decltype(::epoll_wait)> next_epoll_wait("epoll_wait");

[[gnu::constructor]] void find_waits() {
    find_all(next_poll, next_poll_chk, next_ppoll, next_select, next_epoll_wait);
}

// A timeout while waiting for one socket is that socket's event; for several it is no event.
void note_wait(const char* name, int fd, int result, bool had_time) {
    if (result != 0 || !had_time || fd < 0) return;
    const errno_kept errno_stays;
    event what{"timed-out"};
    what.failed_call = name;
    note_event(fd, kind_of(fd), what);
}

int only_one(const pollfd* watched, nfds_t count) {
    return count == 1 ? watched[0].fd : -1;
}

int only_one(int count, const fd_set* set) {
    int found = -1;
    for (int fd = 0; set != nullptr && fd < count && fd < FD_SETSIZE; ++fd) {
        if (!FD_ISSET(fd, set)) continue;
        if (found >= 0) return -1;
        found = fd;
    }
    return found;
}

// Interrupts only a call that waits: a call with a timeout of 0 takes no time.
bool interrupted_wait(bool waits) {
    if (!waits || !interrupts_now()) return false;
    errno = EINTR;
    return true;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int poll(pollfd* watched, nfds_t count, int timeout) {
    if (interrupted_wait(timeout != 0)) return -1;
    const int ready = next_poll(watched, count, timeout);
    note_wait("poll", only_one(watched, count), ready, timeout > 0);
    return ready;
}

int __poll_chk(pollfd* watched, nfds_t count, int timeout, size_t room) {
    if (interrupted_wait(timeout != 0)) return -1;
    const int ready = next_poll_chk(watched, count, timeout, room);
    note_wait("poll", only_one(watched, count), ready, timeout > 0);
    return ready;
}

int ppoll(pollfd* watched, nfds_t count, const timespec* timeout, const sigset_t* mask) {
    if (interrupted_wait(timeout == nullptr || timeout->tv_sec > 0 || timeout->tv_nsec > 0))
        return -1;
    const int ready = next_ppoll(watched, count, timeout, mask);
    note_wait("ppoll", only_one(watched, count), ready, timeout != nullptr);
    return ready;
}

int select(int count, fd_set* in, fd_set* out, fd_set* bad, timeval* timeout) {
    const bool waits = timeout == nullptr || timeout->tv_sec > 0 || timeout->tv_usec > 0;
    if (interrupted_wait(waits)) return -1;
    const int socket = out == nullptr ? only_one(count, in) : -1;
    const int ready = next_select(count, in, out, bad, timeout);
    note_wait("select", socket, ready, waits);
    return ready;
}

int epoll_wait(int fd, epoll_event* events, int most, int timeout) {
    if (interrupted_wait(timeout != 0)) return -1;
    return next_epoll_wait(fd, events, most, timeout);
}

}  // extern "C"
#pragma GCC visibility pop
