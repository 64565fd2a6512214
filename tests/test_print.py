"""Ctrl+P in a real browser: a clean document, in light and dark, with and without script."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from briefsite import checks
from briefsite.pages.writer import source_detail
from briefsite.site.pdf import pages
from tests.papers import Paper, compact
from tests.visitor import Serve, Visitor
from tests.world import CHECKOUT

KINDS = (
    "regions/hunan/",
    "regions/beijing/",
    "companies/zoomlion/",
    "sources/china-localities/",
    "sources/cgtn-2024-03-19/",
    "indicators/total-output/",
    "topics/new-energy-vehicles/",
    "people/xi-jinping/",
    "glossary/",
    "timeline/",
)
SCREEN_ONLY = (
    "nav, #around, svg title, svg desc, details.claim, .headerlink, .compare, .pdf, .ways, .edit, "
    ".visually-hidden, [popover], [hidden]"
)
"""What belongs to the screen: controls, ways to other pages, and evidence to unfold."""

BLOCKS = """screen => {
  const blocks = "p, li, dt, dd, th, td, h1, h2, h3, figcaption, text";
  return [...document.querySelector("article").querySelectorAll(blocks)]
    .filter(it => !it.closest(screen) && !it.closest(".sheet, .paper") && !it.querySelector(blocks))
    .map(it => {
      const copy = it.cloneNode(true);
      copy.querySelectorAll(`${screen}, .paper`).forEach(part => part.remove());
      return copy.textContent;
    });
}"""
"""The text of each block of the article that holds no other block, as the screen has it."""


@dataclass(frozen=True)
class Printed:
    """A page of the real site, and what comes out of the printer."""

    paper: Paper
    title: str
    blocks: list[str]
    qr_size: tuple[int, int]
    """Millimetres."""


@pytest.fixture(scope="module")
def printed(browser: Browser, serve: Serve, real: Path) -> Callable[..., Printed]:
    """A function that opens a page in its setting and prints it, each once."""
    url = serve(real / "site")

    @cache
    def show(path: str, dark: bool = False, script: bool = True) -> Printed:
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        context = browser.new_context(color_scheme=scheme, java_script_enabled=script)
        page = context.new_page()
        page.goto(url + path)
        title = page.locator("h1").first.evaluate("h1 => h1.firstChild.textContent").strip()
        blocks = page.evaluate(BLOCKS, SCREEN_ONLY)
        raw = page.pdf(format="A4", print_background=True)
        page.emulate_media(media="print")
        box = page.locator(".sheet svg").bounding_box()
        context.close()
        assert box
        qr_size = round(box["width"] * 25.4 / 96), round(box["height"] * 25.4 / 96)
        return Printed(Paper(raw), title, [compact(block) for block in blocks], qr_size)

    return show


Print = Callable[..., Printed]


@pytest.mark.parametrize("path", KINDS)
def test_all_that_the_article_says_is_on_paper(path: str, printed: Print) -> None:
    found = printed(path)
    assert len(found.blocks) > 5
    assert [block for block in found.blocks if block not in found.paper.text] == []


@pytest.mark.parametrize("path", [path for path in KINDS if path.startswith(("reg", "comp"))])
def test_a_lean_page_holds_all_that_the_article_says(path: str, printed: Print, real: Path) -> None:
    """PDFs are drawn from it; that they say what it says is tested with them."""
    text = compact("".join(pages.read(real / "site", path, "https://a.org/").article.itertext()))
    blocks = printed(path, False, False).blocks
    assert blocks
    assert [block for block in blocks if block not in text] == []


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_a_sheet_is_clean_in_every_setting(dark: bool, script: bool, printed: Print) -> None:
    paper = printed("regions/hunan/", dark, script).paper
    # What has passed its review by the day of printing is marked by script.
    plain = printed("regions/hunan/").paper.text.replace("reviewdue", "")
    assert paper.text.replace("reviewdue", "") == plain
    assert paper.corners == {(255, 255, 255)}
    for words in ("Evidence", "Compare", "Permanent link", "Skip to", "Search", "BibTeX"):
        assert compact(words) not in paper.text, words


@pytest.mark.parametrize("path", KINDS)
def test_every_sheet_is_numbered_and_named(path: str, printed: Print) -> None:
    found = printed(path)
    sheets = found.paper.pages
    for number, text in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in text
        assert compact(f"China Regional Briefs: {found.title}") in compact(text)
        assert "Version 0.1.0, data of 1 June 2024" in text


@pytest.mark.parametrize("path", KINDS)
def test_the_first_sheet_says_where_it_comes_from(path: str, printed: Print) -> None:
    found = printed(path)
    first, *others = map(compact, found.paper.pages)
    address = compact(f"https://example.org/{path}")
    assert address in first
    assert not [text for text in others if address in text]
    assert found.qr_size == (22, 22)


def test_a_long_table_has_its_head_on_every_sheet(printed: Print) -> None:
    sheets = printed("sources/china-localities/").paper.pages
    assert len(sheets) > 1
    assert [text for text in sheets if "Paragraph Cited by" not in " ".join(text.split())] == []


def test_notes_stand_for_the_evidence_that_cannot_be_unfolded(printed: Print) -> None:
    text = printed("regions/hunan/").paper.text
    graph = checks.check(CHECKOUT).graph
    cited = {c.source: c for f in graph.library.regions["hunan"].value.figures for c in f.sources}
    assert cited
    for id, citation in cited.items():
        source = graph.library.sources[id].value
        assert compact(f"{source.label}, paragraph {citation.para}.") in text
        assert compact(source_detail(source)) in text
        assert compact(citation.printed or "") in text
        assert compact(source.url or "Address not printed") in text


def test_nothing_of_paper_is_on_the_screen(reader: Visitor) -> None:
    found = reader.go("regions/hunan/").locator(".sheet, .paper").all()
    assert len(found) > 2
    assert not [box for box in found if box.is_visible()]
