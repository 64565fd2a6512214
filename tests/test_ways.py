"""The ways through: each page is near the home page, none is a dead end; facets, charts, CSV."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from briefsite import pipeline
from briefsite.exports.tables import COLUMNS, harmless, tables
from briefsite.graph import Graph
from briefsite.pages.claims import Edition
from briefsite.pages.desk import Desk
from briefsite.pages.pictures import brief_pictures, comparison
from briefsite.pages.tiles import GRID, tile_grid
from tests.world import CHECKOUT, Page

CLICKS = 3
NOT_FOUND = "404.html"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return pipeline.check(CHECKOUT).graph


def links(site: Path, name: str, *, article: bool = False) -> set[str]:
    """The pages that a page links to, by file."""
    html = (site / name).read_text(encoding="utf-8")
    if article:
        html = html[html.index("<article") : html.index("</article>")]
    found = set()
    for values in Page(html).values:
        href = values.get("href")
        if values[""] != "a" or not href or urlsplit(href).scheme:
            continue
        path = urlsplit(urljoin(f"/{name}", href)).path.lstrip("/")
        file = f"{path}index.html" if not path or path.endswith("/") else path
        if file != name and file.endswith(".html"):
            found.add(file)
    return found


def pages_of(site: Path) -> set[str]:
    return {file.relative_to(site).as_posix() for file in site.rglob("*.html")} - {NOT_FOUND}


def clicks(site: Path) -> dict[str, int]:
    """How many clicks from the home page each page is."""
    found, edge, far = {"index.html": 0}, {"index.html"}, 0
    while edge:
        far += 1
        edge = {page for name in edge for page in links(site, name)} - set(found)
        found |= dict.fromkeys(edge, far)
    return found


def test_every_page_is_at_most_three_clicks_from_the_home_page(real: Path) -> None:
    site = real / "site"
    far = clicks(site)
    assert pages_of(site) - set(far) == set()
    assert {name: count for name, count in far.items() if count > CLICKS} == {}


def test_no_page_is_a_dead_end(real: Path) -> None:
    """The text of each page, without the bars around it, leads to another page."""
    site = real / "site"
    assert [name for name in sorted(pages_of(site)) if not links(site, name, article=True)] == []


def test_a_page_without_links_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text('<article><a href="a/">a</a></article>')
    (tmp_path / "a" / "index.html").write_text("<article>no way on</article>")
    assert clicks(tmp_path) == {"index.html": 0, "a/index.html": 1}
    assert links(tmp_path, "a/index.html", article=True) == set()


def test_values_of_another_year_or_a_target_are_drawn_apart(graph: Graph) -> None:
    for id, apart, reason in (
        ("total-output", 1, "Xiangjiang New Area, 2015: another period, 2015."),
        ("rd-intensity", 1, "Changzhou, 2025: another period, 2025; target, not actual."),
    ):
        desk = Desk(graph, f"indicators/{id}.md")
        picture = comparison(desk, graph.library.indicators[id].value, graph.by_indicator[id])
        assert picture
        assert picture.svg.count('class="c-apart"') == apart
        assert picture.reasons == (reason,)


def test_a_series_and_shares_are_drawn_on_the_page_of_their_brief(graph: Graph) -> None:
    brief = graph.library.brief("xiangjiang-new-area")
    series, shares = brief_pictures(Desk(graph, "regions/xiangjiang-new-area.md", brief), brief)
    assert series.id == "chart-total-output"
    assert series.svg.count("<circle") == 2
    assert shares.svg.count('class="c-track"') == 4


def test_no_two_squares_of_the_grid_are_one(graph: Graph) -> None:
    rows = [row.split() for row in GRID.strip().splitlines()]
    assert len({tuple(row[-2:]) for row in rows}) == len({row[0] for row in rows}) == 31
    picture = tile_grid(Desk(graph, "index.md"))
    assert picture
    covered = [r for r in graph.library.regions.values() if r.value.parent == "china"]
    assert picture.svg.count("<a ") == len(covered)


def test_the_table_of_an_indicator_holds_every_value_as_printed(graph: Graph) -> None:
    files = {file.path: file.content.decode() for file in tables(graph, Edition())}
    assert len(files) == len(graph.by_indicator)
    for id, figures in graph.by_indicator.items():
        text = files[f"indicators/{id}.csv"]
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        assert tuple(head) == COLUMNS
        assert {len(row) for row in rows} == {len(COLUMNS)}
        assert len(rows) == sum(len(at.figure.sources) for at in figures)
        values = {row[COLUMNS.index("value")] for row in rows}
        assert values == {str(at.figure.value) for at in figures}
        assert text.count("\r\n") == text.count("\n") == len(rows) + 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"x{text}") == f"x{text}"
    assert harmless("") == ""


@pytest.mark.parametrize(
    ("path", "choice", "shown"),
    [
        ("timeline/", "a[data-facet=region][data-value=anhui]", "Wuhu"),
        ("browse/", "a[data-facet=kind][data-value=institution]", "National Supercomputing"),
    ],
)
def test_a_facet_filters_in_place_and_leads_to_a_list_without_script(
    path: str,
    choice: str,
    shown: str,
    browser: Browser,
    serve: Callable[[Path], str],
    real: Path,
) -> None:
    url = serve(real / "site") + path
    page = browser.new_page()
    page.goto(url)
    everything = page.locator("[data-item]:visible").count()
    page.locator(choice).click()
    expect(page.locator("[data-filter-status]")).to_contain_text(f"of {everything} shown")
    assert "?" in page.url
    few = page.locator("[data-item]:visible")
    assert 0 < few.count() < everything
    expect(few.filter(has_text=shown).first).to_be_visible()
    page.go_back()
    assert page.locator("[data-item]:visible").count() == everything
    page.goto(f"{url}?region=nowhere&kind=<b>")
    assert page.locator("[data-item]:visible").count() == everything
    page.close()
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(url)
    page.locator(choice).click()
    anchor = urlsplit(page.url).fragment
    expect(page.locator(f"[id='{anchor}']")).to_be_visible()
    plain.close()
