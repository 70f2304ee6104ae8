#!/usr/bin/env python3
"""The listings of the guide: regions of programs that are compiled and tested.

    listings.py            names each listing in the Markdown that differs from its program; exit 1
    listings.py --write    copies the programs' code into the Markdown
    listings.py --lua FILE what page.lua needs to build one page, as a Lua table

A listing is a comment and a fenced block: `<!-- listing NAME [REGION] -->`. NAME has no extension.
It starts at the root for `solutions/` and `exercises/`, else at docs/guide. A region is between the
lines `//[REGION]` and `//[/REGION]` (`#` in Python); a closing line may name the first word only.
"""
import hashlib
import json
import re
import sys
from pathlib import Path

GUIDE = Path(__file__).resolve().parent.parent
ROOT = GUIDE.parent.parent
LANGUAGES = {"cpp": "cpp", "c": "c", "py": "python"}

MARKER = re.compile(r"\s*(?://|#)\[(/?)([^\[\]]+)\]\s*")
LISTING = re.compile(r"<!-- listing (\S+)(?: (.+?))? -->\s*")
FIGURE = re.compile(r"<!-- figure (\S+) -->\s*")


def trimmed(lines):
    """Without empty lines at both ends and without the indentation that all lines share."""
    text = "\n".join(lines).strip("\n").split("\n")
    indent = min((len(l) - len(l.lstrip()) for l in text if l.strip()), default=0)
    return "\n".join(line[indent:].rstrip() for line in text)


def region(path, name):
    """The lines of one region, or of the whole file without its marker lines; None if absent."""
    inside, found, lines = name is None, name is None, []
    for line in path.read_text(encoding="utf-8").splitlines():
        marker = MARKER.fullmatch(line)
        if not marker:
            if inside:
                lines.append(line)
        elif name is not None:
            closing, marked = marker.groups()
            if not closing and marked == name:
                inside = found = True
            elif closing and marked in (name, name.split()[0]):
                inside = False
    return trimmed(lines) if found else None


def base(name):
    return ROOT / name if name.startswith(("solutions/", "exercises/")) else GUIDE / name


def programs(name):
    return [p for e in LANGUAGES if (p := base(name).with_name(base(name).name + "." + e)).exists()]


def versions(name, wanted):
    """The same region in each language that has it, C++ first."""
    found = []
    for path in programs(name):
        code = region(path, wanted)
        if code is not None:
            found.append({"language": path.suffix[1:], "file": path.name, "code": code})
    return found


def listings(lines):
    """Each listing comment outside a fenced block: its line number, name and region."""
    fenced = False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and (match := LISTING.fullmatch(line)):
            yield number, match.group(1), match.group(2)


def fence_after(lines, number):
    """First and last line of the fenced block that follows a listing's comment; None if there is none."""
    first = number + 1
    while first < len(lines) and not lines[first].strip():
        first += 1
    if first == len(lines) or not lines[first].startswith("```"):
        return None
    last = first + 1
    while last < len(lines) and lines[last].rstrip() != "```":
        last += 1
    return (first, last) if last < len(lines) else None


def compare(markdown, write):
    """The differences between one Markdown file and its programs. `write` mends them."""
    lines, problems = markdown.read_text(encoding="utf-8").split("\n"), []
    for number, name, wanted in reversed(list(listings(lines))):
        where = f"{markdown.name}:{number + 1}: {name} {wanted or ''}".rstrip()
        found = versions(name, wanted)
        if not found:
            problems.append(f"{where}: no program has this region")
            continue
        block = ["```" + LANGUAGES[found[0]["language"]], *found[0]["code"].split("\n"), "```"]
        fence = fence_after(lines, number)
        if fence and lines[fence[0]:fence[1] + 1] == block:
            continue
        if write:
            first, last = fence or (number + 1, number)
            lines[first:last + 1] = block
        else:
            problems.append(f"{where}: " + ("differs from " + found[0]["file"] if fence else
                                            "no fenced block follows"))
    if write:
        markdown.write_text("\n".join(lines), encoding="utf-8")
    return problems[::-1]


def scripts(lines):
    """The models and scripts of the figures that are in a page."""
    names = [match.group(1) for line in lines if (match := FIGURE.fullmatch(line))]
    paths = [GUIDE / "figures" / (name + end) for name in names for end in (".model.js", ".js")]
    return [path for path in paths if path.exists()]


def recordings(lines):
    """The recordings that a figure's scripts name, as a string or as a key."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in scripts(lines))
    words = set(re.findall(r"\w+", code))
    return [path for path in sorted((GUIDE / "recordings").glob("*.json")) if path.stem in words]


def sources(markdown):
    """Every file that a page is built from."""
    lines = markdown.read_text(encoding="utf-8").split("\n")
    used = {markdown, *(p for p in (GUIDE / "page").iterdir() if p.is_file())}
    if scripts(lines):
        used.update({GUIDE / "figures" / "figure.css", GUIDE / "figures" / "figure.js"})
    for _, name, _ in listings(lines):
        used.update(programs(name))
    used.update(scripts(lines))
    used.update(recordings(lines))
    return sorted(p for p in used if p.exists())


def fingerprint(markdown):
    """SHA-256 of all that a page is built from, with the names of the files."""
    whole = hashlib.sha256()
    for path in sources(markdown):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def lua(value):
    """A JSON string is a Lua string, too, as long as it has no \\u."""
    if isinstance(value, dict):
        return "{" + ",".join(f"[{lua(k)}]={lua(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ",".join(map(lua, value)) + "}"
    return json.dumps(value, ensure_ascii=False)


def for_page(markdown):
    lines = markdown.read_text(encoding="utf-8").split("\n")
    shown = {f"{n} {r or ''}".rstrip(): versions(n, r) for _, n, r in listings(lines)}
    recorded = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in recordings(lines)}
    return "return " + lua({"sources": fingerprint(markdown), "listings": shown,
                            "recordings": json.dumps(recorded, separators=(",", ":"), ensure_ascii=False)})


def pages():
    """Each page of the tree and the Markdown that it is built from."""
    built = {GUIDE / f"guide.{language}.html": GUIDE / f"guide.{language}.md" for language in ("en", "es")}
    for name in ("instructors", "graders"):
        built[GUIDE.parent / f"{name}.en.html"] = GUIDE.parent / f"{name}.md"
        built[GUIDE.parent / f"{name}.es.html"] = GUIDE.parent / f"{name}.es.md"
    return built


def main(arguments):
    if arguments[:1] == ["--lua"]:
        sys.stdout.buffer.write(for_page((GUIDE / arguments[1]).resolve()).encode())
        return 0
    files = sorted([*GUIDE.glob("guide.*.md"), *GUIDE.glob("part*.md")])
    problems = [p for file in files for p in compare(file, "--write" in arguments)]
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
