"""Briefs beside each other: like values in one group, each with its limits, in parts of a size."""

import re
from pathlib import Path

import pytest

from briefsite.library.graph import Graph
from briefsite.pages import registries
from briefsite.pages.registries import (
    COMPARE,
    compare_links,
    compare_parts,
    compare_view,
    compared,
)
from briefsite.pages.writer import Links, Lookup, part_path
from tests.world import graph_of, make_briefs, render, story

FIGURE = """\
  - indicator: {indicator}
    period: {period}
    status: {status}
    value: {value}
{more}    sources:
      - source: gazette
        para: 2
        printed: "{printed}"
"""
SHIPS = """\
{id}:
  name: {name} built
  definition: {name} launched in the period.
  unit: count
  unit_label: {id}
  quantity: count
  review_months: 12
  comparable: Between regions, for the same period.
"""


ATLANTIS = """\
name: Atlantis
kind: country
summary: A country. [@gazette, para 1]
figures:
"""


def _figure(value: int, period: str = "2023", status: str = "actual", id: str = "ships") -> str:
    more = "    qualifier: about\n" if value == 7 else ""
    printed = f"{'about ' if more else ''}{value} {id}"
    return FIGURE.format(
        indicator=id, period=period, status=status, value=value, more=more, printed=printed
    )


def _region(name: str, *figures: str) -> str:
    head = f"name: {name}\nkind: province\nparent: atlantis\nsummary: A part. [@gazette, para 1]\n"
    return f"{head}figures:\n{''.join(figures)}"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Three regions with ships, one of them with a target, two with boats like their country."""
    boats = SHIPS.format(id="boats", name="Boats") + SHIPS.format(id="rafts", name="Rafts")
    files = {
        "indicators.yml": SHIPS.format(id="ships", name="Ships") + boats,
        "regions/north.yml": _region("North", _figure(5), _figure(9, id="boats")),
        "regions/atlantis.yml": ATLANTIS + _figure(11, id="boats"),
        "regions/south.yml": _region("South", _figure(7), _figure(6, "2020")),
        "regions/east.yml": _region(
            "East",
            _figure(8, "2020"),
            _figure(80, "2023", "target"),
            _figure(4, id="boats"),
            _figure(2, id="rafts"),
        ),
    }
    folder = tmp_path_factory.mktemp("compare") / "root"
    return graph_of(make_briefs(folder, story("minimal"), files))


def test_only_like_values_stand_in_one_group(graph: Graph) -> None:
    view = compare_view(Lookup(graph), compare_parts(graph), 0)
    ((_, _, (boats, ships)),) = view.topics
    assert [table.indicator.text for table in (boats, ships)] == ["Boats built", "Ships built"]
    assert [
        (group.words, [(id, figure.value) for id, figure in group.rows], group.alone)
        for group in ships.groups
    ] == [
        ("2023, actual; not all exact", [("south", "about 7 ships"), ("north", "5 ships")], False),
        ("2020, actual", [("east", "8 ships"), ("south", "6 ships")], False),
        ("2023, target", [("east", "80 ships")], True),
    ]
    assert [group.words for group in boats.groups] == [
        "2023, actual; a part of another of these: North and East"
    ]
    assert "Rafts" not in str(view.topics), "only one brief has rafts"


def test_the_page_has_each_value_with_what_limits_it_without_script(graph: Graph) -> None:
    page = render(graph)["compare/index.md"]
    rows = [re.sub("<[^>]+>", "", row) for row in re.findall("<tr data-brief.*", page)]
    assert "South about 7 ships 2023 Actual 1" in rows
    assert "East 80 ships 2023 Target 1" in rows
    assert page.count(" hidden>: nothing to set beside it") == 3
    assert "Between regions, for the same period." in page


def test_a_brief_and_an_indicator_lead_to_it(graph: Graph) -> None:
    pages = render(graph)
    assert 'href="../../compare/?with=north"' in pages["regions/north/index.md"]
    assert 'href="../../compare/#i-ships"' in pages["indicators/ships/index.md"]
    assert "../compare/" not in pages["indicators/rafts/index.md"]


def test_a_company_is_compared_with_companies(tmp_path: Path) -> None:
    """Its page leads to the comparison, which has all that have a value, by kind."""
    head = "name: {}\nkind: company\nsummary: A yard. [@gazette, para 1]\nfigures:\n"
    files = {
        "indicators.yml": SHIPS.format(id="ships", name="Ships"),
        "companies/dock.yml": head.format("Dock") + _figure(5),
        "companies/yard.yml": head.format("Yard") + _figure(8),
    }
    graph = graph_of(make_briefs(tmp_path / "root", story("minimal"), files))
    pages = render(graph)
    assert 'href="../../compare/?with=dock"' in pages["companies/dock/index.md"]
    view = compare_view(Lookup(graph), compare_parts(graph), 0)
    assert {group.label: len(group.facets) for group in view.facets}["Companies"] == 2


def test_many_values_are_told_in_parts(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "ROWS", 3)
    monkeypatch.setattr(registries, "TABLE", 3)
    parts = compare_parts(graph)
    assert parts == {"boats": 0, "ships": 1}
    view = compare_view(Lookup(graph), parts, 1)
    ((_, _, (ships,)),) = view.topics
    assert sum(len(group.rows) for group in ships.groups) == 3
    assert ships.more == "2 more values"
    assert [(link.text, link.href) for link in view.parts] == [("Part 1", "../"), ("Part 2", "")]
    brief = graph.library.brief("east")
    own, shown = Links(Lookup(graph), "regions/east/index.md"), compared(graph, parts)
    links = compare_links(own, brief, parts, shown)
    assert [link.href for link in links] == [
        "../../compare/?with=east",
        "../../compare/part-2/?with=east",
    ]
    assert not compare_links(own, brief, parts, dict.fromkeys(parts, frozenset({"west"})))
    assert part_path(COMPARE, 1) == "compare/part-2/index.md"


def test_without_shared_indicators_there_is_a_page_that_says_so(tmp_path: Path) -> None:
    graph = graph_of(make_briefs(tmp_path / "root", story("minimal")))
    assert compare_parts(graph) == {}
    assert "No two briefs have values of the same indicator" in render(graph)["compare/index.md"]
