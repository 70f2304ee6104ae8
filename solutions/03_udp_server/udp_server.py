"""udp_server.py [port [address]]

An echo server over UDP: each datagram goes back to where it came from, whole. Any number of peers,
for ever; Ctrl+C ends it. Without arguments: port 5001, 0.0.0.0, which is every address of this
machine.
"""

import signal
import socket
import sys


def run(family, address):
    """Waits for datagrams at `address` and answers each."""
    with socket.socket(family, socket.SOCK_DGRAM) as server:
        # No SO_REUSEADDR: for UDP it would let two programs share the port silently.
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        server.bind(address)
        print(f"udp_server at {address[0]} port {address[1]}", file=sys.stderr)
        while True:
            # The length in a UDP header has 16 bits: RFC 768.
            payload, peer = server.recvfrom(65535)
            answer(server, payload, peer)


def answer(server, payload, peer):
    """Sends `payload` back to `peer`, which may be gone by now: that ends nothing here."""
    print(f"{peer[0]} port {peer[1]}: {len(payload)} bytes", file=sys.stderr)
    try:
        server.sendto(payload, peer)
    except OSError as failure:
        print(f"udp_server: {failure}; on to the next datagram", file=sys.stderr)


def read_arguments(arguments):
    """The family and the address to receive at. An argument that makes no sense is a ValueError."""
    port, address = arguments + ["5001", "0.0.0.0"][len(arguments):]
    found = socket.getaddrinfo(address, parse_port(port), type=socket.SOCK_DGRAM,
                               flags=socket.AI_NUMERICHOST)
    return found[0][0], found[0][4]


def parse_port(text):
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise ValueError("not a port")
    return int(text)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a traceback
    try:
        family, address = read_arguments(sys.argv[1:])
    except (ValueError, OSError):
        print("usage: udp_server [port [address]]", file=sys.stderr)
        sys.exit(2)
    try:
        run(family, address)
    except OSError as failure:
        sys.exit(f"udp_server: {address[0]} port {address[1]}: {failure.strerror}")


if __name__ == "__main__":
    main()
