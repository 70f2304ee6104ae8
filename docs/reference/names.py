#!/usr/bin/env python3
"""Links between the reference and the guide, by the guide's tables of names.

    names.py FILE        the filter of the Doxyfile: FILE as Doxygen reads it, with links to the guide
    names.py --lua TAG   from each name of sock.hpp to its page, from Doxygen's tag file, as a Lua
                         table: what page.lua links the guide's names with
"""
import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "guide.en.md"

ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
CLASS = re.compile(r"(?:class|struct|enum class) (\w+)")
DECLARED = re.compile(r"(operator\S+?|\w+)\s*(?:\(|=|;|\{)")
# What stands between a comment and the line with the name.
BETWEEN = re.compile(r"\s*(?://(?!/)|template|requires|#)")


def sections():
    """The guide's titles by anchor, and the anchors that its tables give for each name."""
    titles, names, anchors = {}, {}, []
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if match := ANCHOR.match(line):
            anchors.append(match.group(1))
        elif line.startswith("#") and anchors:
            titles.update(dict.fromkeys(anchors, line.lstrip("# ")))
            table, anchors = anchors[-1], []
        elif line.startswith("| `") and table.startswith("names-"):
            name, _, section = [cell.strip() for cell in line.strip("|").split(" | ")]
            for each in re.findall(r"`([^`]+)`", name):
                names[each] = re.findall(r"\(#([\w-]+)\)", section)
    return titles, names


def said(anchors, titles):
    links = ", ".join(f'<a href="guide.en.html#{a}">{titles[a]}</a>' for a in anchors)
    return f" <span class=\"guide\">In the guide: {links}.</span>"


def header(text):
    """Without the inline namespace that SOCK_EVENTS adds, and with a link at the end of each comment
    whose name the guide has. Each line stays on its line."""
    titles, names = sections()
    lines, inside, comment = text.split("\n"), "", None
    for number, line in enumerate(lines):
        if "namespace with_events" in line:
            lines[number] = ""
        elif line.strip().startswith("///"):
            comment = number
        elif not BETWEEN.match(line):
            kind = CLASS.match(line)
            if kind and not line.endswith(";"):
                inside = kind.group(1)
            found = kind or DECLARED.search(line)
            name = found.group(1) if found else ""
            key = f"{inside}::{name}" if line.startswith(" ") else name
            # An indented line is code there.
            if comment is not None and key in names and not lines[comment].strip().startswith("///    "):
                lines[comment] += said(names[key], titles)
            if line.strip() not in ("[[nodiscard]]", "friend"):
                comment = None
        if line.startswith("};"):
            inside = ""
    return "\n".join(lines)


def main_page(text):
    """With links as they are beside the reference."""
    text = re.sub(r"\(\.\./guide/guide\.(\w\w)\.md", r"(guide.\1.html", text)
    return text.replace("(../../include/sock.hpp)", "(sock_8hpp_source.html)")


def pages(tags):
    """The page of each class, function and value, by its name as the guide writes it."""
    found = {}

    def add(name, page):
        found.setdefault(name.replace(" ", "").removeprefix("sock::"), page)

    for compound in xml.parse(tags).getroot():
        own = compound.findtext("name")
        if compound.get("kind") in ("class", "struct"):
            add(own, compound.findtext("filename"))
        if compound.get("kind") in ("class", "struct", "namespace"):
            for member in compound.findall("member"):
                add(f"{own}::{member.findtext('name')}",
                    f"{member.findtext('anchorfile')}#{member.findtext('anchor')}")
    return found


def main(arguments):
    if arguments[0] == "--lua":
        rows = (f'["{name}"]="{page}"' for name, page in pages(arguments[1]).items() if '"' not in name)
        print("return {" + ",\n".join(rows) + "}")
        return
    path = Path(arguments[0])
    text = path.read_text(encoding="utf-8")
    sys.stdout.write(header(text) if path.suffix == ".hpp" else main_page(text))


if __name__ == "__main__":
    main(sys.argv[1:])
