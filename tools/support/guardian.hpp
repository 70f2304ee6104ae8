/// @file
/// A process that watches over another one and everything that one starts.
#pragma once

#include <functional>

namespace support {

/// Runs `work` in a child of this process and returns what it returns. Whatever happens, nothing
/// that it started is left when this is over:
/// - `work` returns, or is killed: its descendants are killed here (they become our children; a
///   killed `work` makes this return 128 + the signal);
/// - SIGINT, SIGTERM or SIGHUP come here: everything is killed, then the signal takes its course;
/// - this process is killed (SIGKILL): `lifeline` ends for `work`, which has to give up.
/// Call it once, in main, before there are any threads. `work` gets the descriptor `lifeline`,
/// which becomes readable (end of file) when this process is gone.
int guarded(const std::function<int(int lifeline)>& work);

/// Kills all descendants of this process and waits for them. Only for a process that adopts
/// orphans: the others' grandchildren are out of reach.
void end_all_descendants();

}  // namespace support
