"""files_server.py [port [directory]]

Serves the files of one directory: LIST, GET and PUT. Each client has a thread of its own, which
talks with it as if there were no other. Without arguments: port 5003, the directory "remote".
"""

import fcntl
import os
import re
import resource
import signal
import socket
import stat
import sys
import tempfile
import threading

# No such name leads out of the directory.
NAME = re.compile(rb"[A-Za-z0-9_ -][A-Za-z0-9._ -]{0,99}")

# Uploads have such names until they are complete. No client can name them: see NAME.
TEMPORARY_PREFIX = b".put-"

LONGEST_LINE = 1000
PIECE = 65536


def run(port, directory):
    """Accepts clients and starts a thread for each, for ever."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # Connections of an earlier run may still use the port: they do not prevent a new listener.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", port))
        lock_and_tidy(directory)
        listener.listen(socket.SOMAXCONN)
        print(f"files_server at port {port}", file=sys.stderr)

        # More clients than this wait in the listener's queue until another one leaves.
        places = threading.Semaphore(most_clients())
        while True:
            places.acquire()
            start_thread(listener, directory, places)


def start_thread(listener, directory, places):
    try:
        client, _ = listener.accept()
        # A small file follows its line at once: Nagle's algorithm would hold it back.
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(client, directory, places), daemon=True).start()
    except (ConnectionAbortedError, RuntimeError) as failure:  # it has left; no more threads
        print(f"files_server: {failure}", file=sys.stderr)
        places.release()


def most_clients():
    """Each client needs two descriptors, its connection and a file: there are always enough."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        descriptors = 2016
    return max((min(descriptors, 2016) - 16) // 2, 1)


def lock_and_tidy(directory):
    """Removes unfinished uploads of a server that was killed, unless a server is at work here: then
    they may be its own. The lock lasts as long as this process: it is never closed."""
    lock = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in os.listdir(directory):
            if name.startswith(TEMPORARY_PREFIX):
                os.remove(os.path.join(directory, name))
    except BlockingIOError:
        pass
    fcntl.flock(lock, fcntl.LOCK_SH)


def serve(client, directory, places):
    """One client, from its first request to its last. A failure ends only this client."""
    try:
        with client, client.makefile("rb", buffering=PIECE) as requests:
            while line := read_line(requests):
                if not answer(client, requests, directory, line):
                    finish(client)
                    break
    except (OSError, EOFError) as failure:
        print(f"files_server: {failure}", file=sys.stderr)
    finally:
        places.release()


def read_line(requests):
    """The next line with its newline; nothing at the end of the stream, where half a line is none.
    Of a line that is longer than any request it keeps only the beginning."""
    line = piece = requests.readline(LONGEST_LINE)
    while piece and not piece.endswith(b"\n"):
        piece = requests.readline(LONGEST_LINE)
    return line if piece else b""


def answer(client, requests, directory, line):
    """False if it is unknown where the next request begins."""
    line = line.removesuffix(b"\n")
    if line == b"LIST":
        send_list(client, directory)
    elif line.startswith(b"GET "):
        get(client, directory, line.removeprefix(b"GET "))
    elif line.startswith(b"PUT "):
        return put(client, requests, directory, line.removeprefix(b"PUT "))
    else:
        client.sendall(b"ERR what\n")
    return True


def send_list(client, directory):
    """The regular files that GET would give, by name."""
    with os.scandir(directory) as entries:
        files = {entry.name: entry for entry in entries if NAME.fullmatch(entry.name)}
    lines = []
    for name in sorted(files):
        try:
            status = files[name].stat(follow_symlinks=False)
        except FileNotFoundError:
            continue  # it has been removed meanwhile
        if stat.S_ISREG(status.st_mode):
            lines.append(b"%d %s\n" % (status.st_size, name))
    client.sendall(b"OK %d\n" % len(lines) + b"".join(lines))


def open_regular(path):
    """A file to read and its size. Anything else than a regular file is an OSError."""
    # O_NONBLOCK: opening a FIFO would otherwise wait until another program writes to it.
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    status = os.fstat(number)
    if not stat.S_ISREG(status.st_mode):
        os.close(number)
        raise OSError(f"{path!r} is not a regular file")
    return open(number, "rb", buffering=0), status.st_size


def get(client, directory, name):
    """The file as it is now: an upload of the same name gives the name to another file and leaves
    this one as it is."""
    try:
        if not NAME.fullmatch(name):
            raise OSError(f"{name!r} is not a name")
        file, left = open_regular(os.path.join(directory, name))
    except OSError as failure:
        print(f"files_server: {failure}", file=sys.stderr)
        client.sendall(b"ERR unknown\n")
        return
    with file:
        client.sendall(b"OK %d\n" % left)
        while left > 0:
            piece = file.read(min(left, PIECE))
            if not piece:
                raise EOFError(f"{name!r} has become shorter")
            client.sendall(piece)
            left -= len(piece)


def put(client, requests, directory, arguments):
    """The bytes follow their request. They are received also if the answer is an error.
    Only if their number is unknown, the conversation ends."""
    name, _, size = arguments.rpartition(b" ")
    if not size.isdigit() or len(size) > 18:
        client.sendall(b"ERR invalid\n")
        return False
    pieces = read_pieces(requests, int(size))
    path = os.path.join(directory, name)
    reply = b"ERR invalid\n"
    try:
        if NAME.fullmatch(name) and is_free_or_regular(path):
            store(pieces, directory, path)
            reply = b"OK\n"
    except (ConnectionError, TimeoutError):
        raise
    except OSError as failure:
        print(f"files_server: {failure}", file=sys.stderr)
        reply = b"ERR failed\n"
    for _ in pieces:
        pass
    client.sendall(reply)
    return True


def read_pieces(requests, left):
    """Yields the next `left` bytes, piece by piece."""
    while left > 0:
        piece = requests.read1(min(left, PIECE))
        if not piece:
            raise EOFError("the connection ended in the middle of a file")
        left -= len(piece)
        yield piece


def is_free_or_regular(path):
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return True


def store(pieces, directory, path):
    """Writes a file under a temporary name, and gives it its own when it is complete. That replaces
    what had the name before, in one step. If anything goes wrong before, nothing of it remains."""
    number, temporary = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=directory)
    try:
        with open(number, "wb") as file:
            for piece in pieces:
                file.write(piece)
            os.fchmod(number, 0o644)  # mkstemp lets only its owner read it
        os.rename(temporary, path)
    except BaseException:
        os.remove(temporary)
        raise


def finish(client):
    """Lets the client receive everything that was sent, which closing at once may prevent: if bytes
    arrive for a closed socket, TCP resets the connection."""
    client.shutdown(socket.SHUT_WR)
    while client.recv(PIECE):
        pass


def read_arguments(arguments):
    """Port and directory. An argument that makes no sense is a ValueError."""
    port, directory = arguments + ["5003", "remote"][len(arguments):]
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise ValueError("not a port")
    return int(port), os.fsencode(directory)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a traceback
    try:
        port, directory = read_arguments(sys.argv[1:])
    except ValueError:
        print("usage: files_server [port [directory]]", file=sys.stderr)
        sys.exit(2)
    try:
        run(port, directory)
    except OSError as failure:
        sys.exit(f"files_server: port {port}, {os.fsdecode(directory)}: {failure}")


if __name__ == "__main__":
    main()
