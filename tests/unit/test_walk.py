"""The walk over models finds every reference, every prose text and every citation."""

import typing

import pytest
from pydantic import BaseModel

from briefsite import models
from briefsite.models import Role, Term
from briefsite.models.base import Citation, ProseText, Ref
from briefsite.models.walk import citations, field_names, leaves, texts
from tests.world import CASES, graph_of, make_root, story


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory):
    return graph_of(make_root(tmp_path_factory.mktemp("walk") / "root", story("family")))


def test_references_and_prose_of_a_brief(graph) -> None:
    found = {leaf.path: leaf for leaf in leaves(graph.library.regions["harbour-city"].value)}
    assert found["parent",].meaning == Ref(("region",))
    assert found["parent",].value == "coast"
    assert isinstance(found["summary",].meaning, ProseText)
    assert found["topics", 0].meaning == Ref(("topic",))
    assert found["figures", 0, "indicator"].meaning == Ref(("indicator",))
    assert isinstance(found["figures", 0, "note"].meaning, ProseText)
    assert found["figures", 0, "sources", 0, "source"].meaning == Ref(("source",))
    assert found["figures", 0, "sources", 0, "said_by"].meaning == Ref(("person",))
    assert found["events", 0, "regions", 0].meaning == Ref(("region",))
    assert found["events", 0, "companies", 0].meaning == Ref(("company",))
    assert found["events", 0, "people", 0].meaning == Ref(("person",))
    assert found["statements", 0, "speaker"].meaning == Ref(("person",))
    assert found["relations", 0, "to"].meaning == Ref(("region", "company"))
    assert ("name",) not in found
    assert ("corrections", 0, "was") not in found


def test_a_share_names_its_whole(graph) -> None:
    found = {leaf.path: leaf for leaf in leaves(graph.library.regions["coast"].value)}
    assert found["figures", 0, "share_of", "brief"].meaning == Ref(("region", "company"))


def test_citations_with_the_part_that_rests_on_them(graph) -> None:
    found = list(citations(graph.library.regions["harbour-city"].value))
    assert (found[0].path, found[0].citation.source) == (
        ("printed_names", 0, "sources", 0),
        "herald-evening",
    )
    assert (found[-1].path, found[-1].citation.para) == (("parent_sources", 0), 2)
    assert len(found) == 15


def test_every_citation_written_in_the_files_is_found(graph) -> None:
    briefs = CASES / "good" / "family" / "briefs"
    files = [path.read_text() for path in sorted(briefs.rglob("*.yml"))]
    written = sum(text.count("- source: ") for text in files)
    found = sum(len(list(citations(entry.value))) for entry in graph.library.entries())
    assert found == written


def test_the_keys_allowed_at_a_place() -> None:
    assert field_names(models.Region, ()) == tuple(models.Region.model_fields)
    assert field_names(models.Region, ("figures", 0)) == tuple(models.Figure.model_fields)
    assert field_names(models.Region, ("figures", 0, "sources", 3)) == tuple(Citation.model_fields)
    assert field_names(models.Region, ("figures", 0, "rank")) == tuple(models.Rank.model_fields)
    assert field_names(models.Region, ("nowhere", 0)) == ()
    assert field_names(models.Region, ("name",)) == ()


IDS = ("indicator", "region", "company", "to", "parent", "source", "speaker", "organisation")
IDS += ("regions", "companies", "people", "topics", "terms", "sectors", "said_by")


def _all_models() -> list[type[BaseModel]]:
    return [getattr(models, name) for name in models.__all__ if name != "Model"]


@pytest.mark.parametrize("model", _all_models(), ids=lambda model: model.__name__)
def test_every_field_that_names_something_is_marked(model: type[BaseModel]) -> None:
    hints = typing.get_type_hints(model, include_extras=True)
    for name in model.model_fields:
        if name in IDS and (model.__name__, name) != ("Tile", "region"):  # may have no brief
            assert "Ref(kinds=" in repr(hints[name]), f"{model.__name__}.{name} is not marked"


def test_texts_are_all_texts_with_their_places() -> None:

    term = Term(name="Salt", aliases=("NaCl",), definition="White.")
    assert list(texts(term)) == [
        (("name",), "Salt"),
        (("aliases", 0), "NaCl"),
        (("definition",), "White."),
    ]
    role = Role.model_validate({"title": "mayor", "sources": [{"source": "a", "para": 1}]})
    assert (("sources", 0, "source"), "a") in list(texts(role))
