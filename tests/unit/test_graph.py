"""How the briefs of a small world hang together."""

import pytest

from briefsite.library import Entry, Library
from briefsite.library import graph as graphs
from briefsite.library.graph import Graph
from briefsite.library.prose import FigureRef
from briefsite.models import Event, Statement
from tests.world import graph_of, make_root, story


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(make_root(tmp_path_factory.mktemp("graph") / "root", story("family")))


def ids(entries: object) -> list[str]:
    return [entry.id for entry in entries]  # type: ignore[attr-defined]


def test_hierarchy(graph: Graph) -> None:
    assert ids(graph.ancestors("docks")) == ["westland", "coast", "harbour-city"]
    assert ids(graph.ancestors("westland")) == []
    assert ids(graph.ancestors("nowhere")) == []
    assert ids(graph.children["harbour-city"]) == ["docks", "old-town"]
    assert ids(graph.descendants("westland")) == ["coast", "harbour-city", "docks", "old-town"]


def test_a_ring_of_parents_ends(tmp_path: object, graph: Graph) -> None:
    library = graph.library
    ringed = {
        id: Entry(id, "region", entry.value.model_copy(update={"parent": parent}), entry.document)
        for (id, entry), parent in zip(
            list(library.regions.items())[:2], list(library.regions)[1::-1], strict=True
        )
    }
    found = graphs.build(Library(regions=ringed))
    first, second = ringed
    assert ids(found.ancestors(first)) == [second]


def test_companies_of_a_region_and_of_a_parent(graph: Graph) -> None:
    assert ids(graph.companies["docks"]) == ["tide-motors"]
    assert ids(graph.companies["coast"]) == ["tide-motors"]
    assert ids(graph.subsidiaries["tide-group"]) == ["tide-motors"]


def test_backlinks_name_every_page_that_refers_here_once(graph: Graph) -> None:
    assert ids(graph.backlinks["region", "harbour-city"]) == [
        "tide-group",
        "ann-wave",
        "coast",
        "docks",
        "old-town",
        "output",
    ]
    assert ("region", "harbour-city") not in {
        (entry.kind, entry.id) for entry in graph.backlinks["region", "harbour-city"]
    }
    assert ids(graph.backlinks["company", "salt-institute"]) == ["tide-motors"]


def test_relations_are_known_on_both_sides(graph: Graph) -> None:
    ((other, relation),) = graph.incoming["docks"]
    assert (other.id, relation.kind) == ("harbour-city", "partner")


def test_a_figure_reference_names_the_preferred_of_two(graph: Graph) -> None:
    (at,) = graph.figures("harbour-city", FigureRef("", None, "output", "2023"))
    assert at.figure.scale == "billion"
    (same,) = graph.figures("coast", FigureRef("", "harbour-city", "output", "2023"))
    assert same == at
    assert graph.figures("coast", FigureRef("", None, "output", "2023")) == ()


def test_events_and_statements_are_told_on_every_page_they_name(graph: Graph) -> None:
    def told(brief: str, kind: type[Event] | type[Statement]) -> list[str]:
        return [told.item.id for told in graph.items_on(brief, kind)]

    assert told("harbour-city", Event) == ["some-day", "opening"]
    assert told("docks", Event) == ["flood", "opening"]
    assert told("tide-motors", Event) == ["opening"]
    assert told("old-town", Event) == []
    assert told("coast", Statement) == ["proud"]
    assert told("tide-group", Statement) == ["proud"]
    assert told("docks", Statement) == ["longing", "quieter"]
    assert [told.item.id for told in graph.items_by("ann-wave")] == ["opening", "proud"]


def test_uses_of_a_source_come_by_paragraph(graph: Graph) -> None:
    paras = [use.citation.para for use in graph.by_source["herald-morning"]]
    assert paras == sorted(paras)
    raws = {use.raw for use in graph.by_source["salt-review"]}
    assert "[@salt-review, para 2]" in raws


def test_references_in_prose_keep_their_words(graph: Graph) -> None:
    found = {
        (reference.kinds, reference.id, reference.raw)
        for reference in graphs.references(graph.library.regions["coast"])
    }
    assert (("source",), "salt-review", "[@salt-review, para 2]") in found
    assert (("region", "company"), "harbour-city", "{harbour-city/output@2023}") in found
    assert (("topic",), "shipping", "[[topic:shipping]]") in found
    assert (("person",), "ann-wave", "[[person:ann-wave|its mayor]]") in found
    assert (("topic",), "salt-making", "") in found


def test_a_figure_named_in_prose_counts_as_a_link_to_its_indicator(graph: Graph) -> None:
    assert [at.brief.id for at in graph.by_indicator["output"]] == ["harbour-city"] * 4 + [
        "westland"
    ]
