/// @file
/// What every socket call has in common: it may fail on purpose, it is made, it is recorded.
#pragma once

#include "preload/faults.hpp"
#include "preload/next.hpp"
#include "preload/record.hpp"

namespace [[gnu::visibility("hidden")]] preload {

[[nodiscard]] inline bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

/// Records a failed call as an event. A call that would only have had to wait is no event, unless
/// the program has set a timeout for it (SO_RCVTIMEO, SO_SNDTIMEO; socket(7)).
inline void note_failure(const call& it, int error, bool may_wait = true) {
    if (would_block(error) && (!may_wait || non_blocking(it.fd))) return;
    event what{would_block(error) ? "timed-out" : "failed"};
    what.failed_call = it.name;
    what.error = would_block(error) ? 0 : error;
    note_event(it.fd, it.kind, what);
}

/// Makes a call that may block fail with EINTR, as if a signal had arrived. True if it does.
inline bool interrupted(call& it, const line& arguments) {
    if (it.kind == kind::other || !interrupts_now()) return false;
    it.injected = true;
    note_call(it, arguments, -1, EINTR);
    note_failure(it, EINTR);
    errno = EINTR;
    return true;
}

}  // namespace preload
