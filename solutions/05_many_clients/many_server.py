"""many_server.py [port [address]]

An echo server over TCP for many clients at the same time: one thread, which waits for all of them
at once and then serves those that are ready. Nothing in it ever waits for one client alone.
Without arguments: port 5000, 0.0.0.0, which is every address of this machine.
"""

import selectors
import signal
import socket
import sys


def run(listener):
    """Accepts clients and serves all of them, for ever."""
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    full = False  # no descriptor is free for one more client
    while True:
        ready = selector.select(1 if full else None)
        for key, _ in ready:
            if key.fileobj is not listener:
                serve(selector, key)
        if not full and not any(key.fileobj is listener for key, _ in ready):
            continue

        # A client that cannot be accepted stays ready: waiting for it would not wait at all. So the
        # listener is not waited for until it can accept again; that is tried once in a while.
        was_full, full = full, not accept_next(selector, listener)
        if full and not was_full:
            print("many_server: new clients have to wait", file=sys.stderr)
            selector.unregister(listener)
        elif was_full and not full:
            selector.register(listener, selectors.EVENT_READ)


def accept_next(selector, listener):
    """False if there may be a client that cannot be accepted, as no descriptor is free."""
    try:
        client, _ = listener.accept()
    except BlockingIOError:
        return True  # there is none, or it has left
    except OSError:
        return False
    client.setblocking(False)
    selector.register(client, selectors.EVENT_READ, b"")  # the data: what is not sent yet
    return True


def serve(selector, key):
    """One step with a client that may break its connection off, which ends nothing but that."""
    client = key.fileobj
    try:
        if echo(selector, client, key.data):
            return
    except BlockingIOError:
        return  # not ready after all
    except OSError as failure:
        print(f"many_server: {failure}; it is closed", file=sys.stderr)
    selector.unregister(client)
    client.close()


def echo(selector, client, unsent):
    """Sends what is left, or receives the next piece and sends as much as can be sent. False at the
    end of the stream."""
    piece = unsent or client.recv(16384)
    if not piece:
        return False
    try:
        left = piece[client.send(piece):]
    except BlockingIOError:
        left = piece
    # A client that does not read its echo is not read from either: TCP then slows it down.
    if left or unsent:
        selector.modify(client, selectors.EVENT_WRITE if left else selectors.EVENT_READ, left)
    return True


def listen(family, address):
    listener = socket.socket(family, socket.SOCK_STREAM)
    # Connections of an earlier run may still use the port: they do not prevent a new listener.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listener.bind(address)
    listener.listen(socket.SOMAXCONN)
    listener.setblocking(False)
    print(f"many_server at {address[0]} port {address[1]}", file=sys.stderr)
    return listener


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
        print("usage: many_server [port [address]]", file=sys.stderr)
        sys.exit(2)
    try:
        run(listen(family, address))
    except OSError as failure:
        sys.exit(f"many_server: {address[0]} port {address[1]}: {failure.strerror}")


if __name__ == "__main__":
    main()
