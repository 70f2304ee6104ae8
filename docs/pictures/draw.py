#!/usr/bin/env python3
"""draw.py [--check] [NAME]

Draws the README's pictures, docs/pictures/NAME.svg, from what commands print on a terminal of 80
columns: `check` (a failed check, in a fresh bundle) and `grade` (the sample class). The programs are
those that `./lab` has built. With --check nothing is written: it says which lines the commands print
and the pictures do not show. Times and ports are not compared. Of the class, only the submission that
does not compile is graded then.
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import xml.etree.ElementTree as xml
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parents[1]
BIN = pathlib.Path(os.environ.get("SOCK_LAB_BIN", TREE / "build/lab/bin"))
COLUMNS, DEADLINE = 80, 300  # seconds
ADVANCE, HEIGHT, MARGIN = 8.4, 19, 16  # pixels: of a character, of a line, around the text
COLOURS = {31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff",
           36: "#76e3ea", 90: "#8b949e"}
PLAIN, PAPER, FAINT = "#e6edf3", "#0d1117", "#8b949e"


def on_terminal(argv, home):
    """What a command prints on a terminal, its progress lines included."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        environment = {**os.environ, "SOCK_LAB_HOME": str(home), "SOCK_LAB_BIN": str(BIN),
                       "SOCK_LAB_CALLED": "./lab", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        environment.pop("NO_COLOR", None)
        os.execve(argv[0], argv, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    said = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:  # EIO: the command has ended
            break
        if not block:
            break
        said += block
    os.waitpid(pid, 0)
    os.close(terminal)
    return said.decode()


def final_lines(said):
    """What stays on the screen: a carriage return and an erasure (CSI K) begin a line anew."""
    lines = []
    for line in said.replace("\r\n", "\n").split("\n"):
        line = re.split("\r|\x1b\\[2?K", line)[-1]
        lines.append(re.sub("\x1b\\[\\?[0-9;]*[a-z]", "", line))
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def spans(line):
    """(text, colour, bold) of each piece of a line with CSI m."""
    colour, bold = PLAIN, False
    for piece in re.split("(\x1b\\[[0-9;]*m)", line):
        if not piece.startswith("\x1b"):
            if piece:
                yield piece, colour, bold
            continue
        for code in (int(each or 0) for each in piece[2:-1].split(";")):
            if code == 0:
                colour, bold = PLAIN, False
            elif code == 1:
                bold = True
            elif code == 2:
                colour = FAINT
            elif code in COLOURS:
                colour = COLOURS[code]
            elif code == 39:
                colour = PLAIN


def plain(line):
    return "".join(text for text, _, _ in spans(line))


def svg(title, lines):
    width = MARGIN * 2 + round(COLUMNS * ADVANCE)
    height = MARGIN * 2 + HEIGHT * len(lines)
    result = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
              f'width="{width}" height="{height}" role="img" aria-labelledby="t d">',
              f'<title id="t">{escape(title)}</title>',
              '<desc id="d">' + escape("\n".join(plain(line) for line in lines)) + "</desc>",
              f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>',
              '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, '
              'monospace" font-size="14">']
    for number, line in enumerate(lines):
        column, y = 0, MARGIN + HEIGHT * number + 14
        for text, colour, bold in spans(line):
            weight = ' font-weight="bold"' if bold else ""
            # Several blanks would become one. textLength: columns stay aligned in every font.
            for part in re.finditer(r"\S+(?: \S+)*", text):
                x = MARGIN + (column + part.start()) * ADVANCE
                result.append(f'<text x="{x:.1f}" y="{y}" fill="{colour}"{weight} '
                              f'textLength="{len(part.group()) * ADVANCE:.1f}" '
                              f'lengthAdjust="spacingAndGlyphs">{escape(part.group())}</text>')
            column += len(text)
    return "\n".join([*result, "</g>", "</svg>", ""])


def a_failed_check(folder, _):
    """A tcp_server of which the third TODO is half done: the end of a stream goes unnoticed."""
    bundle = folder / "bundle"
    subprocess.run([BIN / "sock-lab", "publish", "--out", bundle], check=True,
                   stdout=subprocess.DEVNULL,
                   env={**os.environ, "SOCK_LAB_HOME": str(TREE), "SOCK_LAB_BIN": str(BIN)})
    text = (TREE / "solutions/01_tcp_server/tcp_server.cpp").read_text(encoding="utf-8")
    text = text.replace("//[todo 3]", "// TODO 3")
    text = re.sub(r" *//\[.*\]\n", "", text)
    right, wrong = ("while (const std::size_t received = client.recv(buffer)) {",
                    "for (;;) {\n        const std::size_t received = client.recv(buffer);")
    assert right in text
    (bundle / "exercises/01_tcp_server/tcp_server.cpp").write_text(text.replace(right, wrong),
                                                                   encoding="utf-8")
    said = on_terminal([str(BIN / "sock-lab"), "check", "tcp_server", "--seed", "1"], bundle)
    return ["$ ./lab check tcp_server", *final_lines(said)]


def a_class(folder, check):
    """Where and how it is graded, before the first empty line, differs from machine to machine."""
    argv = [str(BIN / "sock-lab"), "grade", "--out", str(folder / "results")]
    if check:
        argv.append(str(TREE / "samples/class/linus_p"))
    lines = final_lines(on_terminal(argv, TREE).replace(str(folder) + "/", ""))
    first = lines.index("")
    return lines[first:lines.index("", first + 1)] if check else ["$ ./lab grade", *lines]


PICTURES = {"check": ("A failed check: what was done, expected and seen, the cause, where to look",
                      a_failed_check),
            "grade": ("A class of five submissions, graded in sandboxes", a_class)}


def comparable(line):
    """Without what differs from run to run: durations, ports, the widths that depend on them."""
    line = re.sub(r"\d+\.\d s", "_ s", line)
    line = re.sub(r"\b\d{5}\b", "_", line)
    return re.sub(r"\s+", " ", line).strip()


def drawn_lines(path):
    text = xml.parse(path).find("{http://www.w3.org/2000/svg}desc").text
    return [comparable(line) for line in text.split("\n")]


def main(arguments):
    check = "--check" in arguments
    names = [name for name in arguments if name != "--check"] or list(PICTURES)
    missing = 0
    for name in names:
        title, run = PICTURES[name]
        path = HERE / f"{name}.svg"
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)  # started by root, `grade` goes on as nobody
            lines = run(pathlib.Path(folder), check)
        if not check:
            path.write_text(svg(title, lines), encoding="utf-8")
            continue
        shown = drawn_lines(path)
        for line in lines:
            if comparable(plain(line)) not in shown:
                print(f"{path.relative_to(TREE)} does not show: {plain(line)}")
                missing += 1
    if missing:
        print("docs/pictures/draw.py draws the pictures again")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
