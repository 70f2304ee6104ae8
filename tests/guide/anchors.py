"""Both pages have the same anchors, figures and listings; what links to an anchor finds it."""
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

try:
    import tomllib
except ImportError:
    print("skipped: Python has no tomllib (3.11 or later)")
    sys.exit(77)

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"


class Page(HTMLParser):
    """What a page has, in its order. Ids outside <main> belong to the page, not to the text."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.outline, self.inside = [], [], [], False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        name = attributes.get("id")
        if tag == "main":
            self.inside = True
        if name:
            self.ids.append(name)
        if self.inside and (name or tag in ("h2", "h3", "h4") or tag.startswith("sock-figure-")):
            self.outline.append(f"<{tag}> {name or ''}".rstrip())
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        if tag == "main":
            self.inside = False


def named_anchors(value, where):
    """Each `guide = "…"` of a TOML file, however deep, and where it stands."""
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        if key == "guide" and isinstance(below, str):
            yield below, where
        elif isinstance(below, (dict, list)):
            yield from named_anchors(below, f"{where}: {key}")


def in_words(value, where):
    """The anchors at the end of a TODO's text: `Guide: stream, zero.`"""
    for todo in value.get("todo", []):
        for text in todo.get("text", {}).values():
            for names in re.findall(r"(?:Guide|Guía):\s([a-z0-9, -]+)\.", text.replace("\n", " ")):
                yield from ((name, f"{where}: TODO {todo['name']}") for name in names.split(", "))


def in_markdown():
    """The anchors of links like docs/guide/guide.en.md#zero in the READMEs."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("exercises/*.md"), *ROOT.glob("exercises/*/*.md")]
    for file in sorted(files):
        for name in re.findall(r"guide\.(?:en|es)\.(?:md|html)#([\w-]+)", file.read_text(encoding="utf-8")):
            yield name, str(file.relative_to(ROOT))


def all_named():
    yield from in_markdown()
    files = [*ROOT.glob("tests/autograder/words/*.toml"), *ROOT.glob("exercises/*/words/*.toml"),
             ROOT / "exercises" / "hints.toml",
             *ROOT.glob("exercises/*/exercise.toml")]
    for file in sorted(files):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        yield from named_anchors(table, str(file.relative_to(ROOT)))
        yield from in_words(table, str(file.relative_to(ROOT)))


def broken(link, page, pages):
    """Why a link leads nowhere; None if it leads somewhere, or out of the tree."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = parts.path or page
    if target in pages:
        return None if not parts.fragment or parts.fragment in pages[target].ids else "no such anchor"
    return None if (GUIDE / unquote(target)).exists() else "no such file"


pages = {f"guide.{language}.html": Page(GUIDE / f"guide.{language}.html") for language in ("en", "es")}
english, spanish = pages.values()
problems = []
for name, page in pages.items():
    problems += [f"{name}: two elements have the id {i}" for i in sorted(set(page.ids)) if page.ids.count(i) > 1]
    problems += [f"{name}: {link}: {why}" for link in page.links if (why := broken(link, name, pages))]
for first, second in zip(english.outline, spanish.outline):
    if first != second:
        problems.append(f"the pages differ from here: {first} in English, {second} in Spanish")
        break
else:
    if len(english.outline) != len(spanish.outline):
        rest = max(english.outline, spanish.outline, key=len)[min(len(english.outline), len(spanish.outline))]
        problems.append(f"one page goes on after the other's end: {rest}")
named = list(all_named())
problems += [f"{where}: #{anchor} is not in {name}" for anchor, where in named
             for name, page in pages.items() if anchor not in page.ids]
if not named or not any(page.outline for page in pages.values()):
    problems.append("nothing to compare: no anchor is named, or a page is empty")
print(*problems, sep="\n", end="\n" if problems else "")
sys.exit(1 if problems else 0)
