"""What holds whatever the briefs say: hostile text, the order of files, the number of runs."""

import os
import random
import typing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown as Engine
from mkdocs.utils import yaml_load
from pydantic import BaseModel

from briefsite import library
from briefsite.library import graph as graphs
from briefsite.library.graph import Graph
from briefsite.models.base import Line
from tests.world import CHECKOUT, Page, graph_of, make_root, render, story

HARMLESS = "Text"
HOSTILE = (
    "AT&T <b>_x_</b> | {{ 1+1 }}",
    "</title><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](n.png){ onerror=alert(1) }",
    "*a* _b_ `code` # h",
    "C++ 5 < 6 > 4",
    "{: onclick=alert(1) } { #x .y }",
    '\'"` " onmouseover=alert(1) x="',
    "{% raw %}{{ config }}{# x #}",
    '--8<-- "x"',
    "&lt;b&gt; &#60; &amp;amp;",
    ":smile: 😀 👩‍🔬",
    "| a | b | </td></tr></table>",
    "1. x",
    "- x",
    "# x",
    "=====",
    "-----",
    "```",
    "<!-- x --> -->",
    "*[x]: y [^1] [TOC] [x]: y",
    "</p></dl></ul></figure></section>",
    "<https://x.org> https://x.org a@x.org",
    "W" * 200,
    "\\*a\\* \\<b\\>",
    "---",
    "<h2 id='notes'>x</h2>",
)
SETTINGS = yaml_load((CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8"))
ENGINE = Engine(
    extensions=[
        part if isinstance(part, str) else next(iter(part))
        for part in SETTINGS["markdown_extensions"]
    ]
)
LINE_OF_LABEL = [("text", "fill", "x", "y"), ("/text",)]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(make_root(tmp_path_factory.mktemp("properties") / "root", story("family")))


def _is_line(hint: Any) -> bool:
    marks = getattr(Line, "__metadata__", ())
    if all(mark in getattr(hint, "__metadata__", ()) for mark in marks):
        return True
    return any(_is_line(part) for part in typing.get_args(hint) if part is not hint)


def with_text(value: Any, text: str) -> Any:
    """A value of the format in which every plain text is another; nothing else changes."""
    if isinstance(value, tuple):
        return tuple(with_text(part, text) for part in value)
    if not isinstance(value, BaseModel):
        return value
    hints = typing.get_type_hints(type(value), include_extras=True)
    update = {}
    for name, part in value:
        if name == "inputs":
            continue  # not shown: names of figures
        if _is_line(hints[name]) and part:
            update[name] = tuple(text for _ in part) if isinstance(part, tuple) else text
        else:
            update[name] = with_text(part, text)
    return value.model_copy(update=update)


def saying(graph: Graph, text: str) -> Graph:
    """The same world in which every plain-text field holds this text."""
    entries = {
        plural: {
            id: replace(entry, value=with_text(entry.value, text))
            for id, entry in getattr(graph.library, plural).items()
        }
        for plural in library.PLURALS.values()
    }
    site = graph.library.site_file
    said = replace(site, value=with_text(site.value, text)) if site else None
    return graphs.build(library.Library(**entries, site_file=said))


def structure(markdown: str) -> list[tuple[str, ...]]:
    """The elements of a page's HTML with the names of their attributes.

    Left out are Chinese marks, and how many lines a label of a chart has: it breaks by its length.
    """
    body = markdown.split("\n---\n", 1)[1]
    elements = Page(ENGINE.reset().convert(body)).elements
    depth: list[bool] = []
    kept = []
    for element in elements:
        if element[0] == "span":
            depth.append(element == ("span", "lang"))
        chinese = element[0] in ("span", "/span") and depth and depth[-1]
        if element[0] == "/span" and depth:
            depth.pop()
        if not chinese:
            kept.append(element)
        if kept[-4:] == 2 * LINE_OF_LABEL:
            del kept[-2:]
    return kept


def fields_of(graph: Graph) -> int:
    """How many plain-text fields the world has."""
    return sum(
        page.count("@@mark@@") for page in map(str, saying(graph, "@@mark@@").library.entries())
    )


def test_the_world_has_text_in_many_fields(graph: Graph) -> None:
    assert fields_of(graph) > 60


Pages = dict[str, tuple[str, list[tuple[str, ...]]]]


@pytest.fixture(scope="module")
def harmless(graph: Graph) -> Pages:
    """The pages with a harmless text, and their structure."""
    made = render(saying(graph, HARMLESS))
    return {path: (text, structure(text)) for path, text in made.items()}


def has_structure_of(harmless: Pages, pages: dict[str, str]) -> None:
    """Pages have the structure of the harmless ones; what is the same text has it anyway."""
    assert pages.keys() == harmless.keys()
    for path, text in pages.items():
        known, elements = harmless[path]
        assert text == known or structure(text) == elements, path


@pytest.fixture(scope="module", params=HOSTILE, ids=lambda text: text[:20])
def attacked(request: pytest.FixtureRequest, graph: Graph) -> dict[str, str]:
    """The pages of the world in which every field holds a hostile text."""
    return render(saying(graph, request.param))


def test_hostile_text_in_every_field_changes_no_structure(
    attacked: dict[str, str], harmless: Pages
) -> None:
    has_structure_of(harmless, attacked)


def test_hostile_text_in_front_matter_stays_a_value(attacked: dict[str, str]) -> None:
    for page in attacked.values():
        front = page.split("\n---\n", 1)[0].removeprefix("---\n")
        head = yaml.load(front, yaml.CSafeLoader)
        allowed = {"generated", "title", "description", "crumbs", "hide", "find", "filters"}
        allowed |= {"headline", "picture", "sheet", "changed", "feed", "linked"}
        assert set(head) <= allowed | {"date", "template", "kind"}
        assert "<" not in str(head)


WRITTEN = "".join(file.read_text("utf-8") for file in sorted(story("family").rglob("*.yml")))
"""A name that stands in a text of the world would become a link there, as any name does."""
SIGNS = "*_`#|<>&;[](){}!:+-=~^$%'\"\\/.,1a é汉。👩"


@settings(max_examples=5)
@given(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.casefold() not in WRITTEN.casefold())
)
@example("{:x}")
@example("&#60;b&#62;")
def test_any_text_in_every_field_changes_no_structure(
    graph: Graph, harmless: Pages, text: str
) -> None:
    has_structure_of(harmless, render(saying(graph, text)))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_changes_no_byte(
    seed: int, tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, shuffle = os.listdir, random.Random(seed).shuffle

    def shuffled(*folder: Any) -> list[str]:
        names = listed(*folder)
        shuffle(names)
        return names

    root = make_root(tmp_path / "root", story("family"))
    monkeypatch.setattr(os, "listdir", shuffled)
    assert render(graph_of(root)) == render(graph)


def test_the_hash_seed_and_time_zone_change_no_byte(
    tmp_path: Path, run_python: Callable[..., str]
) -> None:
    root = make_root(tmp_path / "root", story("family"))
    code = (
        "import sys, hashlib; from pathlib import Path\n"
        "from briefsite import checks, pages\nfrom briefsite.site import templating\n"
        "root = Path(sys.argv[1]); graph = checks.check(root).graph\n"
        "made = templating.render(pages.plan(graph), root / 'templates')\n"
        "print(hashlib.sha256(repr([(a.path, a.content) for a in made]).encode()).hexdigest())\n"
    )
    hashes = {
        run_python(code, str(root), PYTHONHASHSEED=seed, TZ=zone)
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/Lima"))
    }
    assert len(hashes) == 1
