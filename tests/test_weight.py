"""What a first view costs: bytes and requests, packed as a host packs them; and nothing moves."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from tests.visitor import NARROW, WIDE, Serve, Visitor, kinds, visit

BYTES, REQUESTS = 94_000, 12
LATE = "2099-01-01T12:00:00Z"
"""A day on which every figure is past its review; its mark comes by script."""
STILL = 0.001
"""The sum of shifts below which nothing that a reader sees has moved."""

SHIFTS = """() => new Promise((done) => {
  const moved = [];
  new PerformanceObserver((list) => moved.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });
  const frames = (count, then) =>
    count ? requestAnimationFrame(() => frames(count - 1, then)) : then();
  frames(2, () => setTimeout(() => done(moved.map(({ value, sources }) =>
    [value, sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "")])), 100));
})"""


def asked_by(visitor: Visitor) -> list[Request]:
    """What a reader's pages ask for from now on."""
    asked: list[Request] = []
    visitor.page.on("requestfinished", lambda request: asked.append(request))
    return asked


def view(visitor: Visitor, path: str) -> list[Request]:
    """Open a page, wait until it asks for nothing more; gives what it asked for."""
    asked = asked_by(visitor)
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    return asked


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desktop", "phone"])
def test_a_first_view_is_light_and_nothing_moves(
    size: dict[str, int], browser: Browser, serve: Serve, real: Path
) -> None:
    """Each page is seen by a reader who was never there: nothing is in the browser's cache.

    What moved is looked at again: on a busy machine the browser may paint half a table first.
    """
    weights, requests, moved = {}, {}, {}
    for kind, path in kinds(real / "site").items():
        for _ in range(3):
            for visitor in visit(browser, serve(real / "site"), viewport=size):
                asked = asked_by(visitor)
                visitor.page.clock.set_fixed_time(LATE)
                moved[kind] = visitor.go(path).evaluate(SHIFTS)
                visitor.page.wait_for_load_state("networkidle")
                weights[kind] = sum(request.sizes()["responseBodySize"] for request in asked)
                requests[kind] = [request.url for request in asked]
            if sum(value for value, _ in moved[kind]) < STILL:
                del moved[kind]
                break
    assert min(weights.values()) > 40_000, "the theme's own files are counted"
    assert {kind: weight for kind, weight in weights.items() if weight > BYTES} == {}
    assert {kind: urls for kind, urls in requests.items() if len(urls) > REQUESTS} == {}
    assert moved == {}


def test_what_moves_is_seen(reader: Visitor) -> None:
    page = reader.go("regions/coast/")
    page.evaluate("document.querySelector('h1').style.marginTop = '200px'")
    assert sum(value for value, _ in page.evaluate(SHIFTS)) > STILL


def test_no_page_asks_for_what_grows_with_the_site(reader: Visitor) -> None:
    asked = view(reader, "regions/coast/")
    assert [request.url for request in asked if "sitemap" in request.url] == []
