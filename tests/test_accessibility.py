"""What opens is for everyone too, and each look of `looks.py` sees what is wrong on purpose."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.looks import (
    AXE,
    MOVING,
    SCHEMES,
    ZOOMS,
    lost,
    recoloured,
    violations,
)
from tests.visitor import NARROW, WIDE, Serve, Visitor, visit

WIDTHS = (WIDE["width"], NARROW["width"])
DRAWER = ".md-sidebar--primary"
FAINT = "#333"
"""Too faint on the dark ground."""


@pytest.fixture
def calm(browser: Browser, serve: Serve, family: Path) -> Iterator[Visitor]:
    """A reader for whom nothing moves, so that each look is at the end of every transition."""
    yield from visit(browser, serve(family / "site"), reduced_motion="reduce")


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    """What the reader's system asks for: light, or dark."""
    return str(request.param)


def coloured(browser: Browser, scheme: str, url: str) -> Iterator[Visitor]:
    """A reader whose system asks for light or for dark."""
    for visitor in visit(browser, url, color_scheme=scheme, reduced_motion="reduce"):
        yield visitor
        expect(visitor.page.locator("body")).to_have_attribute(
            "data-md-color-scheme", SCHEMES[scheme]
        )


def widths(page: Page) -> Iterator[int]:
    """The page in both widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        yield width


def test_axe_finds_nothing_in_the_search_and_the_drawer(
    scheme: str, browser: Browser, serve: Serve, family: Path
) -> None:
    """In the dark its colours: all else is the same in both."""
    only = ("color-contrast",) if scheme == "dark" else ()
    for visitor in coloured(browser, scheme, serve(family / "site")):
        _axe_finds_nothing_that_opens(visitor, *only)


def _axe_finds_nothing_that_opens(visitor: Visitor, *only: str) -> None:
    page, found = visitor.go("regions/harbour-city/"), {}
    page.evaluate(AXE)
    visitor.search("")
    for look in widths(page):
        found["search, empty", look] = violations(page, *only, within="#find")
    visitor.search("2024")
    page.locator("select[data-group=kind]").select_option("Company")
    expect(page.locator("button.find-chosen")).to_be_visible()
    for look in widths(page):
        found["search, results", look] = violations(page, *only, within="#find")
    page.keyboard.press("Escape")
    expect(page.locator("#find")).not_to_be_visible()
    page.locator("button.menu").click()
    expect(page.locator(DRAWER)).to_be_in_viewport()
    found["drawer", WIDTHS[-1]] = violations(page, *only, within=DRAWER)
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_would_find_something(calm: Visitor) -> None:
    """A colour that only one of many has, and one that comes of the place in a list."""
    page = calm.go("about/")
    page.evaluate(AXE)
    recoloured(page, "dark")
    page.evaluate(
        """(colour) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`article ul:last-of-type > li:last-child { color: ${colour} }`);
          document.adoptedStyleSheets = [sheet];
          [...document.querySelectorAll("article > p:not([class])")].at(-1).style.color = colour;
          document.querySelector("article").append(document.createElement("button"));
        }""",
        FAINT,
    )
    found = dict(words.split(": ", 1) for words in violations(page))
    assert {"button-name", "color-contrast"} <= found.keys()
    for name in ("p", "li"):
        assert re.search(rf"\b{name}\b", found["color-contrast"]), name


@pytest.mark.parametrize("zoom", ZOOMS)
def test_what_is_lost_in_large_is_seen(zoom: str, calm: Visitor) -> None:
    page = calm.go("about/")
    assert lost(page, zoom) == []
    page.evaluate("document.querySelector('h1').style.cssText = 'width: 99rem'")
    page.evaluate("document.querySelector('p').style.cssText = 'height: 5px; overflow: hidden'")
    assert len(lost(page, zoom)) >= 2


def test_what_moves_for_those_who_asked_for_nothing_is_seen(calm: Visitor) -> None:
    page = calm.go("about/")
    assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING)
