"""One page of every kind, for readers with other eyes, hands and settings.

They are those of the family world, which is short, and those of the real site that have something
else on them. Each is opened once (`looks.look`), and once without script. What an element of a kind
shows on one page it shows on all: by axe-core,
in large letters and in the dark as many pages are looked at as have every kind of element, by
keyboard and in the narrow window as have every kind of stop. axe-core finds no violation, a first
view is light and nothing moves in it, every stop of Tab is seen and marked, letters can be twice
the size, and without script there is the same text.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

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
def pages(size: str, real: Path, family: Path) -> dict[Path, dict[str, str]]:
    """The addresses of what is looked at in such a window, by site and kind."""
    short, long = family / "site", real / "site"
    if size == "phone":
        return {short: _enough(short, kinds(short), "stops")}
    known = set[object]().union(*(_elements(short, path).all for path in kinds(short).values()))
    other = {
        kind: Counter({one: n for one, n in _elements(long, path).all.items() if one not in known})
        for kind, path in kinds(long).items()
    }
    return {short: kinds(short), long: {kind: kinds(long)[kind] for kind in sorted(enough(other))}}


def _elements(site: Path, path: str) -> Elements:
    file = site / path / "index.html" if (site / path).is_dir() else site / path
    return Elements(file.read_text(encoding="utf-8"))


def _enough(site: Path, pages: dict[str, str], which: str) -> dict[str, str]:
    """Those of the pages that have every kind of element (`all`), or of stop, that any has."""
    found = {kind: getattr(_elements(site, path), which) for kind, path in pages.items()}
    return {kind: pages[kind] for kind in sorted(enough(found))}


@pytest.fixture(scope="module")
def looks(size: str, browser: Browser, serve: Serve, pages: dict[Path, dict[str, str]]) -> Looks:
    """What is seen of each page; no other host was asked, and nothing complained."""
    found: Looks = {}
    seen: dict[str, Seen] = {"light": {}, "dark": {}}
    for site, some in pages.items():
        walked = _enough(site, some, "stops")
        looked_at = _enough(site, some, "all") if size == "desktop" else some
        for visitor in visit(browser, serve(site), fresh=True, viewport=SIZES[size]):
            without_cache(visitor)
            visitor.page.clock.set_fixed_time(LATE)
            for kind, path in some.items():
                also = {"keyboard"} if kind in walked else set()
                if kind in looked_at:
                    also |= {"axe", "small", "dark"} if size == "desktop" else {"axe"}
                found[_name(site, kind)] = look(visitor, path, also, seen)
    return found


def _name(site: Path, kind: str) -> str:
    """Of a kind of page of a site: `family: index.html`."""
    return f"{site.parent.name}: {kind}"


def faults(looks: Looks, of: Callable[[Look], object]) -> dict[str, object]:
    """The kinds of page at which something was found."""
    return {kind: of(seen) for kind, seen in looks.items() if of(seen)}


def test_axe_finds_nothing_on_any_kind_of_page(size: str, looks: Looks) -> None:
    """What folds, and all unfolded; in the wide window in the dark too."""
    states = {state for seen in looks.values() for state in seen.axe}
    assert states == {"folded", "unfolded", *({"dark"} if size == "desktop" else ())}
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
    names = [f"family: {kind}" for kind in WRITTEN]
    written = [name for name in names if name in looks]
    assert written
    assert size == "phone" or written == names
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
    pages: dict[Path, dict[str, str]],
    browser: Browser,
    serve: Serve,
) -> None:
    """The same words and pictures; a claim card opens by a click; the sections are reached."""
    options = {"java_script_enabled": False, "viewport": SIZES[size]}
    for site, some in pages.items():
        for visitor in visit(browser, serve(site), **options):
            for kind, path in _enough(site, some, "stops").items():
                where = _is_in_reach(visitor.go(path), looks[_name(site, kind)], SECTIONS[size])
            with visitor.page.expect_navigation(url=where):
                visitor.page.keyboard.press("Enter")


def _is_in_reach(page: Page, seen: Look, ways: str) -> str:
    """Look at a page; gives where the last way to a section leads, which has the focus then."""
    assert text_of(page) == seen.words, page.url
    assert page.locator("article svg.chart").count() == seen.charts, page.url
    card = page.locator("article details.claim").first
    if card.count():
        expect(card.locator("dl").first).to_be_hidden()
        card.locator("summary").first.click()
        expect(card.locator("dl").first).to_be_visible()
    sections = page.locator(ways)
    assert sections.count() > 5, page.url
    sections.last.click(trial=True)
    where: str = sections.last.evaluate("link => link.href")
    assert page.request.get(where).ok, page.url
    sections.last.focus()
    return where


def test_pages_are_enough_when_no_other_has_another_kind_of_element() -> None:
    link = '<p class="x"><a href="#">1</a></p>'
    texts = {"short": link, "long": link * 9, "other": '<br><div><a href="#">1</a></div>'}
    assert enough({name: Elements(text).all for name, text in texts.items()}) == {"short", "other"}
    stops = Elements('<p><a>1</a><br><button>2</button></p><i class="y" tabindex="0">3</i>').stops
    assert stops == {("p.", "button."): 1, ("body.", "i.y"): 1}
