"""files_client.py host port ls
files_client.py host port get NAME [TO]
files_client.py host port put FILE [NAME]

A client of the file server: prints the list of its files, gets one, or puts one there. It ends with
0 only if every byte has arrived.
"""

import os
import signal
import socket
import stat
import sys
import tempfile

PIECE = 65536


def list_files(server, replies):
    """Prints the server's list."""
    lines = b""
    for _ in range(ask(server, replies, b"LIST\n")):
        lines += read_line(replies) + b"\n"
    while lines:
        lines = lines[os.write(1, lines):]


def get(server, replies, name, to):
    """Receives a file. Under its name it appears only when it is complete."""
    # A device or a directory must not be replaced by a file.
    if os.path.exists(to) and not os.path.isfile(to):
        raise ValueError(f"{os.fsdecode(to)} is not a regular file")
    left = ask(server, replies, b"GET " + name + b"\n")
    number, temporary = tempfile.mkstemp(prefix=os.path.basename(to) + b".part-",
                                         dir=os.path.dirname(to) or b".")
    try:
        with open(number, "wb") as file:
            while left > 0:
                piece = replies.read1(min(left, PIECE))
                if not piece:
                    raise EOFError("the connection ended in the middle of the file")
                file.write(piece)
                left -= len(piece)
            os.fchmod(number, 0o644)  # mkstemp lets only its owner read it
        os.rename(temporary, to)
    except BaseException:
        os.remove(temporary)
        raise


def put(server, replies, path, name):
    """Sends a file, and waits until the server has all of it."""
    # O_NONBLOCK: opening a FIFO would otherwise wait until another program writes to it.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f"{os.fsdecode(path)} is not a regular file")
        left = status.st_size
        server.sendall(b"PUT %s %d\n" % (name, left))
        while left > 0:
            piece = file.read(min(left, PIECE))
            if not piece:
                raise EOFError(f"{os.fsdecode(path)} has become shorter")
            server.sendall(piece)
            left -= len(piece)
    reply = read_line(replies)
    if reply != b"OK":
        raise ValueError(f"the server answers: {reply.decode(errors='replace')}")


def ask(server, replies, request):
    """Sends a request whose answer is "OK number", and returns the number."""
    server.sendall(request)
    reply = read_line(replies)
    number = reply.removeprefix(b"OK ")
    if number == reply or not number.isdigit() or len(number) > 18:
        raise ValueError(f"the server answers: {reply.decode(errors='replace')}")
    return int(number)


def read_line(replies):
    line = replies.readline(1000)
    if not line.endswith(b"\n"):
        raise EOFError("the server closed the connection before it answered")
    return line.removesuffix(b"\n")


def read_arguments(arguments):
    """Host, port, what to do and with what. An argument that makes no sense is a ValueError."""
    host, port, command, *names = arguments
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise ValueError("not a port")
    names = [os.fsencode(name) for name in names]
    if command == "ls" and not names:
        return host, int(port), list_files, names
    if command not in ("get", "put") or not 1 <= len(names) <= 2:
        raise ValueError("not a command")
    if len(names) == 1:
        names.append(os.path.basename(names[0]) if command == "put" else names[0])
    # A newline in a name would end the request there, and begin another one.
    if b"\n" in names[0 if command == "get" else 1]:
        raise ValueError("not a name")
    return host, int(port), get if command == "get" else put, names


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a traceback
    try:
        host, port, command, names = read_arguments(sys.argv[1:])
    except ValueError:
        print("usage: files_client host port ls | get NAME [TO] | put FILE [NAME]", file=sys.stderr)
        sys.exit(2)
    try:
        with socket.create_connection((host, port)) as server:
            # A small file follows its line at once: Nagle's algorithm would hold it back.
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with server.makefile("rb", buffering=PIECE) as replies:
                command(server, replies, *names)
    except (OSError, ValueError, EOFError) as failure:
        sys.exit(f"files_client: {host} port {port}: {failure}")


if __name__ == "__main__":
    main()
