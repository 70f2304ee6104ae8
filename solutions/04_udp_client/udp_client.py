"""udp_client.py [host [port [timeout_ms]]]

A client of the echo server over UDP: each line of standard input is one datagram, and the reply to
it goes to standard output as one line. Where no reply comes within the timeout, it says so on
standard error and goes on. Without arguments: 127.0.0.1, port 5001, 1000 ms.
"""

import os
import signal
import socket
import sys
import time


def run(host, port, timeout):
    """Asks the server, line by line. True if it answered every one."""
    family, _, _, _, server = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    all_answered = True
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        for line in sys.stdin.buffer:
            client.sendto(line.removesuffix(b"\n"), server)
            try:
                write(receive_from(client, server, timeout) + b"\n")
            except TimeoutError:
                print("no reply", file=sys.stderr)
                all_answered = False
    return all_answered


def receive_from(client, server, timeout):
    """The next datagram that the server itself has sent. Others do not extend the wait."""
    until = time.monotonic() + timeout
    while True:
        left = until - time.monotonic()
        if left <= 0:  # settimeout(0) would mean something else
            raise TimeoutError
        client.settimeout(left)
        # The length in a UDP header has 16 bits (RFC 768): no larger datagram exists.
        reply, sender = client.recvfrom(65535)
        if sender == server:
            return reply


def write(line):
    """To standard output, and at once: another program may be waiting for just this."""
    while line:
        line = line[os.write(1, line):]


def read_arguments(arguments):
    """Host, port, timeout in seconds. An argument that makes no sense is a ValueError."""
    host, port, timeout = arguments + ["127.0.0.1", "5001", "1000"][len(arguments):]
    return host, parse_number(port, 65535), parse_number(timeout, 86_400_000) / 1000


def parse_number(text, most):
    if not (text.isascii() and text.isdigit() and len(text) <= 8 and 1 <= int(text) <= most):
        raise ValueError("not a number, or out of range")
    return int(text)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a traceback
    try:
        host, port, timeout = read_arguments(sys.argv[1:])
    except ValueError:
        print("usage: udp_client [host [port [timeout_ms]]]", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(0 if run(host, port, timeout) else 1)
    except (OSError, UnicodeError) as failure:
        sys.exit(f"udp_client: {host} port {port}: {failure}")


if __name__ == "__main__":
    main()
