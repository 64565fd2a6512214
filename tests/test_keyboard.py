"""The site by keyboard: what opens also closes; the walk of `looks.py` sees what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.looks import skip, walk
from tests.visitor import NARROW, WIDE, Serve, Visitor, visit

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desktop", "phone"])
"""A reader who has no mouse, on both."""


@pytest.fixture
def walker(size: dict[str, int], browser: Browser, serve: Serve, family: Path) -> Iterator[Visitor]:
    """A reader who has no mouse, in the family world."""
    yield from visit(browser, serve(family / "site"), viewport=size, reduced_motion="reduce")


@pytest.fixture
def thumb(browser: Browser, serve: Serve, family: Path) -> Iterator[Visitor]:
    """A reader who has no mouse and a narrow screen."""
    yield from visit(browser, serve(family / "site"), viewport=NARROW, reduced_motion="reduce")


def test_a_stop_that_is_not_seen_or_not_marked_is_found(thumb: Visitor) -> None:
    page = thumb.go("about/")
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`article a:focus-visible { outline: 0 !important }
                             article li a { position: fixed; left: -9999px }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    words = {line.split(":")[0] for line in walk(page)[1]}
    assert words == {"not seen", "not marked"}


def test_a_first_stop_that_leads_elsewhere_is_found(thumb: Visitor) -> None:
    page = thumb.go("about/")
    page.evaluate("document.querySelector('.md-skip').textContent = 'Onward'")
    walk(page)
    assert skip(page) == ["the first stop is Onward"]


@SIZES
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_claim_card_opens_and_closes(key: str, walker: Visitor) -> None:
    page = walker.go("regions/harbour-city/")
    card = page.locator("details.claim").first
    card.locator("summary").first.focus()
    page.keyboard.press(key)
    expect(card.locator("dl").first).to_be_visible()
    page.keyboard.press("Tab")
    assert card.evaluate("card => card.contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press(key)
    expect(card.locator("dl").first).to_be_hidden()


@SIZES
@pytest.mark.parametrize("path", ["browse/", "timeline/"])
def test_filters_are_chosen_and_taken_away(
    path: str, size: dict[str, int], walker: Visitor
) -> None:
    """On a narrow screen they are folded, and opened first."""
    page = walker.go(path)
    everything = page.locator("[data-item]:visible").count()
    fold = page.locator(".facets summary")
    expect(fold).to_be_visible(visible=size == NARROW)
    if size == NARROW:
        fold.focus()
        page.keyboard.press("Enter")
    facet = page.locator("a[data-facet=region]").nth(1)
    facet.focus()
    page.keyboard.press("Enter")
    expect(facet).to_have_attribute("aria-current", "true")
    expect(facet).to_be_focused()
    assert 0 < page.locator("[data-item]:visible").count() < everything
    page.keyboard.press("Enter")
    expect(page.locator("[data-item]:visible")).to_have_count(everything)


@SIZES
def test_the_colours_are_switched(walker: Visitor) -> None:
    page = walker.go("")
    page.locator("#__palette_0").focus()
    for scheme in ("slate", "default"):
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)


@SIZES
def test_the_search_from_its_button_to_a_result(walker: Visitor) -> None:
    page = walker.go("")
    page.locator("button.find-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".find-input")).to_be_focused()
    page.keyboard.type("tide motors")
    walker.settled("tide motors")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.find-hit')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/companies/tide-motors/")


@pytest.mark.parametrize("path", ["regions/harbour-city/", "about/"])
def test_the_drawer_opens_leads_on_and_closes(path: str, thumb: Visitor) -> None:
    """Where the page is in a list of its own (About), that list is shown, and leads back."""
    page = thumb.go(path)
    _drawer(page)
    page.keyboard.press("Escape")
    expect(page.locator("button.menu")).to_be_focused()
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()
    page.keyboard.press("Enter")
    if path == "about/":
        expect(page.locator(":focus")).to_have_text("About")
        page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")
    where = page.locator(":focus").evaluate("link => link.href")
    page.keyboard.press("Enter")
    page.wait_for_url(where)


def _drawer(page: Page) -> None:
    button = page.get_by_role("button", name="Menu")
    button.focus()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".md-sidebar--primary")).to_be_in_viewport()
    page.wait_for_function("document.activeElement.closest('.md-sidebar--primary') !== null")


def test_the_drawer_closes_when_the_focus_leaves_it(thumb: Visitor) -> None:
    page = thumb.go("regions/harbour-city/")
    _drawer(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.md-sidebar--primary') === null"):
            break
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()


def test_the_drawer_works_under_another_family(
    browser: Browser, serve: Serve, other_family: Path
) -> None:
    options = {"viewport": NARROW, "reduced_motion": "reduce"}
    for visitor in visit(browser, serve(other_family), **options):
        _drawer(visitor.go("regions/harbour-city/"))
