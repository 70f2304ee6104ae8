"""Every program of the guide compiles without a warning in its language.

    examples.py CXX    the C compiler is the one that belongs to CXX, else `cc`
"""
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "guide" / "examples"
CXX = sys.argv[1]
STRICT = ["-Werror", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion"]
CPP = [CXX, "-std=c++20", *STRICT]


def c_compiler():
    folder, name = os.path.split(CXX)
    beside = os.path.join(folder, name.replace("clang++", "clang").replace("g++", "gcc"))
    return beside if beside != CXX and shutil.which(beside) else "cc"


def compiled_header(folder):
    """sock.hpp compiled once: g++ looks for sock.hpp.gch beside a sock.hpp; clang++ reads the header each time."""
    header = Path(folder, "sock.hpp")
    header.write_text(f'#include "{ROOT / "include" / "sock.hpp"}"\n', encoding="utf-8")
    if "clang" not in CXX:
        subprocess.run([*CPP, "-x", "c++-header", header, "-o", f"{header}.gch"], check=True, timeout=100)


def check(path, folder):
    """What the compiler says; empty if it is content."""
    if path.suffix == ".py":
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                compile(path.read_text(encoding="utf-8"), path.name, "exec")
            except (SyntaxError, Warning) as problem:
                return f"{path.name}: {problem}"
        return ""
    command = [*CPP, "-I", folder]
    if path.suffix == ".c":
        command = [c_compiler(), "-std=c11", *STRICT]
    run = subprocess.run([*command, "-fsyntax-only", path], capture_output=True, text=True, timeout=100)
    return "" if run.returncode == 0 else f"{path.name}:\n{run.stderr}"


programs = sorted(p for p in EXAMPLES.iterdir() if p.suffix in (".cpp", ".c", ".py"))
with tempfile.TemporaryDirectory() as folder:
    compiled_header(folder)
    # `warnings` is one for the whole process, so Python's files are not checked by threads.
    said = [check(p, folder) for p in programs if p.suffix == ".py"]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        said += pool.map(lambda p: check(p, folder), [p for p in programs if p.suffix != ".py"])
said = [text for text in said if text]
print(*said, sep="\n", end="\n" if said else "")
if not programs:
    print("no program in docs/guide/examples")
sys.exit(1 if said or not programs else 0)
