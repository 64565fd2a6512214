"""What a first view asks for, and that what moves in it is seen."""

from tests.looks import asked_by, has_moved, without_cache
from tests.visitor import Visitor


def test_what_moves_is_seen(reader: Visitor) -> None:
    page = reader.go("regions/coast/")
    assert has_moved(page) == []
    page.evaluate("document.querySelector('h1').style.marginTop = '200px'")
    assert has_moved(page)


def test_no_page_asks_for_what_grows_with_the_site(reader: Visitor) -> None:
    asked = asked_by(reader)
    reader.go("regions/coast/").wait_for_load_state("networkidle")
    assert [request.url for request in asked if "sitemap" in request.url] == []


def test_each_view_is_weighed_as_a_first_one(reader: Visitor) -> None:
    without_cache(reader)
    weights = []
    for _ in range(2):
        asked = asked_by(reader)
        reader.go("regions/coast/").wait_for_load_state("networkidle")
        weights.append(sum(request.sizes()["responseBodySize"] for request in asked))
    assert weights[1] >= weights[0] > 40_000
