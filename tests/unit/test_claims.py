"""What a reader is shown about evidence: claims, derived values, record, method, feed."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pybtex.database import parse_string
from pybtex.richtext import Text

from briefsite import checks, evidence
from briefsite.evidence import archive, dump_record, load_record, make_record, recorded
from briefsite.library import Entry
from briefsite.library.graph import FigureAt, Graph
from briefsite.models import Region
from briefsite.pages import plan
from briefsite.pages.briefs import brief_view
from briefsite.pages.claims import cite_files, claim_view, in_words, review_day
from briefsite.pages.heads import Edition
from briefsite.pages.indexes import home_view
from briefsite.pages.reference import method_view
from briefsite.pages.views import ClaimView
from briefsite.pages.writer import Lookup, PageWriter, text_fragment
from briefsite.site import history, templating
from briefsite.text.units import BUILT_IN
from tests.world import CHECKOUT, make_root

SOURCES = {
    "sources/herald.yml": """label: Herald
publisher: Herald House
published: "2024-03-05"
url: https://herald.example/a?b=1
release: flood
archive: {file: herald.txt, sha256: "%s", paragraphs: 3}
""",
    "sources/echo.yml": """label: Echo
release: flood
archive: {file: echo.txt, sha256: "%s", paragraphs: 3}
""",
    "sources/star.yml": """label: Star
published: "2024-04-01"
archive: {file: star.txt, sha256: "%s", paragraphs: 3}
""",
}
INDICATORS = """output:
  name: Output
  definition: What is made.
  unit: yuan
  quantity: amount
  review_months: 12
  comparable: Always.
growth:
  name: Growth
  definition: How it grew.
  unit: percent
  quantity: growth
  review_months: 24
  comparable: Always.
"""
REGION = """name: Northport
kind: country
summary: Makes {output@2023}.
figures:
  - indicator: output
    period: 2023
    status: actual
    value: 450
    scale: billion
    preferred: The Herald asked the office itself.
    sources:
      - {source: herald, para: 2, printed: "450 billion yuan"}
      - {source: echo, para: 1, printed: "450 billion yuan"}
  - indicator: output
    period: 2023
    status: actual
    value: 440
    scale: billion
    sources:
      - {source: star, para: 1, printed: "440 billion yuan"}
  - indicator: output
    period: 2015
    status: actual
    value: 160
    scale: billion
    sources:
      - {source: herald, para: 2, printed: "160 billion yuan"}
      - {source: star, para: 2, printed: "160 billion yuan"}
  - indicator: growth
    period: undated
    status: actual
    value: 3
    sources:
      - {source: echo, para: 2, printed: "3 percent"}
derived:
  - id: growth-since-2015
    name: Growth since 2015
    formula: growth
    inputs: [output@2015, output@2023]
corrections:
  - date: "2024-06-02"
    was: 45 billion
    now: 450 billion
    why: a slip of </summary> <b>ours</b> & theirs
reviewed:
  date: "2024-06-01"
  by: Ann → Bell
"""
EDITION = Edition("https://briefs.example/x/", int(datetime(2024, 12, 31, tzinfo=UTC).timestamp()))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one region and three sources, two of them issues of one release."""
    sources = {name: text % (f"{n}" * 64) for n, (name, text) in enumerate(SOURCES.items())}
    briefs = {**sources, "indicators.yml": INDICATORS, "regions/northport.yml": REGION}
    return make_root(tmp_path / "root", briefs)


@pytest.fixture
def graph(root: Path) -> Graph:
    checked = checks.check(root)
    assert checked.problems == ()
    return checked.graph


def claim(graph: Graph, index: int, edition: Edition = EDITION) -> ClaimView:
    brief = graph.library.regions["northport"]
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", brief)
    return claim_view(writer, FigureAt(brief, brief.value.figures[index], index), edition)


def test_the_face_tells_how_many_independent_sources_there_are(graph: Graph) -> None:
    """Two issues of one release, one source, two sources."""
    told = [claim(graph, index).origins for index in (0, 1, 2)]
    assert told == ["2 issues of one release", "One source", "2 independent sources"]


def test_a_figure_shows_the_rival_value_and_the_reason(graph: Graph) -> None:
    """Where sources disagree both stand side by side, wherever the figure appears."""
    brief = graph.library.regions["northport"]
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", brief)
    figures = [FigureAt(brief, figure, index) for index, figure in enumerate(brief.value.figures)]
    assert writer.rivals(figures[0]) == ("440 billion yuan (2023): Star",)
    why = "preferred: The Herald asked the office itself."
    assert writer.rivals(figures[1]) == (f"450 billion yuan (2023): Herald and Echo; {why}",)


def test_the_face_says_what_is_printed_where_and_what_the_source_lacks(graph: Graph) -> None:
    """The words once, with each paragraph that prints them."""
    (said,) = claim(graph, 0).said
    assert said.printed == "450 billion yuan"
    assert [(at.source.text, at.para, at.lacks) for at in said.at] == [
        ("Herald", 2, ""),
        ("Echo", 1, "no publisher, no date"),
    ]
    (lone,) = claim(graph, 1).said
    assert lone.at[0].lacks == "no publisher"


def test_a_note_leads_to_the_words_at_their_address(graph: Graph) -> None:
    """All that the page takes from the paragraph; what is known of a source stands once."""
    brief = graph.library.regions["northport"]
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", brief)
    for figure in brief.value.figures:
        writer.notes.marks(figure.sources)
    herald, echo, _, _, again = writer.notes.views()
    words = "text=450%20billion%20yuan&text=160%20billion%20yuan"
    assert herald.passage == f"https://herald.example/a?b=1#:~:{words}"
    assert (echo.passage, echo.address) == ("", "")
    assert [note.is_first for note in (herald, echo, again)] == [True, True, False]


def test_a_passage_with_signs_of_its_own_is_encoded() -> None:
    """Dash, comma and ampersand have a meaning in a text fragment."""
    assert (
        text_fragment("https://e.org/", ["a-b, c&d"]) == "https://e.org/#:~:text=a%2Db%2C%20c%26d"
    )
    assert text_fragment("https://e.org/", []) == "https://e.org/"


def test_the_value_in_full_keeps_its_qualifier(graph: Graph) -> None:
    """The scale word is resolved; what has none is not said twice."""
    brief = graph.library.regions["northport"]
    over = brief.value.figures[0].model_copy(update={"qualifier": "over"})
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", brief)
    assert claim(graph, 0).normalised == "450,000,000,000 yuan"
    told = claim_view(writer, FigureAt(brief, over, 0), EDITION).normalised
    assert told == "over 450,000,000,000 yuan"
    assert claim(graph, 3).normalised == ""


@pytest.mark.parametrize(("index", "due"), [(0, "31 December 2024"), (2, ""), (3, "")])
def test_only_the_newest_value_is_due_for_review(graph: Graph, index: int, due: str) -> None:
    """Counted from the end of the period; a value of the past and an undated one have no clock."""
    assert claim(graph, index).due_words == due


def test_a_review_is_told_once_at_the_head_of_the_page(graph: Graph) -> None:
    brief = graph.library.regions["northport"]
    assert review_day(graph, brief) == date(2024, 12, 31)
    later = replace(EDITION, epoch=EDITION.epoch + 86_400)
    for edition, past in ((EDITION, False), (later, True)):
        view = brief_view(Lookup(graph), brief, edition)
        (fact,) = [fact for fact in view.facts if fact.label == "Review"]
        assert fact.value.data() == [
            {"text": f"due 31 December 2024{'; newer values may exist' if past else ''}"}
        ]


@pytest.mark.parametrize(
    ("status", "period", "outcome", "is_awaited"),
    [
        ("target", "2024", "2024-12-31", False),
        ("planned", "2023", "2023-12-31", True),
        ("target", "undated", "", False),
        ("actual", "2023", "", False),
        ("capacity", "2023", "", False),
    ],
)
def test_an_outcome_is_awaited_where_something_was_meant_to_be(
    graph: Graph, status: str, period: str, outcome: str, is_awaited: bool
) -> None:
    brief = graph.library.regions["northport"]
    figure = brief.value.figures[0].model_copy(update={"status": status, "period": period})
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", brief)
    card = claim_view(writer, FigureAt(brief, figure, 0), EDITION)
    assert (card.outcome, card.is_awaited) == (outcome, is_awaited)


def test_a_figure_can_be_cited(graph: Graph) -> None:
    """In words, BibTeX and CSL-JSON, under one key, all with the permanent link."""
    brief = graph.library.regions["northport"]
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", brief)
    files = cite_files(writer, brief, EDITION)
    link = "https://briefs.example/x/regions/northport/#f-output-2023"
    assert files["cite.txt"].split("\n\n")[0] == (
        "northport-output-2023\nNorthport, Output: 450 billion yuan (2023). Atlantis Briefs, "
        f"after Herald, para 2 and Echo, para 1. {link}"
    )
    item, *others = json.loads(files["cite.json"])
    assert (item["URL"], item["issued"]) == (link, {"date-parts": [[2024, 12, 31]]})
    entries = bibtex(files["cite.bib"])
    keys = [claim(graph, index).key for index in range(4)]
    assert keys == [item["id"], *(other["id"] for other in others)] == list(entries)
    assert entries[item["id"]]["title"] == item["title"]
    assert entries["northport-growth"]["title"] == "Northport, Growth: 3% (undated)"
    assert len(files["cite.txt"].split("\n\n")) == 4


def bibtex(text: str) -> dict[str, dict[str, str]]:
    """The entries of a file of BibTeX by their keys, as another program reads them."""
    entries = parse_string(text, "bibtex").entries
    return {
        key: {name: str(Text.from_latex(words)) for name, words in entry.fields.items()}
        for key, entry in entries.items()
    }


@pytest.mark.parametrize("name", ["A } and", "{ B", "C \\", "D, url = {x}", "@misc{e, f = 5 % g"])
def test_a_name_ends_no_entry_of_bibtex(graph: Graph, name: str) -> None:
    brief = graph.library.regions["northport"]
    named = replace(brief, value=brief.value.model_copy(update={"name": name}))
    writer = PageWriter(Lookup(graph), "regions/northport/index.md", named)
    entries = parse_string(cite_files(writer, named, EDITION)["cite.bib"], "bibtex").entries
    assert [len(entry.fields) for entry in entries.values()] == [4] * 4


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("269000000000", "yuan", "269 billion yuan"),
        ("1.2e12", "yuan", "1.2 trillion yuan"),
        ("950", "yuan", "950 yuan"),
        ("3.0", "percent", "3.0%"),
        ("181", "percent", "181%"),
    ],
)
def test_a_computed_amount_takes_the_scale_that_suits_it(value: str, unit: str, words: str) -> None:
    """No more digits than were computed."""
    assert in_words(Decimal(value), BUILT_IN[unit], "exactly", None) == words


def test_the_page_shows_card_rival_derived_value_and_ledger(root: Path, graph: Graph) -> None:
    """All of it reaches the Markdown, without script."""
    pages = templating.render(plan(graph, EDITION), root / "templates")
    text = {page.path: page.content.decode() for page in pages}["regions/northport/index.md"]
    assert text.count('<details class="claim"') == 4
    assert "Another source has 440 billion yuan (2023): Star" in text
    assert "Sources disagree. This value is shown first" in text
    assert '<li id="d-growth-since-2015"><b>181%</b> Growth since 2015 (2015 and 2023)' in text
    formula = "(450 billion yuan − 160 billion yuan) ÷ 160 billion yuan"
    assert formula in text
    assert text.count("data-due=") == 1
    assert 'data-due="2024-12-31" hidden' in text
    assert "1 June 2024 by Ann → Bell" in text
    assert "<b>Corrected 2 June 2024</b> <p>Was: 45 billion. Now: 450 billion. Why: " in text


def test_the_feed_lists_corrections_and_reviews_newest_first(graph: Graph) -> None:
    """Valid Atom; what editors write stays text."""
    root = ET.fromstring(history.feed(graph, EDITION).content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    titles = [entry.findtext("a:title", "", names) for entry in root.findall("a:entry", names)]
    assert titles == ["Northport: corrected", "Northport: reviewed"]
    summary = root.findtext("a:entry/a:summary", "", names)
    assert summary == (
        "Was: 45 billion. Now: 450 billion. Why: a slip of </summary> <b>ours</b> & theirs."
    )
    assert root.findtext("a:updated", "", names) == "2024-06-02T00:00:00Z"
    ids = [entry.findtext("a:id", "", names) for entry in root.findall("a:entry", names)]
    assert len(set(ids)) == 2


def test_each_brief_has_a_feed_whose_names_outlast_corrections_and_renaming(graph: Graph) -> None:
    """A correction dated back, and a new id, leave every entry and the feed what they were."""
    names = {"a": "http://www.w3.org/2005/Atom"}

    def ids(brief: Entry[Region]) -> dict[str, tuple[str, list[str]]]:
        regions = {**graph.library.regions, "northport": brief}
        one = replace(graph, library=replace(graph.library, regions=regions))
        roots = {
            feed.path: ET.fromstring(feed.content) for feed in history.brief_feeds(one, EDITION)
        }
        return {
            path: (
                str(root.findtext("a:id", "", names)),
                [str(one.findtext("a:id", "", names)) for one in root.findall("a:entry", names)],
            )
            for path, root in roots.items()
        }

    brief = graph.library.regions["northport"]
    before = ids(brief)
    path = "regions/northport/changes.xml"
    assert len(before[path][1]) == 2
    older = brief.value.corrections[0].model_copy(update={"date": "2023-01-05", "was": "1"})
    ledger = {"corrections": (older, *brief.value.corrections), "former_ids": ("northport",)}
    value = brief.value.model_copy(update=ledger)
    after = ids(replace(brief, id="north-port", value=value))
    name, found = after["regions/north-port/changes.xml"]
    assert name == before[path][0]
    assert found[:2] == before[path][1]
    assert len(found) == 3
    assert after[path] == (name, found), "who follows the former address is told too"


def test_the_home_page_tells_corrections_from_reviews(graph: Graph) -> None:
    """Also where the name of the reviewer holds an arrow."""
    changes = home_view(Lookup(graph), EDITION).changes
    assert [link.note.partition(",")[0] for link in changes] == ["corrected", "reviewed"]


def test_a_recorded_brief_counts_as_verified_until_it_changes(graph: Graph) -> None:
    """Value, unit and text of the source all belong to what was verified."""
    made = load_record(dump_record(make_record(graph, [])))
    brief = graph.library.regions["northport"]
    assert made.has(graph, brief)
    figure = brief.value.figures[0].model_copy(update={"value": brief.value.figures[1].value})
    value = brief.value.model_copy(update={"figures": (figure, *brief.value.figures[1:])})
    assert not made.has(graph, replace(brief, value=value))
    indicator = graph.library.indicators["output"]
    other = indicator.value.model_copy(update={"unit": "us-dollars"})
    indicators = {**graph.library.indicators, "output": replace(indicator, value=other)}
    library = replace(graph.library, indicators=indicators)
    assert not made.has(replace(graph, library=library), brief)


def test_a_damaged_record_verifies_nothing(graph: Graph) -> None:
    """A build with it says that nothing was verified, and goes on."""
    brief = graph.library.regions["northport"]
    for raw in (b"", b"[]", b"{}", b'{"briefs": 3, "coverage": {}}'):
        assert not load_record(raw).has(graph, brief)


def test_the_method_page_counts_the_build(graph: Graph) -> None:
    """Figures, citations, what is stale and what is not verified, counted from the graph."""
    view = method_view(Lookup(graph), EDITION)
    numbers = {fact.label: fact.value.__html__() for fact in view.numbers}
    assert numbers == {
        "Briefs": "1",
        "Figures": "4",
        "Events": "0",
        "Statements": "0",
        "Derived values": "1",
        "Citations": "6",
        "Sources": "3",
        "Briefs verified as they stand": "0",
        "Figures from two independent sources": "1",
        "Figures on which sources disagree": "1",
        "Figures past their review": "0",
    }
    assert [link.text for link in view.unverified] == ["Northport"]
    assert view.stale == ()
    later = replace(EDITION, epoch=EDITION.epoch + 86_400)
    stale = method_view(Lookup(graph), later).stale
    here = "../regions/northport/#f-output-2023"
    assert [link.href for link in stale] == [here, f"{here}-2"]
    verified = replace(EDITION, record=make_record(graph, []))
    assert method_view(Lookup(graph), verified).unverified == ()


@pytest.mark.data
def test_the_record_of_the_real_briefs_is_up_to_date() -> None:
    """A brief changed after its verification is verified again before it lands."""
    graph = checks.check(CHECKOUT).graph
    made = recorded(CHECKOUT)
    changed = [brief.id for brief in graph.library.briefs() if not made.has(graph, brief)]
    command = "build.py verify --archive DIR --record"
    assert changed == [], f"changed since they were verified; run: {command}"
    assert set(made.coverage) == set(graph.library.sources)


@pytest.mark.data
def test_every_verifier_and_coverage_are_used() -> None:
    """The registries name what exists."""
    assert set(evidence.VERIFIERS) == {
        "citation",
        "dates",
        "events",
        "figure",
        "names",
        "numbers",
        "owner",
        "sentence",
        "source-record",
    }
    assert archive.measure(checks.check(CHECKOUT).graph, {}) == []
