"""One page of every kind, for readers with other eyes, hands and settings than the author's.

axe-core finds no violation, letters can be twice the size, the screen as narrow as 320 pixels,
nothing moves for those who asked for it, and without script there is the same text.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.visitor import Serve, Visitor, kinds, visit

WIDTHS = (1280, 390)
SCHEMES = {"light": "default", "dark": "slate"}
AXE = Axe().axe_script + "; undefined"
# The size of targets (WCAG 2.2) is off in axe-core unless asked for.
RUN = """only => axe.run({ resultTypes: ["violations"], preload: false,
  ...(only.length ? { runOnly: only } : { rules: { "target-size": { enabled: true } } }),
}).then(({ violations }) => violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 4).map(({ target }) => target)} (${nodes.length})`))"""
UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true; })"

ZOOMS = {
    "200 %": {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2},
    "320 pixels": {"viewport": {"width": 320, "height": 640}},
    "letters, desktop": {"viewport": {"width": 1280, "height": 800}},
    "letters, phone": {"viewport": {"width": 390, "height": 844}},
}
LARGE_LETTERS = "document.documentElement.style.fontSize = '200%'"

# What is wider than the screen, and every visible box that cuts off text.
LOST = """() => {
  const lost = [];
  for (const root of [document.documentElement, document.body])
    if (root.scrollWidth > innerWidth) lost.push(`${root.tagName} is ${root.scrollWidth} wide`);
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!shown || !element.textContent.trim() || style.clipPath !== "none") continue;
    const cut = (overflow, has, shows) => /hidden|clip/.test(overflow) && shows && has > shows + 1;
    if (cut(style.overflowX, element.scrollWidth, element.clientWidth)
      || cut(style.overflowY, element.scrollHeight, element.clientHeight))
      lost.push(`${element.tagName}.${element.className}: ${element.textContent.trim()}`);
  }
  return lost;
}"""

MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [null, "::before", "::after"].flatMap((part) => {
    const style = getComputedStyle(element, part);
    const times = [style.transitionDuration, style.transitionDelay, style.animationDuration];
    const long = times.join().split(",").some((time) => parseFloat(time) > 0.01);
    const moves = long || style.scrollBehavior === "smooth";
    return moves ? [`${element.tagName}.${element.className}`] : [];
  }))"""


def violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe-core finds in the page as it stands; in the dark only its colours are others."""
    found: list[str] = page.evaluate(RUN, [] if scheme == "light" else ["color-contrast"])
    return found


@pytest.fixture(scope="session")
def world(real: Path) -> Path:
    """What is read here is the real site."""
    return real


@pytest.fixture
def calm(browser: Browser, serve: Serve, real: Path) -> Iterator[Visitor]:
    """A reader for whom nothing moves, so that each look is at the end of every transition."""
    yield from visit(browser, serve(real / "site"), reduced_motion="reduce")


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


def looks(page: Page, widths: tuple[int, ...] = WIDTHS) -> Iterator[int]:
    """The page in both widths."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        yield width


def test_axe_finds_nothing_on_any_kind_of_page(
    scheme: str, browser: Browser, serve: Serve, real: Path
) -> None:
    for visitor in coloured(browser, scheme, serve(real / "site")):
        _axe_finds_nothing(visitor, real / "site", scheme)


def _axe_finds_nothing(visitor: Visitor, site: Path, scheme: str) -> None:
    """Folded in one width, as it hides only; in the dark all is unfolded."""
    found = {}
    for kind, path in kinds(site).items():
        page = visitor.go(path)
        page.evaluate(AXE)
        if scheme == "light" and page.locator("details").count() > 0:
            for look in looks(page, WIDTHS[:1]):
                found[kind, "closed", look] = violations(page)
        page.evaluate(UNFOLD)
        for look in looks(page):
            found[kind, "open", look] = violations(page, scheme)
    assert len(found) > 40
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_finds_nothing_in_the_search_and_the_drawer(
    scheme: str, browser: Browser, serve: Serve, family: Path
) -> None:
    for visitor in coloured(browser, scheme, serve(family / "site")):
        _axe_finds_nothing_that_opens(visitor)


def _axe_finds_nothing_that_opens(visitor: Visitor) -> None:
    page, found = visitor.go("regions/harbour-city/"), {}
    page.evaluate(AXE)
    visitor.search("")
    for look in looks(page):
        found["search, empty", look] = violations(page)
    visitor.search("2024")
    page.locator("select[data-group=kind]").select_option("Company")
    expect(page.locator("button.find-chosen")).to_be_visible()
    for look in looks(page):
        found["search, results", look] = violations(page)
    page.keyboard.press("Escape")
    expect(page.locator("#find")).not_to_be_visible()
    page.locator("button.menu").click()
    expect(page.locator(".md-sidebar--primary")).to_be_in_viewport()
    found["drawer", WIDTHS[-1]] = violations(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_would_find_something(calm: Visitor) -> None:
    page = calm.go("about/")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    assert [words for words in violations(page) if words.startswith("color-contrast")]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_nothing_is_lost_in_large(zoom: str, browser: Browser, serve: Serve, real: Path) -> None:
    found = {}
    for visitor in visit(browser, serve(real / "site"), reduced_motion="reduce", **ZOOMS[zoom]):
        for kind, path in kinds(real / "site").items():
            page = visitor.go(path)
            page.evaluate(UNFOLD)
            if zoom.startswith("letters"):
                page.evaluate(LARGE_LETTERS)
            found[kind] = page.evaluate(LOST)
        page.evaluate("document.querySelector('h1').style.cssText = 'width: 99rem'")
        page.evaluate("document.querySelector('p').style.cssText = 'height: 5px; overflow: hidden'")
        assert len(page.evaluate(LOST)) >= 2, "a loss made on purpose is seen"
    assert {kind: lost for kind, lost in found.items() if lost} == {}


def test_nothing_moves_for_those_who_asked_for_it(calm: Visitor, real: Path) -> None:
    moving = {kind: calm.go(path).evaluate(MOVING) for kind, path in kinds(real / "site").items()}
    assert {kind: elements for kind, elements in moving.items() if elements} == {}
    calm.page.emulate_media(reduced_motion="no-preference")
    assert calm.page.evaluate(MOVING)


def test_without_script_there_is_the_same_text(
    reader: Visitor, scriptless: Visitor, real: Path
) -> None:
    """The same words and pictures; every claim card opens by a click; the sections are reached."""
    plain = scriptless.page
    for kind, path in kinds(real / "site").items():
        page = reader.go(path)
        scriptless.go(path)
        assert _words(plain) == _words(page), kind
        expect(plain.locator("article svg.chart")).to_have_count(
            page.locator("article svg.chart").count()
        )
        card = plain.locator("article details.claim").first
        if card.count():
            expect(card.locator("dl").first).to_be_hidden()
            card.locator("summary").first.click()
            expect(card.locator("dl").first).to_be_visible()
        links = plain.locator("nav.md-tabs a:not([aria-current])")
        assert links.count() > 5, kind
        before = plain.url
        links.last.click()
        expect(plain).not_to_have_url(before)
        expect(plain.locator("h1")).to_be_visible()


def _words(page: Page) -> list[str]:
    """The text of the article that stands in it with and without script."""
    text: str = page.locator("article").evaluate(
        """(article) => { const copy = article.cloneNode(true);
          copy.querySelectorAll("[data-find-here], [data-due]").forEach((late) => late.remove());
          return copy.textContent; }"""
    )
    return text.split()


def test_without_script_a_phone_has_the_sections_in_the_foot(
    browser: Browser, serve: Serve, real: Path
) -> None:
    options = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
    for visitor in visit(browser, serve(real / "site"), **options):
        for path in kinds(real / "site").values():
            page = visitor.go(path)
            page.locator("nav.sections a").last.focus()
            with page.expect_navigation(url="**/about/"):  # from the page itself too
                page.keyboard.press("Enter")
