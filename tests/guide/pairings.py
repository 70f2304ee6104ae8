#!/usr/bin/env python3
"""pairings.py [--only WORD]

Every echo client with every echo server: the solutions 01 to 04 in C++, C and Python, and nc, socat
and ncat where they are installed; TCP and UDP, over 127.0.0.1 and ::1. Then the guide's examples:
each client with its server, in every pair of languages. Prints a table; exit 1 names each pair that
failed. `--only` takes the pairs whose name contains the word.
"""

import argparse
import functools
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Callable

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs/guide/examples"
CANNOT = 77  # CTest's SKIP_RETURN_CODE
WORKERS = 4
DEADLINE = 15  # seconds, for each wait
LANGUAGES = {"cpp": "C++", "c": "C", "py": "Python"}
COMPILERS = {"cpp": ["g++", "-std=c++20", "-O0", "-pthread", f"-I{ROOT / 'include'}"],
             "c": ["gcc", "-std=c11", "-O0", f"-I{EXAMPLES}"]}

UTF8 = "¿Qué pasa, mañana? 你好 🙂\n"
LINES = {
    "tcp": ["Hola Mundo Cruel\n", "\n", UTF8, "x" * 100_000 + "\n", "the end\n"],
    "udp": ["Hola Mundo Cruel\n", UTF8, "y" * 1400 + "\n", "the end\n"],
}

# Clients and servers of the guide whose exchange is not the echo:
# (client, server, arguments of the client, what it reads, what is expected of its output)
ONE_TO_SIX = {f"{number}\n" for number in range(1, 7)}
EXCHANGES = [
    ("first_client", "first_server", "tcp", ["{port}"], "", {"Hello, Ada!\n"}),
    ("count_client", "count_server", "tcp", ["127.0.0.1", "{port}"], "ñ\n" * 40_000, {"120000\n"}),
    ("dice_client", "dice_server", "udp", ["127.0.0.1", "{port}"], "", ONE_TO_SIX),
    ("udp_ask", "udp_greet", "udp", ["{port}"], "", {"Hello, Ada!\n"}),
]


@dataclass
class Program:
    name: str
    command: Callable[[str, int], list]  # of an address and a port
    leaves: bool = True  # a client that ends when its input ends


@dataclass
class Pair:
    group: str
    protocol: str
    address: str
    client: Program
    server: Program
    talk: Callable[["Running"], None]

    @property
    def name(self):
        return f"{self.group}: {self.client.name} client, {self.server.name} server"


class Failure(Exception):
    pass


# --- Building ---------------------------------------------------------------------------------

def build(source, folder):
    """The command that runs a source file."""
    if source.suffix == ".py":
        return [sys.executable, str(source)]
    made = folder / f"{source.stem}_{source.suffix[1:]}"
    done = subprocess.run([*COMPILERS[source.suffix[1:]], str(source), "-o", str(made)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{source} does not compile:\n{done.stderr}")
    return [str(made)]


def sources(folder, name):
    return {language: folder / f"{name}.{language}" for language in LANGUAGES
            if (folder / f"{name}.{language}").exists()}


# --- Who can be a client, who a server --------------------------------------------------------

def solutions(built, name, arguments):
    folder = next(ROOT.glob(f"solutions/*/{name}.cpp")).parent
    for language, source in sources(folder, name).items():
        command = built[source].result()
        yield Program(LANGUAGES[language],
                      lambda address, port, command=command: command + arguments(address, port))


def bracketed(address):
    return f"[{address}]" if ":" in address else address


def family(address):
    return "6" if ":" in address else "4"


def tool_clients(protocol):
    udp = ["-u"] if protocol == "udp" else []
    ends = [] if protocol == "udp" else ["-N"]
    yield "nc", lambda address, port: ["nc", *udp, *ends, address, str(port)]
    yield "ncat", lambda address, port: ["ncat", *udp, address, str(port)]
    yield "socat", lambda address, port: [
        "socat", "-t", "5", "-",
        f"{protocol.upper()}{family(address)}:{bracketed(address)}:{port}"]


def tool_servers(protocol, folder):
    udp = ["-u"] if protocol == "udp" else []

    def nc(address, port):
        """nc has no echo: its output becomes its input, through a pipe with a name."""
        pipe = folder / f"pipe-{port}"
        os.mkfifo(pipe)
        return ["sh", "-c", 'pipe=$1; shift; exec nc "$@" <>"$pipe" >"$pipe"', "nc", str(pipe),
                *udp, "-l", address, str(port)]

    yield "nc", nc
    yield "ncat", lambda address, port: ["ncat", *udp, "-l", "-e", "/bin/cat", address, str(port)]
    listen = "LISTEN" if protocol == "tcp" else "RECVFROM"
    reuse = ",reuseaddr" if protocol == "tcp" else ""
    yield "socat", lambda address, port: [
        "socat", f"{protocol.upper()}{family(address)}-{listen}:{port},"
        f"bind={bracketed(address)}{reuse},fork", "PIPE"]


def installed(tools, leaves=True):
    return [Program(name, command, leaves) for name, command in tools if usable(name)]


@functools.cache
def usable(tool):
    """There are several programs called nc; the guide and this test mean OpenBSD's."""
    if shutil.which(tool) is None:
        return False
    says = subprocess.run([tool, "-h"], capture_output=True, timeout=DEADLINE)
    return tool != "nc" or b"OpenBSD" in says.stdout + says.stderr


@functools.cache
def addresses():
    """The loopback addresses of this machine."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return ["127.0.0.1", "::1"]
    except OSError:
        return ["127.0.0.1"]


# --- Running a pair -----------------------------------------------------------------------------

ports_taken, ports_lock = set(), threading.Lock()


def free_port(protocol, address):
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    family_of = socket.AF_INET6 if ":" in address else socket.AF_INET
    with ports_lock:
        while True:
            with socket.socket(family_of, kind) as probe:
                probe.bind((address, 0))
                port = probe.getsockname()[1]
            if port not in ports_taken:
                ports_taken.add(port)
                return port


def bound(protocol, port):
    """True if a socket waits at the port. A connection would be a client that the server serves."""
    for table in (protocol, protocol + "6"):
        path = pathlib.Path("/proc/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            _, local, _, state = line.split()[:4]
            if int(local.rsplit(":", 1)[1], 16) == port and state in ("0A", "07"):
                return True
    return False


def wait_until(what, true):
    until = time.monotonic() + DEADLINE
    while not true():
        if time.monotonic() > until:
            raise Failure(f"{what} within {DEADLINE} s")
        time.sleep(0.01)


class Running:
    """A program, its input open, its output collected."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, bufsize=0,
                                        start_new_session=True)
        self.output, self.errors = bytearray(), bytearray()
        for pipe, kept in ((self.process.stdout, self.output), (self.process.stderr, self.errors)):
            threading.Thread(target=self.collect, args=(pipe, kept), daemon=True).start()

    @staticmethod
    def collect(pipe, kept):
        while piece := pipe.read(1 << 16):
            kept += piece

    def write(self, text):
        """In a thread: a pipe takes less than a long line at once."""
        writing = threading.Thread(target=self.feed, args=(text.encode(),), daemon=True)
        writing.start()
        return writing

    def feed(self, data):
        try:
            while data:
                data = data[self.process.stdin.write(data):]
        except BrokenPipeError:
            pass  # the exchange that does not come tells it

    def ended(self):
        return self.process.poll() is not None

    def end(self):
        """With its children: socat has one for each client."""
        if not self.ended():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(DEADLINE)

    def last_words(self):
        lines = self.errors.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing on stderr"


def echo_lines(client, lines):
    """Each line, then what comes back of it."""
    expected = b""
    for text in lines:
        expected += text.encode()
        client.write(text)
        wait_until(f"{text[:20]!r} does not come back whole",
                   lambda: len(client.output) >= len(expected) or client.ended())
        if bytes(client.output) != expected:
            raise Failure(f"{text[:20]!r} does not come back as it was; "
                          f"the client: {client.last_words()}")
    client.process.stdin.close()


def ask_once(client, text, expected):
    """All of the input at once, then the client's output to its end."""
    client.write(text).join(DEADLINE)
    client.process.stdin.close()
    wait_until("the client does not end", client.ended)
    wait_until("the client prints no line", lambda: client.output.endswith(b"\n"))
    if client.output.decode() not in expected:
        raise Failure(f"the client prints {bytes(client.output[:60])!r}")


def run_pair(pair):
    """Nothing if all went well, else what was wrong."""
    port = free_port(pair.protocol, pair.address)
    serving = Running(pair.server.command(pair.address, port))
    asking = None
    try:
        wait_until("the server does not listen",
                   lambda: bound(pair.protocol, port) or serving.ended())
        if serving.ended():
            raise Failure(f"the server does not start: {serving.last_words()}")
        asking = Running(pair.client.command(pair.address, port))
        pair.talk(asking)
        if pair.client.leaves:
            wait_until("the client does not end after its input has", asking.ended)
            if asking.process.returncode != 0:
                raise Failure(f"the client ends with {asking.process.returncode}: "
                              f"{asking.last_words()}")
        return None
    except Failure as failure:
        return str(failure)
    finally:
        for running in (asking, serving):
            if running:
                running.end()


# --- All pairs ----------------------------------------------------------------------------------

def echo_pairs(protocol, built, folder):
    ours = [list(solutions(built, f"{protocol}_{role}", arguments)) for role, arguments in
            (("client", lambda address, port: [address, str(port)]),
             ("server", lambda address, port: [str(port), address]))]
    tools = [installed(tool_clients(protocol), leaves=protocol == "tcp"),
             installed(tool_servers(protocol, folder))]
    for address in addresses():
        for client in ours[0] + tools[0]:
            for server in ours[1] + tools[1]:
                if client in ours[0] or server in ours[1]:
                    yield Pair(f"echo {protocol.upper()} {address}", protocol, address, client,
                               server, lambda asking: echo_lines(asking, LINES[protocol]))


def example_pairs(built):
    for client_name, server_name, protocol, arguments, text, expected in EXCHANGES:
        for client in example(built, client_name, lambda port, arguments=arguments: [
                each.format(port=port) for each in arguments]):
            for server in example(built, server_name, lambda port: [str(port)]):
                yield Pair(f"{client_name} with {server_name}", protocol, "127.0.0.1", client,
                           server, lambda asking, text=text, expected=expected:
                           ask_once(asking, text, expected))


def example(built, name, arguments):
    for language, source in sources(EXAMPLES, name).items():
        command = built[source].result()
        yield Program(LANGUAGES[language],
                      lambda address, port, command=command: command + arguments(port))


def unknown_examples():
    """Clients and servers of the guide for which EXCHANGES has no line."""
    known = {name for exchange in EXCHANGES for name in exchange[:2]}
    return sorted({path.stem for path in EXAMPLES.glob("*")
                   if path.stem.endswith(("_client", "_server"))} - known)


def wanted_sources():
    names = [name for exchange in EXCHANGES for name in exchange[:2]]
    found = [source for name in names for source in sources(EXAMPLES, name).values()]
    for name in ("tcp_client", "tcp_server", "udp_client", "udp_server"):
        folder = next(ROOT.glob(f"solutions/*/{name}.cpp")).parent
        found += sources(folder, name).values()
    return found


def print_tables(pairs, results):
    for group in dict.fromkeys(pair.group for pair in pairs):
        chosen = [pair for pair in pairs if pair.group == group]
        servers = list(dict.fromkeys(pair.server.name for pair in chosen))
        print(f"\n{group + ' (client | server)':50}" + "".join(f"{name:>8}" for name in servers))
        for client in dict.fromkeys(pair.client.name for pair in chosen):
            cells = {pair.server.name: "FAILED" if results[pair.name] else "ok"
                     for pair in chosen if pair.client.name == client}
            print(f"{client:50}" + "".join(f"{cells.get(name, '-'):>8}" for name in servers))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="WORD")
    given = parser.parse_args()
    if not pathlib.Path("/proc/net/tcp").exists():
        print("skipped: no /proc/net/tcp, which says when a server listens")
        return CANNOT
    for tool in ("nc", "ncat", "socat"):
        if not usable(tool):
            print(f"without {tool}: it is not installed, or another program of this name")
    if "::1" not in addresses():
        print("without ::1: this machine has no IPv6")
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(WORKERS) as pool:
        folder = pathlib.Path(name)
        built = {source: pool.submit(build, source, folder) for source in wanted_sources()}
        pairs = [pair for pair in (*echo_pairs("tcp", built, folder),
                                   *echo_pairs("udp", built, folder), *example_pairs(built))
                 if given.only in pair.name]
        results = dict(zip((pair.name for pair in pairs), pool.map(run_pair, pairs)))
    print_tables(pairs, results)
    failed = {name: problem for name, problem in results.items() if problem}
    for name, problem in failed.items():
        print(f"FAILED {name}: {problem}")
    for name in unknown_examples():
        print(f"FAILED {name}: no exchange is known for it (EXCHANGES)")
    print(f"\n{len(results)} pairs, {len(failed)} failed")
    return 1 if failed or unknown_examples() or not results else 0


if __name__ == "__main__":
    sys.exit(main())
