"""Each page is built from the sources as they are, and each listing is its program's code."""
import sys
from html.parser import HTMLParser
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs" / "guide" / "page"))
import listings  # noqa: E402


class Sources(HTMLParser):
    found = None

    def handle_starttag(self, tag, attributes):
        if tag == "meta" and dict(attributes).get("name") == "sources":
            self.found = dict(attributes)["content"]


failures = listings.main([])
for page, source in listings.pages().items():
    reader = Sources()
    reader.feed(page.read_text(encoding="utf-8") if page.exists() else "")
    if reader.found != listings.fingerprint(source):
        print(f"{page.name} is older than its sources: run docs/guide/page/build.sh")
        failures += 1
    if page.exists() and page.stat().st_size > 500_000:
        print(f"{page.name} has {page.stat().st_size} bytes, more than 500 KB")
        failures += 1
sys.exit(1 if failures else 0)
