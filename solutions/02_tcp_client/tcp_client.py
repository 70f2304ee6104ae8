"""tcp_client.py [host [port [buffer]]]

A client of the echo server: each line of standard input goes to the server, and what comes back
goes to standard output. No recv asks for more than `buffer` bytes; each is reported on standard
error. Without arguments: 127.0.0.1, port 5000, 1024 bytes.
"""

import os
import signal
import socket
import sys


def run(server, buffer):
    """Talks with the server until standard input ends. Text is bytes here: nothing is decoded."""
    for line in sys.stdin.buffer:
        server.sendall(line)
        missing = len(line)
        while missing > 0:
            piece = receive(server, min(missing, buffer))
            write(piece)
            missing -= len(piece)


def receive(server, most):
    """The next piece of what the server sends: one recv, of at most `most` bytes."""
    piece = server.recv(most)
    print(f"recv {len(piece)} bytes", file=sys.stderr)
    if not piece:
        raise ConnectionError("the server closed the connection before everything came back")
    return piece


def write(piece):
    """To standard output, and at once: another program may be waiting for just this."""
    while piece:
        piece = piece[os.write(1, piece):]


def read_arguments(arguments):
    """Host, port, buffer. An argument that makes no sense is a ValueError."""
    host, port, buffer = arguments + ["127.0.0.1", "5000", "1024"][len(arguments):]
    return host, parse_number(port, 65535), parse_number(buffer, 1_000_000)


def parse_number(text, most):
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= most):
        raise ValueError("not a number, or out of range")
    return int(text)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a traceback
    try:
        host, port, buffer = read_arguments(sys.argv[1:])
    except ValueError:
        print("usage: tcp_client [host [port [buffer]]]", file=sys.stderr)
        sys.exit(2)
    try:
        # Tries every address of the host in turn.
        with socket.create_connection((host, port)) as server:
            run(server, buffer)
    except (OSError, UnicodeError) as failure:
        sys.exit(f"tcp_client: {host} port {port}: {failure}")


if __name__ == "__main__":
    main()
