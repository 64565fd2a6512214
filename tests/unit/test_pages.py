"""The plan of the site: which pages there are, what they say and where their links lead."""

import posixpath
import re
from collections import Counter
from dataclasses import replace

import pytest

from briefsite import pages
from briefsite.library.graph import FigureAt, Graph, figure_anchor, page_path, page_url
from briefsite.pages import Page
from briefsite.pages.writer import Lookup, PageWriter
from tests.world import STORIES, graph_of, make_root, render, story
from tests.world import Page as Html


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(make_root(tmp_path_factory.mktemp("pages") / "root", story("family")))


@pytest.fixture(scope="module")
def markdown(graph: Graph) -> dict[str, str]:
    return render(graph)


def plan(graph: Graph) -> dict[str, Page]:
    return {page.path: page for page in pages.plan(graph)}


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("index.md", ""),
        ("regions/index.md", "regions/"),
        ("regions/a/index.md", "regions/a/"),
        ("regions/reindex/index.md", "regions/reindex/"),
        ("regions/index/index.md", "regions/index/"),
    ],
)
def test_addresses_of_pages(path: str, url: str) -> None:
    assert page_url(path) == url


@pytest.mark.parametrize(
    ("here", "there", "anchor", "href"),
    [
        ("regions/a/index.md", "regions/b/index.md", "", "../b/"),
        ("regions/a/index.md", "regions/a/index.md", "x", "#x"),
        ("regions/a/index.md", "sources/s/index.md", "p-1", "../../sources/s/#p-1"),
        ("index.md", "regions/a/index.md", "", "regions/a/"),
        ("regions/a/index.md", "index.md", "", "../../"),
        ("regions/index.md", "regions/a/index.md", "", "a/"),
        ("regions/a/index.md", "regions/index.md", "", "../"),
        ("glossary/index.md", "glossary/index.md", "t-x", "#t-x"),
        ("regions/a/index.md", "glossary/index.md", "t-x", "../../glossary/#t-x"),
    ],
)
def test_links_are_relative_to_the_page(
    here: str, there: str, anchor: str, href: str, graph: Graph
) -> None:
    assert PageWriter(Lookup(graph), here).links.href(there, anchor) == href


def test_every_entry_has_its_page_once(graph: Graph) -> None:
    paths = Counter(page.path for page in pages.plan(graph))
    assert max(paths.values()) == 1
    for entry in graph.library.entries():
        has_none = entry.kind == "unit"
        assert (page_path(entry.kind, entry.id) in paths) != has_none
    lists = {f"{name}/index.md" for name in ("regions", "companies", "sources", "indicators")}
    assert lists | {"index.md", "topics/index.md", "people/index.md", "glossary/index.md"} <= set(
        paths
    )


def test_breadcrumbs_go_from_the_country_down(graph: Graph) -> None:
    crumbs = plan(graph)["regions/docks/index.md"].crumbs
    assert [crumb.title for crumb in crumbs] == [
        "Home",
        "Regions",
        "Westland",
        "Coast",
        "Harbour City",
    ]
    assert crumbs[-1].url == "regions/harbour-city/"


def test_other_names_are_there_for_the_search(graph: Graph) -> None:
    found = plan(graph)["regions/harbour-city/index.md"].found
    assert found
    assert set(found.names) == {
        "港城市",
        "Gǎngchéng Shì",
        "Gangcheng Shi",
        "Port Town",
        "老港",
        "Harbor City",
    }


def test_a_card_has_the_first_sentence_of_what_it_leads_to(graph: Graph) -> None:
    first = "All that is built for harbours and for their ships by Blue Water Co. Ltd and others."
    topic = graph.library.topics["shipping"]
    about = topic.value.model_copy(update={"definition": f"{first} It is much."})
    card = PageWriter(Lookup(graph), "index.md").card(replace(topic, value=about))
    assert card.summary == first


def test_the_description_is_the_summary_without_markup(graph: Graph) -> None:
    assert plan(graph)["regions/harbour-city/index.md"].description == (
        "A port. It made over 290 billion yuan, after 99.90 billion yuan earlier, and wants "
        "up to 400 billion yuan."
    )


def test_anchors_of_figures_are_unique_and_stay(graph: Graph) -> None:
    brief = graph.library.regions["harbour-city"]
    anchors = [
        figure_anchor(FigureAt(brief, figure, index))
        for index, figure in enumerate(brief.value.figures)
    ]
    assert anchors == [
        "f-output-2023",
        "f-output-2023-2",
        "f-output-2015",
        "f-output-by-2025",
        "f-output-growth-2023-q1-2023-q3",
        "f-output-rank-2024-02",
        "f-harbour-area-2024-03-18",
    ]


WORDS = {
    "regions/harbour-city/index.md": [
        "over 290 billion yuan",
        "up to 400 billion yuan",
        "99.90 billion yuan",
        "over 5%",
        "3rd",
        "15,000 mu",
        "1,000 hectares",
        "down nearly 3.5% on 2022",
        "up 1.5 percentage points on the year before",
        "12th among ports of the world",
        "by 2025",
        "first three quarters of 2023 Inferred",
        "18 March 2024",
        "February 2024",
        "The morning issue prints the number in full.",
        "1 June 2024 by D. Reader",
        "a slip of the pen",
        "Harbor City",
        "a docker, not named",
        "mayor",
        "at the opening",
        "The paragraph names no date.",
        "They share the harbour.",
        "老港",
    ],
    "regions/docks/index.md": [
        "about 1,234,567 cranes",
        "fourth quarter of 2023",
        "They share the",
    ],
    "regions/westland/index.md": [
        "at least 1.20 trillion yuan",
        "about 168.5 billion US dollars",
        "2021 to 2025",
    ],
    "regions/coast/index.md": ["12.5%", "the output of Westland", "undated", "its mayor"],
    "companies/tide-motors/index.md": [
        "joint-venture partner",
        "minority owner",
        "the largest factory",
        "The motors are the loudest.",
    ],
    "companies/tide-group/index.md": ["Tide Motors", "She is proud of the port."],
    "people/ann-wave/index.md": ["mayor", "member of the council", "The new dock opens"],
    "sources/herald-morning/index.md": [
        "Herald Press",
        "Coast News",
        "SeaWire",
        "A. Pen, B. Ink",
        "C. Desk",
        "HARBOUR CITY",
        "20 March 2024, 08:15",
        "2 April 2024",
        "Herald, evening issue",
        "Paragraph 4 breaks off.",
        "The headline.",
    ],
    "sources/salt-review/index.md": ["wire service", "not recorded"],
    "indicators/output/index.md": [
        "over 290 billion yuan",
        "at least 1.20 trillion yuan",
        "Westland",
    ],
    "topics/shipping/index.md": ["Harbour City", "Tide Motors", "Cranes at work"],
    "glossary/index.md": ["A basin for ships.", "gross output", "产值", "over 290 billion yuan"],
    "index.md": ["Westland", "Tide Motors", "Salt Review"],
}


@pytest.mark.parametrize("path", sorted(WORDS))
def test_what_a_page_says(path: str, markdown: dict[str, str]) -> None:
    text = Html(markdown[path]).text
    for words in WORDS[path]:
        assert words in text, words


STATUS = {"output-by-2025": "Target", "harbour-area-2024-03-18": "Planned"}


@pytest.mark.parametrize("figure", sorted(STATUS))
def test_a_target_is_never_shown_as_an_actual_value(figure: str, markdown: dict[str, str]) -> None:
    page = markdown["regions/harbour-city/index.md"]
    row = page[page.index(f'id="f-{figure}"') :]
    assert f">{STATUS[figure]}<" in row[: row.index("</div>")]
    assert ">Actual<" not in row[: row.index("</div>")]


def test_a_number_in_prose_is_linked_to_its_figure(markdown: dict[str, str]) -> None:
    coast = markdown["regions/coast/index.md"]
    assert '<a href="../harbour-city/#f-output-2023">over 290 billion yuan</a>' in coast


def test_every_value_is_followed_by_the_note_of_its_source(markdown: dict[str, str]) -> None:
    page = Html(markdown["regions/docks/index.md"])
    marks = [v["href"] for v in page.values if v[""] == "a" and "#n-" in (v.get("href") or "")]
    assert marks
    assert {f"#{id}" for id in page.ids} >= set(marks)
    links = [v["href"] for v in page.values if v[""] == "a"]
    assert "../../sources/herald-evening/#p-3" in links


def test_notes_are_numbered_from_1_in_the_order_of_the_page(markdown: dict[str, str]) -> None:
    page = markdown["regions/harbour-city/index.md"]
    body, _, notes = page.partition("## Notes")
    marks = list(dict.fromkeys(re.findall(r'href="#n-([0-9]+)"', body)))
    assert marks == [str(number) for number in range(1, len(marks) + 1)]
    assert re.findall(r'<li id="n-([0-9]+)"', notes) == marks
    assert len(marks) > 3


@pytest.mark.parametrize("name", STORIES)
def test_every_relative_link_leads_to_a_page_and_an_anchor_of_the_plan(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = make_root(tmp_path_factory.mktemp("links") / "root", story(name))
    found = {page_url(path): Html(text) for path, text in render(graph_of(root)).items()}
    for path in (root / "docs").glob("*.md"):
        found[f"{path.stem}/"] = Html(path.read_text())
    headings = {
        url: {*page.ids, *re.findall(r"\{ #([^ }]+)[ }]", page.text)} for url, page in found.items()
    }
    for url, page in found.items():
        for values in page.values:
            href = values.get("href") or ""
            if (
                values[""] != "a"
                or href.startswith("http")
                or "download" in values
                or href.endswith((".xml", ".bib", ".json", ".txt"))
            ):
                continue  # files are looked for by the gate, in the built site
            target, _, anchor = href.partition("#")
            target = target.partition("?")[0]
            there = posixpath.normpath(posixpath.join(f"/{url}", target)).strip("/")
            there = f"{there}/" if there else ""
            assert there in found, (url, href)
            assert not anchor or anchor in headings[there], (url, href)


def test_a_page_costs_the_same_however_many_briefs_there_are(graph: Graph) -> None:
    """Local navigation names the family of a page, not the whole tree."""
    view = plan(graph)["regions/docks/index.md"].view
    assert [link.text for link in view.siblings] == ["Old Town"]  # type: ignore[union-attr]
    assert view.parent.text == "Harbour City"  # type: ignore[union-attr]
    city = plan(graph)["regions/harbour-city/index.md"].view
    assert [link.text for link in city.children] == ["The Docks", "Old Town"]  # type: ignore[union-attr]
