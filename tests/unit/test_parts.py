"""Long pages in parts: nothing is lost, each says what it holds."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from briefsite.library.graph import Graph
from briefsite.pages import growing
from briefsite.pages.growing import Long, cut
from briefsite.pages.timeline import browse_parts, timeline_parts, titles
from briefsite.site import mkdocs
from briefsite.site.search import content_pages
from tests.world import CHECKOUT, graph_of, make_briefs, render, story

EVENT = """\
  - id: {id}
    title: A ship is launched
{date}    text: A ship is launched. [@gazette, para 1]
    sources:
      - source: gazette
        para: 1
"""
DATES = ("2024-05-02", "2024-03-01", "2024", "2023-07-01", "2022-01-05", "2022-01-04", "")


def _region(name: str, *dates: str) -> str:
    head = f"name: {name}\nkind: province\nparent: atlantis\nsummary: A part. [@gazette, para 1]\n"
    events = [
        EVENT.format(id=f"launch-{n}", date=f'    date: "{date}"\n' if date else "")
        for n, date in enumerate(dates)
    ]
    return head + ("events:\n" + "".join(events) if events else "")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Six regions, one with events, and a company."""
    files = {
        "regions/harbour.yml": _region("Harbour", *DATES),
        "regions/harbours.yml": _region("Harbour Side"),
        "regions/reef.yml": _region("Reef"),
        "regions/sand.yml": _region("sand"),
        "companies/dock.yml": ("name: Dock\nkind: company\nsummary: A yard. [@gazette, para 1]\n"),
    }
    root = tmp_path_factory.mktemp("parts") / "root"
    return graph_of(make_briefs(root, story("minimal"), files))


@pytest.mark.parametrize(
    ("longest", "words"),
    [
        (7, {"2024 to no date given": 7}),
        (4, {"2024 to 2023": 4, "2022 to no date given": 3}),
        (3, {"2024": 3, "2023 to 2022": 3, "no date given": 1}),
        (
            2,
            {
                "May 2024 to March 2024": 2,
                "2024, month not given to 2023": 2,
                "2022": 2,
                "no date given": 1,
            },
        ),
    ],
)
def test_the_timeline_is_cut_between_years_as_far_as_may_be(
    longest: int, words: dict[str, int], graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "LONGEST", longest)
    parts = timeline_parts(graph)
    assert {part.words: len(part.held) for part in parts} == words
    assert [told for part in parts for told in part.held] == [("harbour", n) for n in range(7)]


def test_a_month_that_is_too_long_is_cut_too(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "LONGEST", 1)
    parts = timeline_parts(graph)
    assert [len(part.held) for part in parts] == [1] * len(DATES)
    assert list(titles(parts))[4:6] == ["Part 5: January 2022", "Part 6: January 2022"]


@pytest.mark.parametrize(
    ("longest", "words"),
    [
        (7, [""]),
        (6, ["Regions", "Companies"]),
        (2, ["Regions A to Harbour", "Regions Harbour S to N", "Regions R to s", "Companies"]),
    ],
)
def test_the_table_is_cut_by_kind_and_name(
    longest: int, words: list[str], graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "LONGEST", longest)
    parts = browse_parts(graph)
    assert [part.words.split(" and ")[0] for part in parts] == words
    held = [id for part in parts for id in part.held]
    assert sorted(held) == sorted(brief.id for brief in graph.library.briefs())


def test_the_parts_together_are_the_whole_page(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each entry stands in one of them, and each of them leads to the others."""
    whole = render(graph)
    assert 'class="parts"' not in whole["timeline/index.md"] + whole["browse/index.md"]
    monkeypatch.setattr(growing, "LONGEST", 3)
    pages = render(graph)
    for folder, items in (("timeline", r'<li id="(t-[^"]+)"'), ("browse", r'<tr .*?href="([^"]+)')):
        parts = [f"{folder}/index.md", f"{folder}/part-2/index.md", f"{folder}/part-3/index.md"]
        assert [path for path in sorted(pages) if path.startswith(f"{folder}/")] == parts
        found = [
            item.replace("../../", "../")
            for path in parts
            for item in re.findall(items, pages[path])
        ]
        assert sorted(found) == sorted(re.findall(items, whole[f"{folder}/index.md"]))
        assert re.findall(r'data-part="" href="([^"]+)"', pages[parts[1]]) == ["../", "../part-3/"]
    second = pages["timeline/part-2/index.md"]
    assert 'title: "Timeline, part 2: 2023 to 2022"' in second
    assert "<b>Part 2: 2023 to 2022 (3)</b>" in second
    assert "#y-2024" not in second
    assert "This one has 3 briefs" in pages["browse/part-2/index.md"]


def test_the_search_needs_no_part(tmp_path: Path) -> None:
    for page in (
        "timeline/part-2",
        "browse",
        "browse/part-12",
        "compare/part-2",
        "topics/part-2",
        "browse/own",
    ):
        (tmp_path / page).mkdir(parents=True)
        (tmp_path / page / "index.html").write_text("<p>A page.</p>")
    assert content_pages(tmp_path) == ["browse/own/index.html"]


IDS = re.compile(r'\bid="([^"]+)"|\{ #(\S+) \}')
TOLD = re.compile(r'(?:<li|<figure|<tr) id="([^"]+)"|(?:card-title|mention-of)" href="([^"]+)"')


def _told(pages: dict[str, str], folder: str) -> set[str]:
    """What the parts of the pages of a folder tell together: anchors, and pages they lead to."""
    found = set()
    for path, text in pages.items():
        if path.startswith(folder):
            here = re.sub(r"part-\d+/", "", path).removesuffix("index.md")
            for anchor, href in TOLD.findall(text):
                way = urljoin(f"/{path}", href) if href else f"#{anchor}"
                found.add(f"{here} {way}")
    return {told for told in found if " #n-" not in told}


def test_pages_of_entries_in_parts_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stood on a page stands on one of its parts, and no link misses its place, though no
    script helps it."""
    graph = graph_of(make_briefs(tmp_path / "root", story("family")))
    whole, settings = render(graph), mkdocs.load_alone(CHECKOUT)
    monkeypatch.setattr(growing, "LONGEST", 4)
    pages = render(graph)
    for folder in ("companies", "indicators", "people", "regions", "sources", "topics"):
        assert any(path.startswith(f"{folder}/") and "/part-2/" in path for path in pages) == (
            folder != "people"
        )
        assert _told(whole, f"{folder}/") <= _told(pages, f"{folder}/")
    anchors = {path: set().union(*IDS.findall(text)) for path, text in pages.items()}
    for part in (
        path for path in pages if "/part-" in path and path[:7] not in ("browse/", "compare")
    ):
        first = re.sub(r"part-\d+/", "", part)
        assert settings.not_in_nav.match_file(part)  # else MkDocs warns of it
        ways = re.findall(r'data-part="" href="([^"#]+)', pages[first])
        assert urljoin(f"/{part}", ".") in {urljoin(f"/{first}", way) for way in ways}
    for path, text in pages.items():
        for href in re.findall(r'href="([^":?]+#[^"]+)"', text):
            there, _, anchor = urljoin(f"/{path}", href).partition("#")
            there = there.strip("/").removesuffix("index.md").strip("/")
            target = f"{there}/index.md" if there else "index.md"
            assert anchor in anchors.get(target, {anchor}), (path, href)


def test_each_list_begins_on_the_first_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "LONGEST", 10)
    names = ["Ash", "Bay", "Bell", "Cove", "Dune", "East", "Far", "Glen", "Hill", "Isle", "Jetty"]
    lists = {
        "companies": Long(names, lambda name: (name,), by_letter=True),
        "events": Long([2024, 2023, 2022], lambda year: (str(year),), growing.FULL),
    }
    first, second = cut(lists)
    assert list(first.of("companies", names)) == names[:6]
    assert list(first.of("events", [3, 2, 1])) == [3, 2]
    assert list(second.of("companies", names)) == names[6:]
    assert list(second.of("events", [3, 2, 1])) == [1]
    assert second.titles == {"Part 1": "", "Part 2: companies F to J, events 2022": "6"}
    assert cut({"events": lists["events"]}) == (growing.WHOLE,)
    assert growing.WHOLE.of("companies", names) == names
