/// @file
/// Every duration of the suite, with its reason. `support::deadline` lengthens them by the
/// machine's load, and each wait ends as soon as its event comes.
#pragma once

#include "support/process.hpp"

namespace suite {

// How long a program may take before its silence is a failure.

/// To start: to listen, to connect, to send its first datagram.
constexpr support::milliseconds time_to_begin{3000};
/// To end, or to read what has arrived, once nothing blocks it.
constexpr support::milliseconds time_to_end{2000};
/// No progress for this long: no answer will come. A slow program that makes progress goes on.
constexpr support::milliseconds time_to_answer{2000};
/// connect(2) takes longer only where the server's queue is full.
constexpr support::milliseconds time_to_connect{2000};
/// A UDP client may still wait for a reply that it does not need before it ends.
constexpr support::milliseconds time_to_end_udp{3000};
/// The line after a lost reply: the client first waits for that reply until its timeout.
constexpr support::milliseconds time_to_next_line{5000};
/// A whole exchange over the bad network, or with strangers, with several timeouts.
constexpr support::milliseconds time_for_exchange{4000};
/// A program with sanitizers starts several times slower.
constexpr support::milliseconds time_to_begin_sanitized{5000};
/// A sanitizer writes its report before the program ends.
constexpr support::milliseconds time_to_end_reported{1000};
/// To close its finished connections, before they count as a leak.
constexpr support::milliseconds time_to_close{1000};
/// poll(2) has announced the connection: accept(2) takes it at once.
constexpr support::milliseconds time_to_accept{1000};

// Used after the failure is certain, to find its cause. Short, because most of them run out.

/// A program that broke the connection is about to end.
constexpr support::milliseconds exit_grace{300};
/// A program that listens and serves no client ends within this time.
constexpr support::milliseconds end_after_listening{500};
/// A program that listens on IPv6 alone may be about to end with an error.
constexpr support::milliseconds exit_grace_ipv6{50};
/// After more input, or its end: does an answer come now?
constexpr support::milliseconds probe_wait{500};
/// Advice costs no points: an answer that takes longer is not worth the wait.
constexpr support::milliseconds advice_wait{500};
/// In the memory check an answer only paces the conversation.
constexpr support::milliseconds pacing_wait{500};
/// Extra bytes come before the end of the stream.
constexpr support::milliseconds surplus_wait{500};
/// A server that serves another port seldom opens the right one later.
constexpr support::milliseconds wrong_port_grace{300};
/// The rest of a wrong answer, for the message; and how long a send may be blocked.
constexpr support::milliseconds drain_wait{150};
/// On loopback the ICMP message "port unreachable" arrives at once.
constexpr support::milliseconds icmp_wait{20};

// What the program gets as an argument, and how long it is watched.

/// The timeout argument of a UDP client that gets every reply: long enough for any machine.
constexpr support::milliseconds client_limit{20'000};
/// The timeout argument of a UDP client that never gets a reply: the check has to wait for it.
constexpr support::milliseconds short_client_limit{200};
/// An idle server is watched for this long: enough ticks of CPU time to detect a busy wait.
constexpr support::milliseconds idle_watch{300};
/// Four waits of a UDP client take less than this, and four of a second each take more.
constexpr support::milliseconds four_seconds_less{3800};
/// A peer that is slow, but there: longer than the second that a program may take for its limit.
constexpr support::milliseconds slow_peer{1200};
/// The half-closed server reads what it has, or sleeps.
constexpr support::milliseconds reading_watch{300};
/// All threads of the program sleep.
constexpr support::milliseconds rest_watch{150};

// Intervals between two observations.

constexpr support::milliseconds no_wait{0};
/// Only to collect what has already arrived.
constexpr support::milliseconds brief_wait{1};
/// The first pause while a server starts: most start within a few milliseconds.
constexpr support::milliseconds first_pause{2};
constexpr support::milliseconds unread_step{5};
constexpr support::milliseconds step_pause{10};
/// Between two datagrams of strangers: shorter than the client's timeout.
constexpr support::milliseconds stranger_step{20};

// The suite's own.

/// Another suite holds the port: its check ends within this time.
constexpr support::milliseconds port_lease_wait{10'000};
/// All waits of one check together. The slowest check of a correct program needs a third of it; a
/// program that answers a byte at a time must not make each wait begin anew.
constexpr support::milliseconds time_for_check{30'000};
/// All waits of all checks of one program. A program that answers nothing spends less.
constexpr support::milliseconds time_for_program{150'000};
/// Far more than `time_for_check`: only a bug of the suite reaches it.
constexpr support::milliseconds longest_check{120'000};
/// How often the runner looks for a worker that exceeds `longest_check`.
constexpr support::milliseconds worker_watch{1000};
/// Upper bound on the total time of retries that only repeat the failure. A program that hangs in
/// every check has already been confirmed to hang.
constexpr support::milliseconds most_retry_time{6000};
/// All waits of one check whose failure an earlier failure would explain. A program that passes it
/// needs less.
constexpr support::milliseconds time_for_consequence{2000};
/// Upper bound on the total time of such checks of one program that show nothing more.
constexpr support::milliseconds most_time_in_vain{12'000};

}  // namespace suite
