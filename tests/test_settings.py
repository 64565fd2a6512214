"""Readers with settings of their own: forced colours, a slow network, a finger, a spreadsheet.

Reduced motion, large letters and no script are looked at on every kind of page in test_kinds.
"""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from tests.visitor import NARROW, Serve, Visitor, visit

SCRIPTS = re.compile(r"\.js$")
FINGER = 24
"""Pixels that a finger needs (WCAG 2.2, 2.5.8)."""
SEEN = """elements => elements.map(element => {
  const style = getComputedStyle(element);
  return [style.fill, style.borderTopWidth, style.borderTopColor];
})"""
ROW = """row => {
  getSelection().selectAllChildren(row);
  const copied = getSelection().toString();
  getSelection().removeAllRanges();
  return [copied.trim(), row.cells.length];
}"""


def test_forced_colours_leave_borders_and_pictures(
    browser: Browser, serve: Serve, family: Path
) -> None:
    forced = {"forced_colors": "active", "color_scheme": "dark"}
    for visitor in visit(browser, serve(family / "site"), **forced):
        page = visitor.go("")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        buttons = page.locator("a.way").evaluate_all(SEEN)
        assert len(buttons) > 1
        for _, width, colour in buttons:
            assert float(width.removesuffix("px")) >= 1
            assert colour not in (ground, "rgba(0, 0, 0, 0)")
        switch = page.locator(".md-icon[class*='palette-']:visible")
        drawn = Image.open(io.BytesIO(switch.screenshot())).convert("L").getextrema()
        assert drawn == (0, 255), "a sign on its ground"
        letters = visitor.go("regions/harbour-city/").locator(".chart text").evaluate_all(SEEN)
        assert len(letters) > 3
        assert ground not in {fill for fill, *_ in letters}
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert ink in {fill for fill, *_ in letters}


def test_a_page_is_read_before_its_scripts_come(reader: Visitor) -> None:
    held: list[Route] = []
    reader.page.route(SCRIPTS, lambda route: held.append(route))
    reader.page.goto(f"{reader.url}regions/harbour-city/", wait_until="commit")
    expect(reader.page.locator("ol.notes > li").last).to_be_visible()
    expect(reader.page.locator(".kf .face q").first).to_be_visible()
    assert held
    for route in held:
        route.continue_()
    reader.page.unroute(SCRIPTS)
    reader.page.wait_for_load_state()


def test_a_copied_row_stays_a_row(reader: Visitor) -> None:
    """A spreadsheet makes a row of each line, and a cell of what stands between tabs."""
    rows = reader.go("indicators/output/").locator("table.figures tbody tr").all()
    assert len(rows) > 2
    for row in rows:
        copied, cells = row.evaluate(ROW)
        assert "\n" not in copied
        assert copied.count("\t") == cells - 1


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_links_of_an_explained_term_are_large_enough(
    width: str, browser: Browser, serve: Serve, family: Path
) -> None:
    options = {"viewport": NARROW} if width == "narrow" else {}
    for visitor in visit(browser, serve(family / "site"), **options):
        page = visitor.go("regions/harbour-city/")
        page.locator("a.term").first.click()
        links = page.locator(".gloss:popover-open a:visible").all()
        assert links
        for link in links:
            box = link.bounding_box()
            assert box
            assert box["height"] >= FINGER


def test_on_a_phone_figures_stand_below_each_other_and_choices_are_folded(
    browser: Browser, serve: Serve, family: Path
) -> None:
    for visitor in visit(browser, serve(family / "site"), viewport=NARROW):
        boxes = [one.bounding_box() for one in visitor.go("").locator(".key-figures .kf").all()]
        assert len(boxes) > 1
        assert {box["x"] for box in boxes if box} == {boxes[0]["x"] if boxes[0] else None}
        page = visitor.go("browse/")
        choice = page.locator("[data-facet]").first
        expect(choice).to_be_hidden()
        page.get_by_text("Choose", exact=True).click()
        expect(choice).to_be_visible()
    for visitor in visit(browser, serve(family / "site")):
        expect(visitor.go("browse/").locator("[data-facet]").first).to_be_visible()
