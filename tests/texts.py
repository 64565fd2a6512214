"""Texts of strangers (tests/cases/texts.yml), and the worlds that hold them.

    python -m tests.texts

builds both worlds with their PDFs, opens every page of each in a browser and uses what is on it
(colours, search with the texts, all that folds), and reads each file with a reader of its kind that
is not ours: HTML, JSON, CSV, XML, SVG, PDF. It ends at the first that is not as it should be.
"""

import csv
import io
import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
import yaml
from playwright.sync_api import sync_playwright

from briefsite.site import build
from tests.find_browser import find_browser
from tests.server import served
from tests.visitor import Visitor, visit
from tests.world import CASES, EPOCH, make_root, story

TABLE: dict[str, Any] = yaml.safe_load((CASES / "texts.yml").read_text(encoding="utf-8"))
BENIGN: list[dict[str, str]] = [
    text if isinstance(text, dict) else {"name": text} for text in TABLE["benign"]
]
HOSTILE: list[dict[str, str]] = TABLE["hostile"]
FILES: list[dict[str, Any]] = TABLE["files"]


def quoted(text: str) -> str:
    """A text as YAML, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


def shown(table: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """The name, the prose, and how that reads, of each text of a table.

    What prose refuses is no prose; a text with a mark of Markdown has it behind a backslash.
    """
    return [
        (
            text["name"],
            "Text" if "refused" in text else text.get("prose", text["name"]),
            "Text" if "refused" in text else text["name"],
        )
        for text in table
    ]


def refused(texts: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """The same, with prose that is refused."""
    return [(f"Name {number}", text["name"], "") for number, text in enumerate(texts)]


def world(texts: Iterable[tuple[str, str, str]]) -> Mapping[str, str]:
    """Briefs that say each text in a term, in a heading or a title, and in prose.

    The anchors are `t-x-0`, `e-x-0` and so on, in the order of the texts.
    """
    terms, sections, events = [], [], []
    for number, (name, text, _) in enumerate(texts):
        cited = quoted(f"{text} [@gazette, para 2]")
        terms.append(f"x-{number}:\n  name: {quoted(name)}\n  definition: {quoted(text)}\n")
        sections.append(f"  - heading: {quoted(f'Part {number}')}\n    text: {cited}\n")
        events.append(
            f"  - id: x-{number}\n    date: 2024\n    title: {quoted(name)}\n    text: {cited}\n"
            "    sources:\n      - source: gazette\n        para: 2\n"
        )
    brief = "name: South\nkind: province\nparent: atlantis\nsummary: A province.\n"
    brief += "".join(["sections:\n", *sections, "events:\n", *events])
    used = "".join(f"    - x-{number}\n" for number in range(len(terms)))
    indicators = (story("minimal") / "indicators.yml").read_text(encoding="utf-8")
    return {
        "terms.yml": "".join(terms),
        "indicators.yml": f"{indicators}  terms:\n{used}",
        "regions/south.yml": brief,
    }


def readable(site: Path) -> int:
    """How many files of a site a reader of their kind can read; raises at one that it cannot."""
    count = 0
    for file in sorted(site.rglob("*")):
        kind = file.suffix
        if kind in (".xml", ".svg"):
            ET.parse(file)
        elif kind == ".json":
            json.loads(file.read_bytes())
        elif kind == ".csv":
            rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
            assert len({len(row) for row in rows}) == 1, file
            assert not any(cell.startswith(("=", "@", "\t")) for row in rows for cell in row), file
        elif kind == ".pdf":
            assert all(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))
        else:
            continue
        count += 1
    return count


def used(reader: Visitor, paths: Iterable[str], words: Iterable[str]) -> None:
    """Open pages and all that is on them, and search; raises where a text ran."""
    for path in paths:
        page = reader.go(path.removesuffix("index.html"))
        page.evaluate(
            """() => {
              document.querySelectorAll("details").forEach((box) => (box.open = true));
              document.querySelectorAll("[popover]").forEach((box) => box.showPopover());
            }"""
        )
        page.locator("label.md-header__button:visible").last.click()
        reader.given_time()
        assert page.evaluate("window.__pwned") is None, path
    for text in words:
        reader.search(text[:200])
        assert reader.page.evaluate("window.__pwned") is None, text


def opened(site: Path, table: list[dict[str, str]]) -> int:
    """How many pages a reader opened and used; raises where something ran, asked or complained."""
    paths = [file.relative_to(site).as_posix() for file in sorted(site.rglob("index.html"))]
    with sync_playwright() as playwright, served(site) as url:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=flags)
        for reader in visit(browser, url):
            used(reader, paths, [text["name"] for text in table])
        browser.close()
    return len(paths)


def main() -> None:
    """Build, read, open."""
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)
    for name, table in (("benign", BENIGN), ("hostile", HOSTILE)):
        with TemporaryDirectory() as folder:
            root = make_root(Path(folder) / "root", story("minimal"), world(shown(table)))
            done = build(root, strict=True, pdfs=True)
            assert done.published, done.problems
            files, pages = readable(done.site), opened(done.site, table)
            print(f"{name}: {len(table)} texts, {files} files read, {pages} pages opened and used")


if __name__ == "__main__":
    main()
