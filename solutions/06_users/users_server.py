"""users_server.py [port [address [store]]]

A service that keeps a list of users: clients add, look up, rename and remove them, and can watch
what the others do. Everything that happens to a user is an event. The store is the file of all
events; the list is what remains after all of them. An event is in the file before its request is
answered: however this program ends, no change that was acknowledged is lost. Without arguments:
port 5002, 0.0.0.0, users.events.
"""

import fcntl
import selectors
import signal
import socket
import sys

LONGEST_LINE = 512  # bytes, with its newline
OUTPUT_LIMIT = 65536  # bytes

# ------------------------------------------------------------------------------------- the events
# An event is a line: its word, the number of the user or client, and perhaps a name and an email
# address.

STORED_EVENTS = {b"user-added": 4, b"user-renamed": 3, b"user-removed": 2}  # and how many words


def is_text(line):
    """True if it is valid UTF-8 without control characters."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return all(byte >= 0x20 and byte != 0x7F for byte in line)


def is_name(word):
    return 1 <= len(word) <= 64 and b" " not in word and is_text(word)


def is_email(word):
    """One @ with something on either side."""
    name, _, place = word.partition(b"@")
    return name and place and b"@" not in place and b" " not in word and is_text(word)


def parse_number(word):
    """None if it is anything but digits."""
    return int(word) if word.isdigit() and len(word) <= 18 else None


def parse_event(line):
    """The words of a stored event, its number as an int. None if it is none."""
    word, *rest = line.split(b" ")
    if len(rest) + 1 != STORED_EVENTS.get(word) or parse_number(rest[0]) is None:
        return None
    if not all(is_name(name) for name in rest[1:2]) or not all(is_email(it) for it in rest[2:]):
        return None
    return [word, int(rest[0]), *rest[1:]]


def format_event(event):
    word, number, *rest = event
    return b" ".join([word, b"%d" % number, *rest])


# -------------------------------------------------------------------------------------- the store


class Store:
    """The file of events, to which only this process writes."""

    def __init__(self, path):
        self.path = path
        self.size = 0  # up to the end of the last whole line
        # Unbuffered: after write the bytes are the system's, and survive the end of this process.
        # (To survive a power failure they would need os.fsync, which takes milliseconds.)
        self.file = open(path, "a+b", buffering=0)
        try:
            # Two servers would both give the next id to a user. The lock ends with the process.
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"{path} is in use by another server") from None

    def load(self):
        """All events so far. Removes an unfinished last line."""
        self.file.seek(0)
        *lines, unfinished = self.file.readall().split(b"\n")
        events = [parse_event(line) for line in lines]
        if None in events:
            raise ValueError(f"{self.path}: line {events.index(None) + 1} is not an event")
        self.size = sum(len(line) + 1 for line in lines)
        if unfinished:
            # The process was ended while it wrote this line: it was not acknowledged.
            print(f"users_server: {self.path}: unfinished last line skipped", file=sys.stderr)
            self.file.truncate(self.size)
        return events

    def append(self, event):
        """Writes one event. After a failure the file is as it was."""
        line = format_event(event) + b"\n"
        try:
            rest = line
            while rest:
                rest = rest[self.file.write(rest):]
        except OSError:
            self.file.truncate(self.size)  # a full disk may have taken half of the line
            raise
        self.size += len(line)


class Users:
    """The users after all events so far."""

    def __init__(self):
        self.all = {}  # id: [name, email]. By id, as ids only grow
        self.last_id = 0

    def apply(self, event):
        word, number, *rest = event
        if word == b"user-added":
            self.all[number] = rest
            self.last_id = max(self.last_id, number)
        elif word == b"user-renamed" and number in self.all:
            self.all[number][0] = rest[0]
        elif word == b"user-removed":
            self.all.pop(number, None)

    def has_email(self, email):
        return any(each[1] == email for each in self.all.values())

    def line(self, number):
        return b"%d %s %s" % (number, *self.all[number])


# ------------------------------------------------------------------------------------ the service


class Client:
    def __init__(self, connection, number):
        self.connection = connection
        self.number = number
        self.input = b""  # received, and not a whole line yet
        self.output = bytearray()  # to be sent
        self.events_waiting = 0  # how many bytes of the output are events, at most
        self.watching = False
        self.skipping = False  # what comes belongs to a line that is too long
        self.leaving = False  # after its output is sent, it is closed
        self.gone = False

    def reply(self, line):
        self.output += line + b"\n"

    def take_line(self):
        """The next line without its newline, None if there is none yet. A line that is too long is
        answered here, and skipped to its end."""
        while True:
            line, newline, rest = self.input.partition(b"\n")
            size = len(line) + len(newline)
            if not newline and size < LONGEST_LINE:
                return None
            self.input = rest
            rest_of_long_line, self.skipping = self.skipping, not newline
            if rest_of_long_line:
                continue
            if newline and size <= LONGEST_LINE:
                return line.removesuffix(b"\r")
            self.reply(b"ERR too-long")


class Service:
    def __init__(self, family, address, path):
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            self.listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.listener.bind(address)
        self.store = Store(path)
        self.users = Users()
        for event in self.store.load():
            self.users.apply(event)
        self.selector = selectors.DefaultSelector()
        self.clients = set()
        self.clients_so_far = 0
        self.full = False  # no descriptor is free for one more client
        self.listener.listen(socket.SOMAXCONN)
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ)

    def run(self):
        """Waits for all clients at once and serves those that are ready, for ever."""
        while True:
            ready = self.selector.select(1 if self.full else None)
            for key, _ in ready:
                if key.data:
                    self.serve(key.data)
            self.forget_gone()
            if self.full or any(key.fileobj is self.listener for key, _ in ready):
                self.accept_next()

    def accept_next(self):
        was_full = self.full
        try:
            connection, _ = self.listener.accept()
        except BlockingIOError:
            self.full = False  # there is none, or it has left
        except OSError as failure:
            self.full = True
            if not was_full:
                print(f"users_server: {failure}; new clients have to wait", file=sys.stderr)
        else:
            self.full = False
            self.add_client(connection)
        # A client that cannot be accepted stays ready: waiting for it would not wait at all.
        if self.full and not was_full:
            self.selector.unregister(self.listener)
        elif was_full and not self.full:
            self.selector.register(self.listener, selectors.EVENT_READ)

    def add_client(self, connection):
        connection.setblocking(False)
        self.clients_so_far += 1
        client = Client(connection, self.clients_so_far)
        self.tell([b"client-joined", client.number])
        self.clients.add(client)
        self.selector.register(connection, selectors.EVENT_READ, client)

    def forget_gone(self):
        """As the others are told of a client that is gone, more may go."""
        while gone := [client for client in self.clients if client.gone]:
            for client in gone:
                self.clients.remove(client)
                self.selector.unregister(client.connection)
                client.connection.close()
            for client in gone:
                self.tell([b"client-left", client.number])

    def serve(self, client):
        """One step with a client that may break its connection off, which ends only that client."""
        try:
            self.talk(client)
        except BlockingIOError:
            pass  # no room, or nothing there: select tells when there is
        except OSError as failure:
            print(f"users_server: {failure}; it is closed", file=sys.stderr)
            client.gone = True
        self.wait_for(client)

    def wait_for(self, client):
        """A client that does not read its replies has to wait with its requests."""
        wanted = selectors.EVENT_WRITE if client.output else selectors.EVENT_READ
        if self.selector.get_key(client.connection).events != wanted:
            self.selector.modify(client.connection, wanted, client)

    def talk(self, client):
        """Receives if all replies are sent, answers the lines that are whole, sends as much as
        possible."""
        if not client.output:
            piece = client.connection.recv(4096)
            client.leaving = not piece
            client.input += piece
        while True:
            while len(client.output) < OUTPUT_LIMIT and (line := client.take_line()) is not None:
                self.answer(client, line)
            if not client.output:
                break
            del client.output[:client.connection.send(client.output)]
            client.events_waiting = min(client.events_waiting, len(client.output))
            if client.output:
                return
        client.gone = client.leaving

    def answer(self, client, line):
        """Each request of the protocol, and what is no request at all."""
        requests = {b"ADD": (self.add, 2), b"GET": (self.get, 1), b"LIST": (self.list, 0),
                    b"RENAME": (self.rename, 2), b"REMOVE": (self.remove, 1),
                    b"WATCH": (self.watch, 0), b"QUIT": (self.quit, 0)}
        request, *arguments = line.split(b" ")
        if not is_text(line):
            return client.reply(b"ERR invalid")
        if request not in requests:
            return client.reply(b"ERR what")
        handle, count = requests[request]
        if len(arguments) != count:
            return client.reply(b"ERR invalid")
        handle(client, *arguments)

    def add(self, client, name, email):
        if not is_name(name) or not is_email(email):
            return client.reply(b"ERR invalid")
        if self.users.has_email(email):
            return client.reply(b"ERR exists")
        number = self.users.last_id + 1  # the id of a removed user stays unused
        self.record(client, [b"user-added", number, name, email], b"OK %d" % number)

    def get(self, client, number):
        if user := self.find(client, number):
            client.reply(b"OK " + self.users.line(user))

    def list(self, client):
        client.reply(b"OK %d" % len(self.users.all))
        for number in self.users.all:
            client.reply(self.users.line(number))

    def rename(self, client, number, name):
        if not is_name(name):
            return client.reply(b"ERR invalid")
        if user := self.find(client, number):
            self.record(client, [b"user-renamed", user, name], b"OK")

    def remove(self, client, number):
        if user := self.find(client, number):
            self.record(client, [b"user-removed", user], b"OK")

    def watch(self, client):
        client.watching = True
        client.reply(b"OK")

    def quit(self, client):
        client.leaving = True
        client.input = b""
        client.reply(b"OK")

    def find(self, client, word):
        """The id of a user; without one it answers, and returns None."""
        number = parse_number(word)
        if number in self.users.all:
            return number
        client.reply(b"ERR invalid" if number is None else b"ERR unknown")
        return None

    def record(self, client, event, ok):
        """A change: first it is stored, then it is true, then it is acknowledged and told."""
        try:
            self.store.append(event)
        except OSError as failure:
            print(f"users_server: {self.store.path}: {failure.strerror}", file=sys.stderr)
            return client.reply(b"ERR failed to store it")
        self.users.apply(event)
        client.reply(ok)
        self.tell(event)

    def tell(self, event):
        """To all watchers. One that does not read its events is dropped: it would take up more and
        more memory, and waiting for it would hold up everybody else."""
        line = b"EVENT " + format_event(event)
        for client in self.clients:
            if not client.watching or client.gone:
                continue
            client.reply(line)
            client.events_waiting += len(line) + 1
            if client.events_waiting > OUTPUT_LIMIT:
                print(f"users_server: client {client.number} does not read", file=sys.stderr)
                client.gone = True
            self.wait_for(client)


# ------------------------------------------------------------------------------------------- main


def read_arguments(arguments):
    """Family, address, path of the store. An argument that makes no sense is a ValueError."""
    port, address, path = arguments + ["5002", "0.0.0.0", "users.events"][len(arguments):]
    found = socket.getaddrinfo(address, parse_port(port), type=socket.SOCK_STREAM,
                               flags=socket.AI_NUMERICHOST)
    return found[0][0], found[0][4], path


def parse_port(text):
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise ValueError("not a port")
    return int(text)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a traceback
    try:
        family, address, path = read_arguments(sys.argv[1:])
    except (ValueError, OSError):
        print("usage: users_server [port [address [store]]]", file=sys.stderr)
        sys.exit(2)
    try:
        service = Service(family, address, path)
        print(f"users_server at {address[0]} port {address[1]}", file=sys.stderr)
        service.run()
    except (OSError, ValueError) as failure:
        sys.exit(f"users_server: {failure}")


if __name__ == "__main__":
    main()
