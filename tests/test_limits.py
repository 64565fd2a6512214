"""A value with all that limits it, wherever the site shows it; and how heavy a page of six is."""

import csv
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import lxml.html
import pytest
from pybtex.database import parse_string
from pybtex.richtext import Text

from briefsite.library.graph import FigureAt, Graph, figure_anchor
from briefsite.pages import plan
from briefsite.pages.claims import cite_key
from briefsite.pages.heads import Edition, permalink
from briefsite.pages.pictures import link_picture
from briefsite.pages.reference import method_view
from briefsite.pages.writer import Lookup
from briefsite.site import DOCUMENTS, build, pdf
from briefsite.site.history import past_review
from briefsite.store import Shelf
from tests.papers import Paper, compact
from tests.world import EPOCH, graph_of, make_root

INDICATORS = {
    "output": ("Output of the yards", "yuan", "amount", ""),
    "research-share": ("Share spent on research", "percent", "share", ""),
    "yards": ("Yards", "count", "amount", "yards"),
    "capacity": ("Capacity of the docks", "tonnes", "capacity", ""),
    "exports": ("Exports of ships", "yuan", "amount", ""),
    "jobs": ("Jobs at the yards", "count", "amount", "jobs"),
}
FIGURES = """
  - indicator: output
    period: 2023
    period_basis: publication
    status: actual
    value: 450
    scale: billion
    qualifier: over
    note: It grew for the third year in a row, as the paper has it. [@herald, para 2]
    sources:
      - {source: herald, para: 2, printed: "over 450 billion yuan"}
      - {source: star, para: 3, printed: "over 450 billion yuan"}
  - indicator: research-share
    period: 2030
    status: target
    value: 4
    qualifier: at-least
    share_of: {what: the output of the lakeside yards}
    sources:
      - {source: herald, para: 3, printed: "at least 4 percent"}
  - indicator: yards
    period: by 2026
    period_basis: inferred
    status: planned
    value: 12
    note: The article says "in two years" and prints no date that this could be counted from.
    sources:
      - {source: star, para: 4, printed: "12 yards"}
  - indicator: capacity
    period: undated
    status: capacity
    value: 3
    scale: million
    qualifier: up-to
    sources:
      - {source: herald, para: 5, printed: "up to 3 million tonnes"}
  - indicator: exports
    period: 2022
    period_basis: paragraph
    status: actual
    value: 12.5
    scale: billion
    qualifier: about
    change: {value: 6.5, unit: percent, against: the year before, printed: "up 6.5 percent"}
    conversions:
      - {value: 1.8, scale: billion, unit: us-dollars, printed: "$1.8 billion"}
    sources:
      - {source: herald, para: 6, printed: "about 12.5 billion yuan"}
  - indicator: jobs
    period: 2025
    status: announced
    value: 20000
    qualifier: nearly
    sources:
      - {source: star, para: 7, printed: "nearly 20,000 jobs"}
"""
WORDS = {
    "output": ("over 450 billion yuan", "2023", "from the text's date"),
    "research-share": ("at least 4%", "of the output of the lakeside yards", "2030", "target"),
    "yards": ("12 yards", "by 2026", "inferred", "planned"),
    "capacity": ("up to 3 million tonnes", "undated", "capacity"),
    "exports": ("about 12.5 billion yuan", "2022", "from the paragraph"),
    "jobs": ("nearly 20,000 jobs", "2025", "announced"),
}
"""What must stand beside each figure, in any case of letters."""
PROSE = (
    "The yards by the lake build ships of every size, and have done so for longer than anybody "
    "can remember. What they build goes down the river and to the sea. [@herald, para 2]"
)
REGION = f"""name: Lakeside
kind: country
summary: A country by a lake, whose yards had an output of {{output}} within a year.
topics: [ships]
figures:{FIGURES}
derived:
  - id: research
    name: What is to be spent on research
    formula: part
    inputs: [research-share, output]
    note: As if the target were reached at once.
sections:
  - heading: The yards
    text: >-
      {PROSE}
  - heading: The river
    text: >-
      {PROSE}
events:
  - id: launch
    date: "2023-05-01"
    title: The longest ship is launched
    text: It went down the river on the same day. [@herald, para 8]
    sources: [{{source: herald, para: 8, printed: "launched on May 1"}}]
  - id: opening
    date: 2022
    title: A seventh dock is opened
    text: It is the deepest of them all, and the only one with a roof. [@star, para 9]
    sources: [{{source: star, para: 9, printed: "opened in 2022"}}]
"""
SOURCE = """label: {label}
publisher: {label} House
published: "2024-03-05"
url: https://{id}.example/2024/ships
archive: {{file: {id}.txt, sha256: "{digit}", paragraphs: 9}}
"""
EDITION = Edition("https://example.org/", int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()))


def _indicator(id: str) -> str:
    name, unit, quantity, label = INDICATORS[id]
    counted = f"  unit_label: {label}\n" if label else ""
    return (
        f"{id}:\n  name: {name}\n  definition: {name}, as the sources count them.\n  unit: {unit}\n"
        f"{counted}  quantity: {quantity}\n  review_months: 18\n  comparable: Of like years only.\n"
    )


def _briefs() -> dict[str, str]:
    sources = {"herald": "The Herald", "star": "The Morning Star"}
    return {
        **{
            f"sources/{id}.yml": SOURCE.format(id=id, label=label, digit=f"{number}" * 64)
            for number, (id, label) in enumerate(sources.items(), 1)
        },
        "indicators.yml": "".join(map(_indicator, INDICATORS)),
        "topics.yml": "ships:\n  name: Ships\n  definition: What floats, and is built to.\n",
        "regions/lakeside.yml": REGION,
    }


@dataclass(frozen=True)
class World:
    """The world, built."""

    root: Path
    graph: Graph

    def file(self, path: str) -> str:
        return (self.root / "site" / path).read_text(encoding="utf-8")

    @cached_property
    def pages(self) -> Mapping[str, lxml.html.HtmlElement]:
        paths = (
            "regions/lakeside",
            "sources/herald",
            "sources/star",
            *map("indicators/{}".format, INDICATORS),
        )
        return {path: lxml.html.fromstring(self.file(f"{path}/index.html")) for path in paths}

    @cached_property
    def searched(self) -> str:
        """What the search has of the page, from which it cuts its excerpts."""
        for fragment in (self.root / "site/pagefind/fragment").iterdir():
            told = json.loads(gzip.decompress(fragment.read_bytes()).removeprefix(b"pagefind_dcd"))
            if told["url"] == "/regions/lakeside/":
                return str(told["content"])
        raise AssertionError("the page is not in the search")

    @cached_property
    def printed(self) -> str:
        printer = pdf.Printer(list(plan(self.graph)), "https://example.org/", EPOCH, self.root)
        document = pdf.choose(self.graph, "lakeside", booklet=False)
        (made,) = pdf.make(printer, [document], Shelf(self.root / DOCUMENTS)).documents.values()
        return Paper(made.content).text

    def figures(self) -> list[FigureAt]:
        brief = self.graph.library.regions["lakeside"]
        return [FigureAt(brief, figure, index) for index, figure in enumerate(brief.value.figures)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = make_root(tmp_path_factory.mktemp("limits") / "root", _briefs())
    done = build(root, strict=True)
    assert done.published, done.problems
    return World(root, graph_of(root))


def _leading(page: lxml.html.HtmlElement, at: FigureAt) -> lxml.html.HtmlElement:
    """The link of a page to a figure."""
    return page.xpath(f"//article//a[contains(@href, 'lakeside/#{figure_anchor(at)}')]")[-1]


def _after(text: str, label: str) -> str:
    """What a text says behind a label."""
    plain = compact(text)
    return plain[plain.index(compact(label)) :][:150]


def _card(world: World, at: FigureAt) -> str:
    return str(world.pages["regions/lakeside"].get_element_by_id(figure_anchor(at)).text_content())


def _indicator_page(world: World, at: FigureAt) -> str:
    page = world.pages[f"indicators/{at.figure.indicator}"]
    return str(_leading(page, at).getparent().text_content())


def _source_page(world: World, at: FigureAt) -> str:
    return str(_leading(world.pages[f"sources/{at.figure.sources[0].source}"], at).text_content())


def _plain(world: World, at: FigureAt) -> str:
    entries = world.file("regions/lakeside/cite.txt").split("\n\n")
    return next(entry for entry in entries if entry.startswith(f"{cite_key(at)}\n"))


def _bibtex(world: World, at: FigureAt) -> str:
    entries = parse_string(world.file("regions/lakeside/cite.bib"), "bibtex").entries
    return str(Text.from_latex(entries[cite_key(at)].fields["title"]))


def _csl(world: World, at: FigureAt) -> str:
    items = json.loads(world.file("regions/lakeside/cite.json"))
    return next(item["title"] for item in items if item["id"] == cite_key(at))


def _stale(world: World, at: FigureAt) -> str:
    found = past_review(world.graph, EDITION, date(2100, 1, 1))
    return next(one.problem.message for one in found if one.page == permalink(at, EDITION))


def _method(world: World, at: FigureAt) -> str:
    links = method_view(Lookup(world.graph), EDITION).stale
    return next(link.text + link.note for link in links if link.href.endswith(figure_anchor(at)))


def _picture(world: World, at: FigureAt) -> str:
    entry = world.graph.library.indicators[at.figure.indicator]
    (figure,) = link_picture(Lookup(world.graph), entry).figures
    return figure.words


def _search(world: World, at: FigureAt) -> str:
    return _after(world.searched, INDICATORS[at.figure.indicator][0])


def _paper(world: World, at: FigureAt) -> str:
    return _after(world.printed, INDICATORS[at.figure.indicator][0])


OUTPUTS: dict[str, Callable[[World, FigureAt], str]] = {
    "card": _card,
    "page of the indicator": _indicator_page,
    "page of the source": _source_page,
    "citation in words": _plain,
    "BibTeX": _bibtex,
    "CSL-JSON": _csl,
    "list of what is stale": _stale,
    "page on method": _method,
    "link picture": _picture,
    "search": _search,
    "PDF": _paper,
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_no_value_travels_without_what_limits_it(world: World, output: str) -> None:
    missing = {
        (at.figure.indicator, words)
        for at in world.figures()
        for words in WORDS[at.figure.indicator]
        if compact(words).casefold() not in compact(OUTPUTS[output](world, at)).casefold()
    }
    assert missing == set()


def test_a_table_has_a_column_for_each_limit(world: World) -> None:
    for at in world.figures():
        figure = at.figure
        (row,) = csv.DictReader(world.file(f"indicators/{figure.indicator}.csv").splitlines())
        assert row["address"] == permalink(at, replace(EDITION, site_url="https://example.org/"))
        assert (row["printed_value"], row["scale"]) == (str(figure.value), figure.scale or "")
        assert row["qualifier"] == figure.qualifier
        basis = "" if figure.period == "undated" else figure.period_basis
        assert (row["period"], row["period_basis"]) == (figure.period, basis)
        whole = figure.share_of.what if figure.share_of else ""
        assert (row["status"], row["share_of_what"]) == (figure.status, whole)


def test_a_computed_value_says_of_what_it_is_computed(world: World) -> None:
    item = world.pages["regions/lakeside"].get_element_by_id("d-research")
    text = " ".join(item.text_content().split())
    assert "(2030 and 2023, from the text's date, target and actual)" in text
    for indicator in ("research-share", "output"):
        (link,) = item.xpath(f".//a[contains(@href, '#f-{indicator}')]")
        assert all(words in link.text_content().casefold() for words in WORDS[indicator])


def test_the_form_for_errors_holds_no_value(world: World) -> None:
    """It is told the address alone, at which the value stands with its limits."""
    (form,) = world.pages["regions/lakeside"].xpath(
        "//p[@id='report']/a[contains(@href, 'issues')]"
    )
    assert form.get("href").endswith("&page=https://example.org/regions/lakeside/")


def test_the_face_shows_words_source_and_origins(world: World) -> None:
    first, second, *_ = (" ".join(_card(world, at).split()) for at in world.figures())
    assert "over 450 billion yuan The Herald, paragraph 2" in first
    assert "The Morning Star, paragraph 3" in first
    assert "2 independent sources" in first
    assert "at least 4 percent The Herald, paragraph 3" in second
    assert "One source" in second


LIMITS = {"markdown": 20_000, "html": 35_000}


def test_a_page_of_six_figures_is_light(world: World) -> None:
    weights = {
        "markdown": (world.root / ".tree/regions/lakeside/index.md").stat().st_size,
        "html": (world.root / "site/regions/lakeside/index.html").stat().st_size,
    }
    assert {kind: size for kind, size in weights.items() if size > LIMITS[kind]} == {}
