"""Linked data: two notations that say the same, no value without its limits, heads of pages."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from selectolax.lexbor import LexborHTMLParser

from briefsite.pages.heads import Edition
from briefsite.site import linked
from briefsite.site.catalogue import Files
from briefsite.text.units import BASES, QUALIFIERS, STATUSES
from tests.test_catalogue import MORE
from tests.world import EPOCH, graph_of, make_briefs, story

SCHEMA, PROV = Namespace("https://schema.org/"), Namespace("http://www.w3.org/ns/prov#")
SH = Namespace("http://www.w3.org/ns/shacl#")
BASE = "https://data.example/"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The family, and a province with odd numbers."""
    folder = tmp_path_factory.mktemp("linked") / "world"
    graph = graph_of(make_briefs(folder, story("family"), {"regions/sand.yml": MORE}))
    return Files(graph, Edition(BASE, EPOCH))


@pytest.fixture(scope="module")
def terms(files: Files) -> Namespace:
    return Namespace(files.nodes.prefixes["terms"])


@pytest.fixture(scope="module")
def triples(files: Files) -> Graph:
    """What the Turtle file says, as another library reads it."""
    return Graph().parse(data=files.content(linked.TURTLE), format="turtle")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_both_notations_say_the_same(files: Files) -> None:
    made = files.nodes
    for id in (brief.id for brief in files.graph.library.briefs()):
        folder = "companies" if id in files.graph.library.companies else "regions"
        as_json = files.content(f"data/v1/{folder}/{id}.jsonld")
        turtle = made.begin() + made.turtle(made.brief(id))
        one = Graph().parse(data=as_json, format="json-ld")
        assert isomorphic(one, Graph().parse(data=turtle, format="turtle")), id


def test_a_value_keeps_what_limits_it(files: Files, triples: Graph, terms: Namespace) -> None:
    figures = [one for brief in files.data.briefs() for one in brief.figures]
    assert set(triples.subjects(RDF.type, terms.Figure)) == {URIRef(one.address) for one in figures}
    for one in figures:
        node = URIRef(one.address)
        assert str(triples.value(node, terms.qualifier)) == one.qualifier
        assert str(triples.value(node, terms.status)) == one.status
        assert str(triples.value(node, terms.unit)) == one.unit
        value = triples.value(node, terms.value)
        assert isinstance(value, Literal)
        assert value.toPython() == Decimal(one.value)
        period = triples.value(node, terms.period)
        assert str(triples.value(period, SCHEMA.text)) == one.period.text
        basis = triples.value(period, terms.basis)
        assert (str(basis) if basis else None) == one.period.basis
        seen = triples.objects(node, PROV.qualifiedQuotation | PROV.qualifiedDerivation)
        cited = sorted(
            (str(triples.value(c, terms.printed)), int(str(triples.value(c, terms.para))))
            for c in seen
        )
        assert cited == sorted((str(c.printed), c.para) for c in one.citations)
        sources = {str(source).split("/")[-2] for source in triples.objects(node, SCHEMA.citation)}
        assert sources == {c.source for c in one.citations}


def test_over_a_number_is_not_the_number(triples: Graph, terms: Namespace) -> None:
    city, sand = f"{BASE}regions/harbour-city/#f-", f"{BASE}regions/sand/#f-"
    amount = triples.value(URIRef(f"{city}output-2023"), SCHEMA.value)
    said = {str(key).rpartition("/")[2]: value for key, value in triples.predicate_objects(amount)}
    assert said.pop("22-rdf-syntax-ns#type") == SCHEMA.QuantitativeValue
    assert {key: str(value) for key, value in said.items()} == {"minValue": "290000000000"}
    planned = URIRef(f"{sand}output-2024")
    assert set(triples.objects(planned, RDF.type)) == {terms.Figure}
    amount = triples.value(planned, SCHEMA.value)
    ends = [triples.value(amount, SCHEMA[end]) for end in ("minValue", "maxValue")]
    assert [str(end) for end in ends] == ["0.02", "3000000"]
    undated = URIRef(f"{sand}output")
    assert triples.value(undated, SCHEMA.observationPeriod) is None
    assert str(triples.value(undated, SCHEMA.description)) == "70 yuan (undated, actual)"


def test_each_term_of_the_site_is_explained(triples: Graph, terms: Namespace) -> None:
    used = {*triples.predicates(), *triples.objects(None, RDF.type)}
    own = {term for term in used if str(term).startswith(str(terms))}
    explained = set(triples.subjects(URIRef("http://www.w3.org/2000/01/rdf-schema#comment")))
    assert own
    assert own <= explained


def test_the_shapes_know_the_words_of_the_format(files: Files, terms: Namespace) -> None:
    shapes = Graph().parse(data=files.content("data/v1/shapes.ttl"), format="turtle")
    found = {
        str(shapes.value(shape, SH.path)).rpartition("#")[2]: {
            str(word) for word in Collection(shapes, words)
        }
        for shape, words in shapes.subject_objects(SH["in"])
    }
    assert found["qualifier"] == set(QUALIFIERS)
    assert found["status"] == set(STATUSES)
    assert found["basis"] == set(BASES)
    paths = {path for path in shapes.objects(None, SH.path) if str(path).startswith(str(terms))}
    known = {URIRef(one["@id"]) for one in files.nodes.terms()}
    assert paths <= known


def heads(site: Path) -> Iterator[tuple[str, Any]]:
    """What the heads of all built pages say, as a browser would read them."""
    for file in sorted(site.rglob("index.html")):
        tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
        scripts = tree.css('script[type="application/ld+json"]')
        assert len(scripts) <= 1
        for script in scripts:
            yield file.parent.relative_to(site).as_posix(), json.loads(script.text())


def test_a_page_says_what_it_is_about_whatever_its_name(hostile: Path) -> None:
    found = dict(heads(hostile / "site"))
    graph = graph_of(hostile)
    for brief in graph.library.briefs():
        said = found[f"{'regions' if brief.kind == 'region' else 'companies'}/{brief.id}"]
        about = said["mainEntity"]
        assert (
            about["@type"]
            == {"region": "AdministrativeArea", "company": "Organization"}[brief.kind]
        )
        assert about["name"] == brief.value.name
        assert set(brief.value.aliases) <= set(about.get("alternateName", ()))
        assert said["isPartOf"]["name"] == graph.library.site.name
        if brief.value.figures:
            path = about["subjectOf"]["contentUrl"].removeprefix(said["isPartOf"]["url"])
            assert (hostile / "site" / path).is_file()
    data = found["data"]["mainEntity"]
    assert data["@type"] == "Dataset"
    for one in data["distribution"]:
        assert (
            hostile / "site" / one["contentUrl"].removeprefix(found["data"]["isPartOf"]["url"])
        ).is_file()
