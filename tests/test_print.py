"""Ctrl+P in a real browser: a clean document, in light and dark, with and without script."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from briefsite import checks
from briefsite.pages.heads import qr
from briefsite.pages.writer import source_detail
from tests.papers import Paper, compact
from tests.visitor import Serve, Visitor, fullest, kinds, visit
from tests.world import CHECKOUT

KINDS = (
    "regions/...",
    "companies/...",
    "sources/...",
    "indicators/...",
    "topics/...",
    "people/...",
    "glossary/index.html",
    "timeline/index.html",
    "browse/index.html",
    "index.html",
)
"""Of each the largest page."""
SCREEN_ONLY = (
    "nav, #around, svg title, svg desc, details.claim, .headerlink, .compare, .pdf, .ways, .edit, "
    "summary, .visually-hidden, .here, .cite, .passage, .copy, .glosses, [popover], [hidden]"
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


LATE = re.compile(";newervaluesmayexist|outcomemaybeknown")
QR = """sheet => {
  const seen = getComputedStyle(sheet, "::before");
  return [Math.round(parseFloat(seen.height) * 25.4 / 96), seen.content];
}"""


@dataclass(frozen=True)
class Printed:
    """A page of a site, and what comes out of the printer."""

    path: str
    paper: Paper
    title: str
    blocks: list[str]
    around: str
    """The list of the sections below it, on the screen."""
    code: tuple[int, str]
    """The room of the picture above the address, in millimetres, and its address."""


@pytest.fixture(scope="module")
def printed(browser: Browser, serve: Serve) -> Callable[..., Printed]:
    """A function that opens a page in its setting and prints it, each once."""

    @cache
    def show(
        site: Path, path: str, dark: bool = False, script: bool = True, size: str = "A4"
    ) -> Printed:
        scheme = "dark" if dark else "light"
        options = {"color_scheme": scheme, "java_script_enabled": script}
        for visitor in visit(browser, serve(site), **options):
            page = visitor.go(path)
            title = page.locator("h1").first.evaluate("h1 => h1.firstChild.textContent").strip()
            blocks = page.evaluate(BLOCKS, SCREEN_ONLY)
            around = compact(page.locator("nav.sections").text_content() or "")
            raw = page.pdf(format=size, print_background=True)
            page.emulate_media(media="print")
            code = page.locator(".sheet").evaluate(QR)
        texts = [compact(block) for block in blocks]
        return Printed(path, Paper(raw), title, texts, around, code)

    return show


Print = Callable[..., Printed]


@pytest.fixture(params=KINDS)
def sheet(request: pytest.FixtureRequest, printed: Print, real: Path) -> Printed:
    """A page of each kind of the real site, printed."""
    return printed(real / "site", kinds(real / "site")[request.param])


def test_all_that_the_article_says_is_on_paper(sheet: Printed) -> None:
    assert len(sheet.blocks) > 5
    text = re.sub("[“”]", "", sheet.paper.text)
    assert [block for block in sheet.blocks if re.sub("[“”]", "", block) not in text] == []


def test_the_last_sheet_ends_with_the_page(sheet: Printed) -> None:
    last = re.sub("[“”]", "", compact(sheet.paper.pages[-1]))
    assert any(block[-20:] in last for block in sheet.blocks[-6:])
    assert len(sheet.around) > 40
    assert sheet.around not in sheet.paper.text


def test_the_home_page_takes_two_sheets(printed: Print, real: Path) -> None:
    paper = printed(real / "site", "").paper
    assert len(paper.pages) <= 2
    assert paper.filled[0] > 0.8


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_a_sheet_is_clean_in_every_setting(
    dark: bool, script: bool, printed: Print, family: Path
) -> None:
    city = family / "site", "regions/harbour-city/"
    paper = printed(*city, dark, script).paper
    # What has passed its review by the day of printing is marked by script.
    plain = LATE.sub("", printed(*city).paper.text)
    assert LATE.sub("", paper.text) == plain
    assert paper.corners == {(255, 255, 255)}
    for words in ("Evidence", "Compare", "Permanent link", "Skip to", "Search", "BibTeX"):
        assert compact(words) not in paper.text, words


def test_every_sheet_is_numbered_and_named(sheet: Printed) -> None:
    sheets, name = sheet.paper.pages, checks.check(CHECKOUT).graph.library.site.name
    for number, text in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in text
        assert compact(name if sheet.title == name else f"{name}: {sheet.title}") in compact(text)
        assert "built from the state of 1 June 2024" in text


def test_the_first_sheet_says_where_it_comes_from(sheet: Printed) -> None:
    first, *others = map(compact, sheet.paper.pages)
    address = compact(f"https://example.org/{sheet.path}")
    assert address in first
    assert not [text for text in others if address in text]
    high, content = sheet.code
    assert high == 22
    drawn = qr(f"https://example.org/{sheet.path}").replace('"', "'")
    assert drawn in unquote(content)


def test_a_long_table_has_its_head_on_every_sheet(printed: Print, family: Path) -> None:
    """Small sheets make any table long."""
    path = "sources/herald-morning/"
    sheets = printed(family / "site", path, size="A6").paper.pages
    heads = ["Paragraph Cited by" in " ".join(text.split()) for text in sheets]
    first = heads.index(True)
    assert heads[first : first + 2] == [True, True]
    assert sum(heads) == len(heads[first:]) - heads[::-1].index(True)


def test_notes_stand_for_the_evidence_that_cannot_be_unfolded(printed: Print, real: Path) -> None:
    path = fullest(real / "site", 'class="claim"')
    text = printed(real / "site", path).paper.text
    library = checks.check(CHECKOUT).graph.library
    brief = library.regions[path.split("/")[1]]
    cited = {c.source: c for figure in brief.value.figures for c in figure.sources}
    assert cited
    for id, citation in cited.items():
        source = library.sources[id].value
        assert compact(f"{source.label}, paragraph {citation.para}.") in text
        assert compact(source_detail(source)) in text
        assert compact(citation.printed or "") in text
        assert compact(source.url or "Address not printed") in text


def test_nothing_of_paper_is_on_the_screen(reader: Visitor) -> None:
    found = reader.go("regions/harbour-city/").locator(".sheet, .paper").all()
    assert len(found) > 2
    assert not [box for box in found if box.is_visible()]
