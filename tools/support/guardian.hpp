/// @file
/// Runs work in a child process, and ends everything that it started.
#pragma once

#include <functional>

namespace support {

/// Runs `work` in a child of this process and returns its result. No process that it started is
/// left afterwards, in each of these cases:
/// - `work` returns, or is killed: its descendants, which become children of this process, are
///   killed here; then the signal that ended `work` ends this process, too;
/// - SIGINT, SIGTERM or SIGHUP arrive here: everything is killed, then the signal ends this
/// process;
/// - this process is killed (SIGKILL): `lifeline` ends for `work`, which must then return.
/// Call it once, in main, before there are any threads. `work` gets the descriptor `lifeline`,
/// which becomes readable (end of file) when this process is gone.
int guarded(const std::function<int(int lifeline)>& work);

/// Kills all descendants of this process and waits for them. Only for a process that adopts
/// orphans: the others' grandchildren are out of reach.
void end_all_descendants();

}  // namespace support
