"""A stage: programs in a network namespace of their own, and what is recorded of them."""

import errno
import json
import os
import pathlib
import selectors
import signal
import socket
import subprocess
import threading
import time

import packets

DEADLINE = 20  # seconds for one call or one wait
FIRST_CLIENT_PORT = 50000  # record.py sets the range from which the kernel chooses
QUIET = 0.1  # longer than the kernel delays an acknowledgement on lo (40 ms)
MARK = b"sock-guide: all packets before this one have been recorded"
MARK_SIZE = 16 + 14 + 20 + 8 + len(MARK)  # in the pcap stream: record, Ethernet, IPv4, UDP
SENDING = {"send", "sendto", "sendmsg", "write", "writev"}
QUIET_CALLS = {"socket", "option", "bind", "listen", "recv", "recvfrom"}  # these send nothing
WAITING = {"accept", "accept4", "recv", "recvfrom", "recvmsg", "read", "readv"}
SYMBOLS = {"01": "ESTABLISHED", "02": "SYN_SENT", "03": "SYN_RECV", "04": "FIN_WAIT1",
           "05": "FIN_WAIT2", "06": "TIME_WAIT", "07": "CLOSE", "08": "CLOSE_WAIT",
           "09": "LAST_ACK", "0A": "LISTEN", "0B": "CLOSING"}  # proc_net_tcp(5)


class Spoiled(Exception):
    """The machine stood still for so long that TCP sent something again: to be recorded anew."""


def wait_until(what, true):
    deadline = time.monotonic() + DEADLINE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {DEADLINE} s for {what}")
        time.sleep(0.002)


class Program:
    """A program under the preload library. `calls` (calls.c) makes one call for each line."""

    def __init__(self, stage, who, command, preload):
        self.stage, self.who = stage, who
        self.calls_file = stage.folder / f"{who}.calls"
        self.events_file = stage.folder / f"{who}.events"
        environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": preload,
                       "SOCK_CALLS_FILE": str(self.calls_file),
                       "SOCK_EVENTS_FILE": str(self.events_file),
                       "SOCK_EVENTS_START": str(stage.start_ns // 1000)}
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.killed_at = None

    def ask(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def start(self, line):
        """Asks for a call that has to wait."""
        self.ask(line)
        self.stage.settle()

    def finish(self):
        """The result of the call that was asked for, and its errno."""
        result = self.answer()
        self.stage.settle()
        return result

    def answer(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(DEADLINE):
                raise TimeoutError(f"the {self.who}'s call does not return")
        result, error = self.process.stdout.readline().split()
        return int(result), int(error)

    def waits(self):
        """True if the call that was asked for has not returned."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            return not selector.select(0)

    def __call__(self, line):
        self.ask(line)
        return self.answer() if line.split()[0] in QUIET_CALLS else self.finish()

    def kill(self):
        self.killed_at = time.monotonic_ns()
        self.process.kill()
        self.process.wait(DEADLINE)
        self.stage.settle()

    def end_of_input(self):
        """How the program ends when its input does."""
        self.process.stdin.close()
        status = self.process.wait(DEADLINE)
        self.stage.settle()
        return {f"{self.who}_ends_with": status}

    def wait_for(self, call):
        """Waits until this program has made a call of its own accord."""
        wait_until(call, lambda: any(line["call"] == call
                                     for line in self.recorded(self.calls_file)))
        self.stage.settle()

    def recorded(self, path):
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines()]


class Stage:
    def __init__(self, folder, binaries, preload):
        self.folder, self.binaries, self.preload = pathlib.Path(folder), binaries, preload
        self.programs, self.raw, self.quiet = [], bytearray(), QUIET
        self.acknowledgements = True  # False where their number depends on time
        self.observed_only = False  # True where the scene itself says what was seen
        self.start_ns, self.start_clock = clocks()
        self.marker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.marker.bind(("127.0.0.1", 0))
        self.dump = subprocess.Popen(
            ["tcpdump", "-i", "lo", "-n", "-U", "--immediate-mode", "-Z", "root", "-s", "0",
             "--time-stamp-precision=nano", "-w", "-"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = self.dump.stderr.readline()
        if b"listening on" not in said:
            self.dump.kill()
            raise RuntimeError("tcpdump does not start: " + (said + self.dump.stderr.read()).decode())
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while piece := os.read(self.dump.stdout.fileno(), 1 << 16):
            self.raw += piece

    def program(self, who, binary="calls", *arguments):
        made = Program(self, who, [self.binaries[binary], *arguments], self.preload)
        self.programs.append(made)
        return made

    def server(self, kind="tcp", address="0.0.0.0", port=5000, options=()):
        """A program that has a listener, or a socket of UDP, at an address."""
        server = self.program("server")
        name = "listener" if kind.startswith("tcp") else "socket"
        server(f"socket {name} {kind}")
        if kind.startswith("tcp"):
            for option in ("reuse 1", *options):
                server(f"option {name} {option}")
        server(f"bind {name} {address} {port}")
        if kind.startswith("tcp"):
            server(f"listen {name}")
        return server

    def connect(self, server, who="client", options=()):
        client = self.program(who)
        client("socket connection tcp")
        for option in options:
            client(f"option connection {option}")
        server.start("accept listener connection")
        client("connect connection 127.0.0.1 5000")
        server.finish()
        return client

    def frames(self):
        """The packets so far."""
        found = [packets.read_frame(frame) for _, frame in packets.split_records(bytes(self.raw))]
        return [frame for frame in found if frame and frame["data"] != MARK]

    def client_port(self):
        """The port from which the last datagram came."""
        return self.frames()[-1]["source"]

    def window_closed(self):
        """True if the server has said that it has no room (a window of 0)."""
        return any(frame["source"] == 5000 and frame["window"] == 0 and "R" not in frame["flags"]
                   for frame in self.frames())

    def errno(self, number):
        return errno.errorcode[number] if number else None

    def wait_for_listener(self, port):
        wanted = f":{port:04X}"
        tables = [pathlib.Path(path) for path in ("/proc/net/tcp", "/proc/net/tcp6")]
        wait_until("a listener", lambda: any(
            line.split()[1].endswith(wanted) and line.split()[3] == "0A"
            for table in tables for line in table.read_text().splitlines()[1:]))
        self.settle()

    def sizes(self):
        files = [path.stat().st_size for program in self.programs
                 for path in (program.calls_file, program.events_file) if path.exists()]
        return len(self.raw) - self.raw.count(MARK) * MARK_SIZE, sum(files)

    def settle(self):
        """Waits until no packet and no call has been recorded for a moment."""
        deadline = time.monotonic() + DEADLINE
        before = None
        while (now := self.sizes()) != before:
            if time.monotonic() > deadline:
                raise TimeoutError(f"packets and calls do not end within {DEADLINE} s")
            before = now
            time.sleep(self.quiet)
            self.mark()

    def mark(self):
        """Waits until tcpdump has written what was sent until now: on a busy machine it is late."""
        count = self.raw.count(MARK)
        self.marker.sendto(MARK, self.marker.getsockname())
        wait_until("tcpdump", lambda: self.raw.count(MARK) > count)

    def states(self, port=5000):
        """The state of each end of the connections with `port` (as ss(8) shows them)."""
        found = {"server": "none", "client": "none"}
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, local, remote, state = line.split()[:4]
            if state == "0A":
                continue
            if int(local.split(":")[1], 16) == port:
                found["server"] = SYMBOLS[state]
            elif int(remote.split(":")[1], 16) == port:
                found["client"] = SYMBOLS[state]
        return found

    def end(self):
        try:
            self.settle()
        finally:
            self.dump.send_signal(signal.SIGTERM)
            self.dump.wait(DEADLINE)
            self.reader.join(DEADLINE)
            for program in self.programs:
                program.process.kill()
                program.process.wait(DEADLINE)

    def microseconds(self, nanoseconds):
        return (nanoseconds - self.start_clock) / 1000

    def record(self):
        """The packets and calls, and their order in time."""
        if self.observed_only:
            return arranged([])
        calls = [call for program in self.programs for call in read_calls(program)]
        sent = [self.read_packet(*record) for record in packets.split_records(bytes(self.raw))]
        sent = relative([packet for packet in sent if packet and packet["data"] != MARK],
                        self.owners())
        add_data(calls, sent)
        hide_ports(calls)
        if not self.acknowledgements:
            sent = [packet for packet in sent if not acknowledges_only(packet)]
        entries = sorted([(call["at"], "call", call) for call in calls] +
                         [(packet["at"], "packet", packet) for packet in sent],
                         key=lambda entry: entry[0])
        return arranged(entries)

    def owners(self):
        """Which client a port belongs to."""
        return {port_of(event.get("local", "")): program.who
                for program in self.programs if program.who != "server"
                for event in program.recorded(program.events_file)}

    def read_packet(self, when, frame):
        packet = packets.read_frame(frame)
        return packet and {"at": self.microseconds(when), **packet}


def clocks():
    """CLOCK_MONOTONIC, and CLOCK_REALTIME (tcpdump's) at the same moment."""
    best = None
    for _ in range(50):
        before, real, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        if best is None or after - before < best[0]:
            best = after - before, before, real
    took, before, real = best
    whole = before // 1000 * 1000  # the preload library counts microseconds
    return whole, real - took // 2 - (before - whole)


def port_of(address):
    return int(address.rsplit(":", 1)[1]) if ":" in address else 0


def read_calls(program):
    """A program's calls. One that waits stands where it returns, any other where it begins."""
    events = [event for event in program.recorded(program.events_file)
              if event["event"] in ("sent", "received", "end-of-stream", "accepted")
              or event.get("call") in SENDING | WAITING]
    calls, names = [], Names()
    for line in program.recorded(program.calls_file):
        event = events.pop(0) if has_event(line, events) else None
        call = {"who": program.who, "call": line["call"], "socket": line["socket"],
                "arguments": arguments_of(line), "result": line["result"],
                "errno": line.get("error"), "at": line["t"] * 1e6, "event": event}
        if event and line["call"] in WAITING:
            call["at"] = max(call["at"], event["t"] * 1e6)
        names.add(call)
        calls.append(call)
        if event and event.get("peer"):
            call["role"].ends = port_of(event["local"]), port_of(event["peer"])
        # After a reset the kernel does not know the peer any more.
        call["ends"] = call["role"].ends
    for call in calls:
        call["fd"] = call.pop("role").name()
    if program.killed_at is not None:
        calls.append({"who": program.who, "call": "SIGKILL", "fd": "process", "arguments": "",
                      "result": None, "errno": None, "event": None,
                      "at": (program.killed_at - program.stage.start_ns) / 1000})
    return calls


def has_event(line, events):
    """Each transfer and each accept is an event, but not "would block" where that is asked for."""
    if line["call"] not in SENDING | WAITING:
        return False
    return line.get("error") != "EAGAIN" or (events and events[0]["event"] == "timed-out")


def arguments_of(line):
    """As recorded. The value of SOMAXCONN depends on the C library."""
    arguments = line.get("arguments", "")
    largest = line["call"] == "listen" and arguments == str(socket.SOMAXCONN)
    return "SOMAXCONN" if largest else arguments


class Role:
    def __init__(self, number, kind):
        self.number, self.kind, self.ends = number, kind, (0, 0)

    def name(self):
        return self.kind if self.number == 1 else f"{self.kind} {self.number}"


class Names:
    """What each descriptor is for: a listener, a connection or just a socket."""

    def __init__(self):
        self.open, self.counts = {}, {}

    def role(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return Role(self.counts[kind], kind)

    def add(self, call):
        name, fd = call["call"], call["socket"]
        if name == "socket":
            stream = "SOCK_STREAM" in call["arguments"]
            self.open[fd] = self.role("connection" if stream else "socket")
        role = self.open[fd]
        if name == "bind" and role.kind == "connection":
            self.counts["connection"] -= 1
            made = self.role("listener")
            role.kind, role.number = made.kind, made.number
        if name in ("accept", "accept4") and call["result"] >= 0:
            self.open[call["result"]] = self.role("connection")
        call["role"] = role


def relative(sent, owners):
    """Packets with names for ports and with sequence numbers that count from 0."""
    starts, seen, result = {}, set(), []
    for packet in sent:
        there, back = ((packet["source"], packet["target"]), (packet["target"], packet["source"]))
        client = next((port for port in there if port >= FIRST_CLIENT_PORT), None)
        who = owners.get(client, "client")
        packet["from"] = who if packet["source"] == client else "server"
        packet["client"] = who
        packet["length"] = len(packet["data"])
        if packet["proto"] == "tcp":
            if "S" in packet["flags"]:
                starts[there] = packet["seq"]
            if packet["data"] or set("SF") & set(packet["flags"]):
                if (there, packet["seq"]) in seen:
                    raise Spoiled("a segment was sent again")
                seen.add((there, packet["seq"]))
            packet["seq"] = (packet["seq"] - starts[there]) % 2**32 if there in starts else 0
            packet["ack"] = ((packet["ack"] - starts[back]) % 2**32
                             if "A" in packet["flags"] and back in starts else 0)
        result.append(packet)
    return result


def acknowledges_only(packet):
    """True for an A without data, except the handshake's."""
    return packet.get("flags") == "A" and not packet["data"] and packet["ack"] > 1


def add_data(calls, sent):
    """The bytes of each transfer, cut from the packets that carried them."""
    flows, taken = {}, {}
    for packet in sent:
        if packet["proto"] != "icmp" and (packet["data"] or packet["proto"] == "udp"):
            flow = (packet["proto"], packet["source"], packet["target"])
            flows.setdefault(flow, []).append(packet["data"])
    for call in calls:
        event = call["event"]
        if not event or event["event"] not in ("sent", "received"):
            continue
        source, target = call["ends"] if event["event"] == "sent" else reversed(call["ends"])
        flow = (event["kind"], source, target)
        key = flow + (event["event"],)
        at = taken.get(key, 0)
        if event["kind"] == "tcp":
            call["data"] = b"".join(flows.get(flow, []))[at:at + call["result"]]
            taken[key] = at + call["result"]
        else:
            call["data"] = (flows.get(flow, [])[at:at + 1] or [b""])[0]
            taken[key] = at + 1


def hide_ports(calls):
    """A client's port differs each time."""
    for call in calls:
        parts = call["arguments"].split(", ")
        for index, part in enumerate(parts):
            host, colon, port = part.rpartition(":")
            if colon and port.isdigit() and int(port) >= FIRST_CLIENT_PORT:
                parts[index] = host + ":client port"
        call["arguments"] = ", ".join(parts)


def shown(data):
    """Printable ASCII as it is, every other byte as \\xNN."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F and byte != 0x5C else f"\\x{byte:02x}"
                   for byte in data)


def arranged(entries):
    result = {"packets": [], "calls": [], "order": []}
    for _, kind, entry in entries:
        listed = result[kind + "s"]
        result["order"].append([kind, len(listed)])
        listed.append(packet_entry(entry) if kind == "packet" else call_entry(entry))
    note_connected(result)
    return result


def note_connected(recorded):
    """connect stands where it begins, before its SYN; it returns after the packet that is named."""
    waiting = {}
    for kind, index in recorded["order"]:
        if kind == "packet":
            packet = recorded["packets"][index]
            if packet["from"] == "server" and packet.get("flags") in ("SA", "RA"):
                client = packet.get("to", "client")
                if client in waiting:
                    waiting.pop(client)["returns_after_packet"] = index
        elif recorded["calls"][index]["call"] == "connect":
            waiting[recorded["calls"][index]["who"]] = recorded["calls"][index]


def packet_entry(packet):
    entry = {"from": packet["from"], "proto": packet["proto"]}
    if packet["from"] == "server" and packet["client"] != "client":
        entry["to"] = packet["client"]
    if packet["proto"] != "udp":
        entry["flags"] = packet["flags"]
    if packet["proto"] == "tcp":
        entry.update(seq=packet["seq"], ack=packet["ack"])
    return {**entry, "length": packet["length"], "data": shown(packet["data"])}


def call_entry(call):
    entry = {name: call[name] for name in ("who", "call", "fd", "arguments", "result", "errno")}
    return {**entry, "data": shown(call.get("data", b""))}
