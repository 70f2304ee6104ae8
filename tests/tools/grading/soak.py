#!/usr/bin/env python3
"""Grades a generated class in shards that are killed and run twice, and compares it with one run.

The compiler, the programs and the suite are stand-ins: shell scripts that take a moment. `sock-lab`
is the real one: unpacking, manifests, records, pages, shards and the merge. So this says nothing
about judging, and everything about what is lost, doubled or mixed up on the way.

    python3 tests/tools/grading/soak.py --lab build/lab/bin/sock-lab
    python3 tests/tools/grading/soak.py --lab build/lab/bin/sock-lab --submissions 24 --shards 4 --kills 1
"""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

TREE = pathlib.Path(__file__).resolve().parents[3]

COMPILER = """#!/bin/sh
# A program that exits with the number in its source; `broken` does not compile.
for word; do
    case $last in -o) out=$word ;; esac
    case $word in *.cpp) main=$word ;; esac
    last=$word
done
[ -n "$main" ] && [ -n "$out" ] || exit 0
! grep -q broken "$main" || { echo "$main:1:1: error: broken" >&2; exit 1; }
printf '#!/bin/sh\\nexit %s\\n' "$(sed -n 's/.*return \\([0-9]*\\).*/\\1/p' "$main")" >"$out"
chmod +x "$out"
"""

SUITE = r"""#!/bin/sh
for word; do
    case $word in tcp_server=*) program=${word#tcp_server=} ;; esac
done
check() {
    printf '{"event":"check","id":"tcp_server/%s","title":"t","verdict":"%s","points":%s,' "$1" "$2" "$3" >&3
    printf '"max_points":3,"hidden":false,"diagnosis":null,"evidence":{},"duration_ms":1}\n' >&3
}
echo '{"event":"started","checks":2,"seed":"1"}' >&3
"$program"
case $? in
    0) check listens passed 3; check echo passed 3 ;;
    1) check listens passed 3; check echo failed 0 ;;
    *) check listens failed 0; check echo failed 0 ;;
esac
echo '{"event":"finished"}' >&3
"""


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def make_course(home, bin_, lab):
    """A course of one exercise, and the programs beside the real sock-lab."""
    shutil.copytree(pathlib.Path(__file__).with_name("toy_course"), home / "exercises")
    write(home / "include/sock.hpp", "#pragma once\n")
    for part in ("tools", "docs", "tests"):
        (home / part).symlink_to(TREE / part)
    bin_.mkdir()
    for name in ("sock-lab", "sock-unpack", "sock-bulk", "sock-box"):
        shutil.copy2(lab.parent / name, bin_ / name)
    write(bin_ / "sock-suite", SUITE, 0o755)
    write(bin_ / "compiler", COMPILER, 0o755)


def make_class(folder, count, chance):
    """Zips and folders: right, wrong, broken, equal ones, names that differ in case, reports."""
    folder.mkdir()
    for i in range(count):
        name = f"{'Student' if i % 7 == 0 else 'student'}_{i // 2 if i % 14 < 2 else i}"
        source = f"int main() {{ return {chance.choice([0, 0, 0, 1, 1, 2])}; }}  // {i // 3}\n"
        files = {"tcp_server.cpp": "broken\n" if i % 11 == 5 else source}
        if i % 3 == 0:
            files["REPORTE.md"] = f"What I have seen in my own words, and why it is so: {i}.\n" * 3
        if i % 2:
            for file, text in files.items():
                write(folder / name / file, text)
        else:
            with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
                for file, text in files.items():
                    archive.writestr(zipfile.ZipInfo(f"{name}/{file}"), text)


def files_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(one, other):
    result = [f"only in the one run: {name}" for name in sorted(one.keys() - other.keys())]
    result += [f"only in the merge: {name}" for name in sorted(other.keys() - one.keys())]
    return result + [f"not the same bytes: {name}" for name in sorted(one.keys() & other.keys())
                     if one[name] != other[name]]


class Soak:
    def __init__(self, place, lab, options):
        self.place, self.options = place, options
        self.chance = random.Random(options.seed)
        self.bin = place / "bin"
        self.folder = place / "class"
        make_course(place / "course", self.bin, lab)
        make_class(self.folder, options.submissions, self.chance)
        for path in [place, *place.rglob("*")]:  # as root, the grader becomes another user
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        (place / "tmp").mkdir()
        (place / "tmp").chmod(0o1777)
        self.environment = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "CXX": str(self.bin / "compiler"),
            "TMPDIR": str(place / "tmp"), "SOCK_LAB_HOME": str(place / "course"), "SOCK_LAB_BIN": str(self.bin)}

    def start(self, *words):
        with open(self.place / "log", "ab") as log:
            return subprocess.Popen([self.bin / "sock-lab", *map(str, words)], env=self.environment,
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def finish(self, process, what):
        """The peak of its memory in MiB."""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"soak: {what} ended with {process.returncode}:\n"
                     + (self.place / "log").read_text(errors="replace")[-2000:])
        return usage.ru_maxrss / 1024

    def shard(self, index):
        return self.start("grade", self.folder, "--shard", f"{index}/{self.options.shards}", "--jobs", 2,
                          "--unsafe-no-sandbox", "--out", self.place / "shards" / str(index))

    def kill(self, index):
        """True if the shard was killed before it had finished: on a fast machine, the time gets shorter."""
        for attempt in range(20):
            process = self.shard(index)
            try:
                process.wait(self.chance.uniform(0.02, self.options.longest * 0.7 ** attempt + 0.02))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return True
            shutil.rmtree(self.place / "shards" / str(index))
        return False

    def run_shards(self):
        """Some are killed at a random moment and run again, some run twice at the same time."""
        order = list(range(self.options.shards))
        self.chance.shuffle(order)
        doomed = set(self.chance.sample(order, self.options.kills))
        twice = set(self.chance.sample(order, self.options.kills))
        killed = 0
        for index in order:
            killed += index in doomed and self.kill(index)
            running = [self.shard(index) for _ in range(2 if index in twice else 1)]
            for process in running:
                self.finish(process, f"shard {index}")
        return killed, len(twice)

    def merge(self, out):
        shards = [self.place / "shards" / str(index) for index in range(self.options.shards)]
        self.chance.shuffle(shards)
        return self.finish(self.start("merge", *shards, "--out", out), "the merge")

    def run(self):
        begin = time.monotonic()
        memory = self.finish(self.start("grade", self.folder, "--unsafe-no-sandbox", "--out", self.place / "whole"),
                             "the one run")
        after_one = time.monotonic()
        # The same secret gives the same seeds.
        (self.place / "shards").mkdir(mode=0o755)
        shutil.copy(self.place / "whole/seed.secret", self.place / "shards/seed.secret")
        killed, twice = self.run_shards()
        after_shards = time.monotonic()
        merge_memory = self.merge(self.place / "merged")
        after_merge = time.monotonic()
        whole, merged = files_below(self.place / "whole"), files_below(self.place / "merged")
        wrong = differences(whole, merged)
        self.merge(self.place / "merged")
        again = differences(merged, files_below(self.place / "merged"))
        results = sum(name.endswith("/result.json") for name in merged)
        print(f"submissions {results} of {self.options.submissions}, shards {self.options.shards}: {killed} killed "
              f"with SIGKILL and run again, {twice} run twice at the same time (seed {self.options.seed})")
        print(f"one run {after_one - begin:.1f} s, {memory:.0f} MiB   shards {after_shards - after_one:.1f} s   "
              f"merge {after_merge - after_shards:.1f} s, {merge_memory:.0f} MiB")
        print(f"files {len(merged)}, different from the one run: {len(wrong)}; changed by a second merge: {len(again)}")
        for line in (wrong + again)[:20]:
            print("  " + line)
        if wrong or again or results != self.options.submissions or killed < self.options.at_least:
            sys.exit("soak: FAILED")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lab", type=pathlib.Path, required=True, help="the program sock-lab, with the others beside it")
    parser.add_argument("--submissions", type=int, default=5000)
    parser.add_argument("--shards", type=int, default=64)
    parser.add_argument("--kills", type=int, default=10, help="shards to kill, and as many to run twice at once")
    parser.add_argument("--at-least", type=int, default=0, help="fewer that were really killed are a failure")
    parser.add_argument("--longest", type=float, default=2.0, help="seconds until a kill")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sock-soak-") as place:
        Soak(pathlib.Path(place), options.lab.resolve(), options).run()


if __name__ == "__main__":
    main()
