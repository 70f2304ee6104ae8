#!/usr/bin/env python3
"""commands.py LAB

Types the commands of the guide's `console` blocks in a fresh bundle, as they stand, and compares
what they print with what the guide shows. LAB is the built program sock-lab; `./lab` in the bundle
is that one, because building it again is another test's subject. The bundle holds the solutions,
as a student's does at the end. In a network namespace of its own: the ports are the guide's.
Exit 77, with the reason, where that is not possible.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guide"
CANNOT = 77  # CTest's SKIP_RETURN_CODE
os.environ["PATH"] += ":/usr/sbin:/sbin"  # ip
DEADLINE = 60  # seconds, for each command; `lab run` compiles first

# What another terminal runs, and the port and protocol at which it can be reached then.
SERVES = {
    "./first_server": ("tcp", 5000),
    "nc -N -l 5000": ("tcp", 5000),
    "./udp_greet": ("udp", 5001),
    "./lab run tcp_server": ("tcp", 5000),
    "./lab run many_server": ("tcp", 5000),
    "./lab run udp_server": ("udp", 5001),
    "./lab run users_server": ("tcp", 5002),
    "../../lab run files_server 5003 remote": ("tcp", 5003),
}

# What the section's text says to run first, in another terminal.
NEEDS = {
    "tcp-udp": "./udp_greet",
    "fragments": "./lab run tcp_server",
    "todo-tcp_server-3": "./lab run tcp_server",
    "todo-tcp_server-4": "./lab run tcp_server",
    "todo-udp_client-3": "./lab run udp_server",
    "experiment-c": "./lab run tcp_server",
}
NEEDS_BUILT = {"./udp_greet"}  # after the block that compiles it

# Commands that fail by intention, and how.
STATUS = {
    "./lab run tcp_client 127.0.0.1 5999": 1,
    "echo hola | ./lab run udp_client 127.0.0.1 5001 2000": 1,
    "echo hola | ./lab run tcp_client 127.0.0.1 5000": 1,
}

# Commands that are not run, and why.
LEFT_OUT = {
    "./lab run tcp_client": "a person types lines into it",
    "./lab lan": "it needs a network",
    "head -c 100M /dev/zero | nc 127.0.0.1 5000 | sleep 60": "a person watches it for a minute",
    "head -c 10G /dev/zero | nc 127.0.0.1 5000 > /dev/null": "a person interrupts it",
}

# Blocks whose output is an example: it differs from machine to machine.
SAMPLES = ("ss ", "ls ")
COMPILERS = ("g++ ", "gcc ")


# `lab run` begins with what to type in another terminal; the guide shows the program's own lines.
ADVICE_BEGINS, ADVICE_ENDS = "Starting ", "Ctrl+C ends it."


def without_advice(printed):
    if printed and printed[0].startswith(ADVICE_BEGINS) and ADVICE_ENDS in printed:
        return printed[printed.index(ADVICE_ENDS) + 1:]
    return printed


class Block:
    def __init__(self, section):
        self.section, self.commands = section, []  # (command, the lines that it prints)

    def in_order(self):
        """Of compilers for several languages a student types one; what follows is that of C++."""
        if all(command.startswith(COMPILERS) for command, _ in self.commands):
            return sorted(self.commands, key=lambda each: each[0].startswith("g++ "))
        return self.commands


def read_blocks(path):
    """The console blocks of a Markdown file, each with the anchor before it."""
    blocks, section, inside = [], None, False
    for line in path.read_text(encoding="utf-8").splitlines():
        if anchor := re.fullmatch(r'<a id="([^"]+)"></a>', line):
            section = anchor.group(1)
        elif line == "```console":
            blocks.append(Block(section))
            inside = True
        elif line == "```":
            inside = False
        elif inside and line.startswith("$ "):
            blocks[-1].commands.append((line[2:], []))
        elif inside:
            blocks[-1].commands[-1][1].append(line)
    return blocks


def guide_blocks(language):
    parts = [GUIDE / f"guide.{language}.md"]
    return [block for part in parts if part.exists() for block in read_blocks(part)]


def reachable(protocol, port):
    """True if a socket waits at the port. A connection would be a client that the server serves."""
    for table in (protocol, protocol + "6"):
        for line in pathlib.Path("/proc/net", table).read_text().splitlines()[1:]:
            _, local, _, state = line.split()[:4]
            if int(local.rsplit(":", 1)[1], 16) == port and state in ("0A", "07"):
                return True
    return False


class Terminals:
    """A shell's folder in the bundle, and the servers that run in other terminals."""

    def __init__(self, bundle, folder):
        self.bundle, self.folder, self.here = bundle, folder, bundle
        self.servers, self.problems, self.run_count = [], [], 0
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}

    def begin_section(self):
        """Ends the servers of the section before, as Ctrl+C does."""
        for server in self.servers:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGINT)
            try:
                server.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(DEADLINE)
        self.servers, self.here = [], self.bundle

    def problem(self, section, command, text):
        self.problems.append(f"{section}: $ {command}\n    {text}")

    def type(self, section, command, expected):
        if command in LEFT_OUT:
            return
        self.run_count += 1
        if command.startswith("cd "):
            self.here = self.here / command[3:]
        elif command in SERVES:
            self.serve(section, command, expected)
        else:
            self.run(section, command, expected)

    def serve(self, section, command, expected=()):
        output = self.folder / f"server-{self.run_count}-{len(self.servers)}"
        with output.open("wb") as printed:
            # `set -m` off, SIGINT as a terminal leaves it: Ctrl+C must end it.
            server = subprocess.Popen(["sh", "-c", "exec " + command], cwd=self.here,
                                      stdin=subprocess.PIPE, stdout=printed,
                                      stderr=subprocess.STDOUT, env=self.environment,
                                      start_new_session=True)
        self.servers.append(server)
        until = time.monotonic() + DEADLINE
        while not reachable(*SERVES[command]):
            if server.poll() is not None or time.monotonic() > until:
                printed = output.read_text(encoding="utf-8", errors="replace")
                return self.problem(section, command, f"it does not serve; it printed {printed!r}")
            time.sleep(0.02)
        printed = output.read_text(encoding="utf-8").splitlines()
        printed = without_advice(printed)
        if expected and printed[:len(expected)] != expected:
            self.problem(section, command, f"it printed {printed}, the guide shows {expected}")

    def run(self, section, command, expected):
        try:
            done = subprocess.run(["sh", "-c", command], cwd=self.here, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env=self.environment, timeout=DEADLINE, start_new_session=True)
        except subprocess.TimeoutExpired:
            return self.problem(section, command, f"it does not end within {DEADLINE} s")
        printed = without_advice(done.stdout.decode(errors="replace").rstrip("\n").splitlines())
        sample = command.startswith(SAMPLES)
        if expected and not sample and printed != expected:
            return self.problem(section, command,
                                f"it printed {printed}\n    the guide shows {expected}")
        # What a block shows may be a failure: then its text has been compared.
        if not expected and done.returncode != STATUS.get(command, 0):
            self.problem(section, command, f"it ended with {done.returncode} and printed {printed}")


def make_bundle(lab, folder):
    """A fresh bundle with the solutions in it, and `lab` as its command."""
    bundle = folder / "bundle"
    subprocess.run([lab, "publish", "--lang", "en", "--out", str(bundle)], check=True,
                   stdout=subprocess.DEVNULL, env={**os.environ, "SOCK_LAB_HOME": str(ROOT)})
    for source in ROOT.glob("solutions/*/*.cpp"):
        shutil.copy(source, bundle / "exercises" / source.parent.name / source.name)
    command = bundle / "lab"
    command.write_text(f'#!/bin/sh\nexport SOCK_LAB_HOME="{bundle}" SOCK_LAB_BIN="{lab.parent}"\n'
                       f'exec "{lab}" "$@"\n')
    command.chmod(0o755)
    return bundle


def type_all(lab):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        terminals = Terminals(make_bundle(lab, folder), folder)
        section = None
        try:
            for block in guide_blocks("en"):
                if block.section != section:
                    section = block.section
                    terminals.begin_section()
                    needed = NEEDS.get(section)
                    if needed and needed not in NEEDS_BUILT:
                        terminals.serve(section, needed)
                for command, expected in block.in_order():
                    if needs_now(section, command, terminals):
                        terminals.serve(section, NEEDS[section])
                    terminals.type(section, command, expected)
        finally:
            terminals.begin_section()
    for command, reason in LEFT_OUT.items():
        print(f"not typed: {command} ({reason})")
    for problem in terminals.problems:
        print(problem)
    print(f"{terminals.run_count} commands typed, {len(LEFT_OUT)} left out, "
          f"{len(terminals.problems)} problems")
    return 1 if terminals.problems or terminals.run_count == 0 else 0


def needs_now(section, command, terminals):
    """True before the first command that is not a compilation, where a server was compiled."""
    return (NEEDS.get(section) in NEEDS_BUILT and not terminals.servers
            and not command.startswith(COMPILERS))


def same_commands():
    """Both languages type the same; names and texts may be translated."""
    commands = [[(block.section, command.split()[0]) for block in guide_blocks(language)
                 for command, _ in block.commands] for language in ("en", "es")]
    if commands[0] == commands[1]:
        return True
    different = set(commands[0]) ^ set(commands[1])
    print(f"the commands differ between the languages: {sorted(different) or 'their order'}")
    return False


def why_not(lab):
    for tool in ("unshare", "ip", "nc", "g++", "gcc", "od"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    if not lab.exists():
        return f"there is no {lab}"
    probe = subprocess.run([*own_network(), "ip", "link", "set", "lo", "up"],
                           capture_output=True, text=True)
    return f"no network namespace: {probe.stderr.strip()}" if probe.returncode else None


def own_network():
    as_user = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    return ["unshare", *as_user, "--net", "--"]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    lab = pathlib.Path(sys.argv[1]).resolve()
    if len(sys.argv) == 3:
        return type_all(lab)
    if reason := why_not(lab):
        print(f"skipped: {reason}")
        return CANNOT
    same = same_commands()
    inside = subprocess.run([*own_network(), sys.executable, __file__, str(lab), "inside"])
    return inside.returncode if same else 1


if __name__ == "__main__":
    sys.exit(main())
