"""tcp_server.py [port [address]]

An echo server over TCP: what a client sends comes back to it, byte for byte, as it comes.
One client after another, for ever; Ctrl+C ends it. Without arguments: port 5000, 0.0.0.0, which is
every address of this machine.
"""

import signal
import socket
import sys


def run(family, address):
    """Waits for clients at `address` and serves them, one after another."""
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        # Connections of an earlier run may still use the port: they do not prevent a new listener.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(socket.SOMAXCONN)
        print(f"tcp_server at {address[0]} port {address[1]}", file=sys.stderr)
        while True:
            serve(listener)


def serve(listener):
    """One client. A connection that breaks off ends nothing but itself."""
    try:
        client, peer = listener.accept()
        with client:
            echo(client)
    except ConnectionError as failure:
        print(f"tcp_server: {failure}; on to the next client", file=sys.stderr)


def echo(client):
    """Sends everything back, until recv returns no bytes: then the client has closed its side."""
    while piece := client.recv(4096):
        client.sendall(piece)


def read_arguments(arguments):
    """The family and the address to listen at. An argument that makes no sense is a ValueError."""
    port, address = arguments + ["5000", "0.0.0.0"][len(arguments):]
    found = socket.getaddrinfo(address, parse_port(port), type=socket.SOCK_STREAM,
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
        print("usage: tcp_server [port [address]]", file=sys.stderr)
        sys.exit(2)
    try:
        run(family, address)
    except OSError as failure:
        sys.exit(f"tcp_server: {address[0]} port {address[1]}: {failure.strerror}")


if __name__ == "__main__":
    main()
