"""One page of every kind, for readers with other eyes, hands and settings.

In a wide window those of the real site, where the longest pages are; in a narrow one those of the
family world, which has each kind of everything and is short. Each is opened once (`looks.look`),
and once without script. What an element of a kind shows on one page it shows on all: by axe-core,
in large letters and in the dark as many pages are looked at as have every kind of element, by
keyboard and in the narrow window as have every kind of stop. axe-core finds no violation, a first
view is light and nothing moves in it, every stop of Tab is seen and marked, letters can be twice
the size, and without script there is the same text.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.elements import Elements, enough
from tests.looks import LATE, Look, Seen, look, text_of, without_cache
from tests.visitor import NARROW, WIDE, Serve, kinds, visit

BYTES, REQUESTS = 90_000, 12
WITHOUT_PAGE = 81_000
"""What a first view weighs beside the page itself."""
WRITTEN = ("404.html", "about/index.html", "developing/index.html", "editing/index.html")
WRITTEN += ("fields/...", "fields/index.html", "first-brief/index.html", "method/index.html")
WRITTEN += ("reading/index.html", "rules/...", "rules/index.html")
"""Pages of one length on every site; those of briefs are as long as what is known."""
SIZES = {"desktop": WIDE, "phone": NARROW}
SECTIONS = {"desktop": "nav.md-tabs a:not([aria-current])", "phone": "nav.sections a"}
"""The ways to the sections without script: on a phone in the foot, also to the page itself."""
Looks = dict[str, Look]


@pytest.fixture(scope="module", params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Of the window."""
    return str(request.param)


@pytest.fixture(scope="module")
def site(size: str, request: pytest.FixtureRequest) -> Path:
    """Whose pages are looked at in such a window."""
    made: Path = request.getfixturevalue("real" if size == "desktop" else "family")
    return made / "site"


@pytest.fixture(scope="module")
def pages(size: str, site: Path) -> dict[str, str]:
    """The addresses of what is looked at in such a window, by kind."""
    found = kinds(site)
    return found if size == "desktop" else _enough(site, found, "stops")


def _enough(site: Path, pages: dict[str, str], which: str) -> dict[str, str]:
    """Those of the pages that have every kind of element (`all`), or of stop, that any has."""
    kinds_of = {}
    for kind, path in pages.items():
        file = site / path / "index.html" if (site / path).is_dir() else site / path
        elements = Elements(file.read_text(encoding="utf-8"))
        kinds_of[kind] = elements.stops if which == "stops" else elements.all
    return {kind: pages[kind] for kind in sorted(enough(kinds_of))}


@pytest.fixture(scope="module")
def looks(size: str, browser: Browser, serve: Serve, site: Path, pages: dict[str, str]) -> Looks:
    """What is seen of a page of each kind; no other host was asked, and nothing complained."""
    walked = _enough(site, pages, "stops")
    looked_at = _enough(site, pages, "all") if size == "desktop" else pages
    found: Looks = {}
    seen: dict[str, Seen] = {"light": {}, "dark": {}}
    for visitor in visit(browser, serve(site), fresh=True, viewport=SIZES[size]):
        without_cache(visitor)
        visitor.page.clock.set_fixed_time(LATE)
        for kind, path in pages.items():
            also = {"keyboard"} if kind in walked else set()
            if kind in looked_at:
                also |= {"axe", "small", "dark"} if size == "desktop" else {"axe"}
            found[kind] = look(visitor, path, also, seen)
    return found


def faults(looks: Looks, of: Callable[[Look], object]) -> dict[str, object]:
    """The kinds of page at which something was found."""
    return {kind: of(seen) for kind, seen in looks.items() if of(seen)}


def test_axe_finds_nothing_on_any_kind_of_page(size: str, looks: Looks) -> None:
    """What folds, and all unfolded; in the wide window in the dark and as a phone has it too."""
    states = {state for seen in looks.values() for state in seen.axe}
    assert states == {"folded", "unfolded", *({"dark", "narrow"} if size == "desktop" else ())}
    assert len([seen for seen in looks.values() if seen.axe]) > (10 if size == "desktop" else 5)
    found = {
        (kind, state): words
        for kind, seen in looks.items()
        for state, words in seen.axe.items()
        if words
    }
    assert found == {}


def test_a_first_view_is_light_and_nothing_moves(size: str, looks: Looks) -> None:
    """Each page is seen by a reader who was never there; what briefs say has no limit."""
    written = [kind for kind in WRITTEN if kind in looks]
    assert written
    assert size == "phone" or len(written) == len(WRITTEN)
    assert min(seen.weight for seen in looks.values()) > 40_000, "the theme's files are counted"
    beside = {kind: seen.weight - seen.own for kind, seen in looks.items()}
    assert {kind: weight for kind, weight in beside.items() if weight > WITHOUT_PAGE} == {}
    assert {kind: looks[kind].weight for kind in written if looks[kind].weight > BYTES} == {}
    assert faults(looks, lambda seen: seen.requests[REQUESTS:]) == {}
    assert faults(looks, lambda seen: seen.moved) == {}


def test_every_stop_is_seen_marked_and_in_order(looks: Looks) -> None:
    walked = [seen.stops for seen in looks.values() if seen.stops]
    assert len(walked) > 5
    assert min(walked) > 15
    assert faults(looks, lambda seen: seen.wrong_stops) == {}


def test_the_first_stop_leads_to_the_text(looks: Looks) -> None:
    assert faults(looks, lambda seen: seen.wrong_skip) == {}


def test_nothing_is_lost_in_large(looks: Looks) -> None:
    """Letters of twice the size, a window of half the size, a screen of 320 pixels; in any window,
    so only the whole look has it."""
    found = {
        (kind, zoom): lost
        for kind, seen in looks.items()
        for zoom, lost in seen.lost.items()
        if lost
    }
    assert found == {}


def test_nothing_moves_for_those_who_asked_for_it(looks: Looks) -> None:
    assert faults(looks, lambda seen: seen.moving) == {}


def test_without_script_there_is_the_same_text(looks: Looks) -> None:
    assert faults(looks, lambda seen: not seen.is_same_without_script) == {}


def test_without_script_all_is_in_reach(
    size: str,
    looks: Looks,
    pages: dict[str, str],
    browser: Browser,
    serve: Serve,
    site: Path,
) -> None:
    """The same words and pictures; a claim card opens by a click; the sections are reached."""
    options = {"java_script_enabled": False, "viewport": SIZES[size]}
    for visitor in visit(browser, serve(site), **options):
        for kind, path in _enough(site, pages, "stops").items():
            page, seen = visitor.go(path), looks[kind]
            assert text_of(page) == seen.words, kind
            assert page.locator("article svg.chart").count() == seen.charts, kind
            card = page.locator("article details.claim").first
            if card.count():
                expect(card.locator("dl").first).to_be_hidden()
                card.locator("summary").first.click()
                expect(card.locator("dl").first).to_be_visible()
            sections = page.locator(SECTIONS[size])
            assert sections.count() > 5, kind
            sections.last.click(trial=True)  # it is in reach
            where = sections.last.evaluate("link => link.href")
            assert page.request.get(where).ok, kind
        sections.last.focus()
        with page.expect_navigation(url=where):
            page.keyboard.press("Enter")


def test_pages_are_enough_when_no_other_has_another_kind_of_element() -> None:
    link = '<p class="x"><a href="#">1</a></p>'
    texts = {"short": link, "long": link * 9, "other": '<br><div><a href="#">1</a></div>'}
    assert enough({name: Elements(text).all for name, text in texts.items()}) == {"short", "other"}
    stops = Elements('<p><a>1</a><br><button>2</button></p><i class="y" tabindex="0">3</i>').stops
    assert stops == {("p.", "button."): 1, ("body.", "i.y"): 1}
