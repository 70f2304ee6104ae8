#!/usr/bin/env python3
"""record.py [--preload FILE] [--out FOLDER] [NAME…]

Plays the scenes (scenes.py), each case in a network namespace of its own, and writes what tcpdump
and the preload library saw of it to FOLDER/NAME.json. Recording anew gives the same files, but for
"measured". Exit 77: this machine cannot record, and the line says why.

A file holds "packets" and "calls", and their "order" in time. A call that waits (accept, recv)
stands where it returns, any other where it begins; "returns_after_packet" names the packet that ends
a connect. "seq" and "ack" count from each side's SYN, which is 0. A killed program is a call SIGKILL.
The first case is the file itself, "cases" are the others, of the same form. "left_out" says what
was taken away so that recording anew gives the same.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True  # no __pycache__ among the recordings

import scenes
from stage import FIRST_CLIENT_PORT, Spoiled, Stage

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PROGRAMS = {"calls": HERE / "calls.c",
            "tcp_server": ROOT / "solutions/01_tcp_server/tcp_server.c",
            "tcp_client": ROOT / "solutions/02_tcp_client/tcp_client.c",
            "udp_client": ROOT / "solutions/04_udp_client/udp_client.c",
            "many_server": ROOT / "solutions/05_many_clients/many_server.c"}
CANNOT = 77  # CTest's SKIP_RETURN_CODE
SPOILED = 75
MOST_TAKES = 5
CASE_DEADLINE = 240  # seconds; a case takes about 5
os.environ["PATH"] += ":/usr/sbin:/sbin"  # ip and tcpdump
WORKERS = 32  # a case waits nearly all the time


def own_network():
    """The command that runs another one in a network namespace of its own."""
    # Not as root there: tcpdump would change to its own user, which such a namespace does not have.
    as_user = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    return ["unshare", *as_user, "--net", "--"]


def why_not(preload):
    """Why this machine cannot record; nothing if it can."""
    for tool in ("unshare", "ip", "tcpdump", "gcc"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    if not preload.exists():
        return f"there is no {preload}"
    probe = subprocess.run([*own_network(), "ip", "link", "set", "lo", "up"],
                           capture_output=True, text=True)
    return f"no network namespace: {probe.stderr.strip()}" if probe.returncode else None


def build(folder):
    made = {}
    for name, source in PROGRAMS.items():
        made[name] = str(folder / name)
        subprocess.run(["gcc", "-std=c11", "-O1", str(source), "-o", made[name]], check=True)
    return made


def set_up_network():
    """lo with a second address. The kernel chooses clients' ports from a range without the servers'."""
    for command in ("link set lo up", "address add 10.0.0.2/24 dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").write_text(
        f"{FIRST_CLIENT_PORT} {FIRST_CLIENT_PORT + 10_000}")


def play(name, index, programs, preload):
    """One case, inside its namespace: the recording goes to standard output."""
    set_up_network()
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder, programs, preload)
        try:
            observed = scenes.SCENES[name][1][index][1](stage) or {}
        finally:
            stage.end()
        try:
            recorded = stage.record()
        except Spoiled:
            return SPOILED
    json.dump({**recorded, **observed}, sys.stdout)
    return 0


def record_case(name, index, programs, preload):
    command = [*own_network(), sys.executable, __file__, "--play", name, str(index),
               json.dumps(programs), "--preload", str(preload)]
    for _ in range(MOST_TAKES):
        done = subprocess.run(command, capture_output=True, text=True, timeout=CASE_DEADLINE)
        if done.returncode != SPOILED:
            break
    if done.returncode != 0:
        raise RuntimeError(f"{name}, case {index + 1}: {done.stderr}")
    return {"case": scenes.SCENES[name][1][index][0], **json.loads(done.stdout)}


def file_of(name, cases):
    left_out = scenes.COMMON + scenes.SCENES[name][0]
    result = {"schema": "sock-guide/recording/1", "name": name, "left_out": left_out, **cases[0]}
    if len(cases) > 1:
        result["cases"] = cases[1:]
    return result


def written(value, indent=0):
    """JSON with one line for each packet, call and other small thing: it is read in diffs."""
    compact = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or (len(compact) <= 200 and indent >= 1
                                               and not holds_objects(value)):
        return compact
    pad, end = "  " * (indent + 1), "  " * indent
    if isinstance(value, list):
        if value and all(isinstance(each, list) for each in value):  # the order
            return compact
        lines = [written(each, indent + 1) for each in value]
        opening, closing = "[", "]"
    else:
        lines = [f"{json.dumps(key)}: {written(each, indent + 1)}" for key, each in value.items()]
        opening, closing = "{", "}"
    return f"{opening}\n" + ",\n".join(pad + line for line in lines) + f"\n{end}{closing}"


def holds_objects(value):
    inside = value.values() if isinstance(value, dict) else value
    return any(isinstance(each, (dict, list)) and each for each in inside)


def record_all(names, out, preload):
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        programs = build(pathlib.Path(folder))
        jobs = {name: [pool.submit(record_case, name, index, programs, preload)
                       for index in range(len(scenes.SCENES[name][1]))] for name in names}
        for name, cases in jobs.items():
            text = written(file_of(name, [case.result() for case in cases])) + "\n"
            (out / f"{name}.json").write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preload", type=pathlib.Path,
                        default=ROOT / "build/lab/bin/sock-preload.so")
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    parser.add_argument("--play", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args()
    preload = given.preload.resolve()
    if given.play:
        name, index, programs = given.play
        return play(name, int(index), json.loads(programs), str(preload))
    if reason := why_not(preload):
        print(f"skipped: {reason}")
        return CANNOT
    if unknown := set(given.names) - set(scenes.SCENES):
        parser.error("no such scene: " + ", ".join(sorted(unknown)))
    return record_all(given.names or list(scenes.SCENES), given.out, preload)


if __name__ == "__main__":
    sys.exit(main())
