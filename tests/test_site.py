"""The real briefs: checked, built strictly, complete, the same twice, and under another engine."""

import os
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from briefsite import checks
from briefsite.library.graph import FigureAt, Graph, figure_anchor, page_path, page_url
from briefsite.site import build, gate, mkdocs
from briefsite.site.exports import is_redirect
from tests.world import CHECKOUT, Page, copy_root, page, read, tree

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def graph() -> Graph:
    return checks.check(CHECKOUT).graph


@pytest.fixture(scope="module")
def site(real: Path) -> Path:
    return real / "site"


def test_the_briefs_have_no_problems() -> None:
    assert checks.check(CHECKOUT).problems == ()


def test_the_gate_finds_nothing(site: Path) -> None:
    assert gate.check(site, mkdocs.address(CHECKOUT), gate.THEME_SCRIPTS) == []


def test_every_brief_has_its_page_with_its_names(site: Path, graph: Graph) -> None:
    listed = (site / "sitemap.xml").read_text(encoding="utf-8")
    briefs = list(graph.library.briefs())
    assert briefs
    for brief in briefs:
        url = page_url(page_path(brief.kind, brief.id))
        text = page(site, url).text
        for name in (brief.value.name, brief.value.local_name, *brief.value.aliases):
            assert not name or name in text, (brief.id, name)
        assert f"/{url}</loc>" in listed


def test_every_entry_has_its_page(site: Path, graph: Graph) -> None:
    for kind, folder in (("source", "sources"), ("indicator", "indicators"), ("topic", "topics")):
        for id in graph.library.of_kind(kind):
            assert (site / folder / id / "index.html").is_file(), id
    for id in graph.library.people:
        assert (site / "people" / id / "index.html").is_file(), id
    glossary = page(site, "glossary")
    assert {f"t-{id}" for id in graph.library.terms} <= set(glossary.ids)


def test_every_figure_has_its_anchor_and_its_note(site: Path, graph: Graph) -> None:
    for brief in graph.library.briefs():
        folder = "regions" if brief.kind == "region" else "companies"
        found = page(site, f"{folder}/{brief.id}")
        links = {values.get("href") for values in found.values}
        for index, figure in enumerate(brief.value.figures):
            assert figure_anchor(FigureAt(brief, figure, index)) in found.ids, figure.key
            for citation in figure.sources:
                note = f"../../sources/{citation.source}/#p-{citation.para}"
                assert note in links, (figure.key, note)


def test_ids_are_unique_on_every_page(site: Path) -> None:
    for file in site.rglob("*.html"):
        ids = (
            page(site, file.parent.relative_to(site).as_posix()).ids
            if (file.name == "index.html")
            else []
        )
        assert len(ids) == len(set(ids)), file


def test_two_builds_are_the_same_byte_for_byte(real: Path, tmp_path: Path, no_shelf: None) -> None:
    again = copy_root(real, tmp_path / "elsewhere" / "root")
    assert build(again, strict=True).published
    assert tree(again / "site") == tree(real / "site")
    assert tree(again / mkdocs.TREE) == tree(real / mkdocs.TREE)


def test_nothing_of_this_machine_is_in_the_site(real: Path) -> None:
    for path, content in tree(real / "site").items():
        for words in (str(real), str(CHECKOUT), os.uname().nodename):
            assert words.encode() not in content or len(words) < 5, (path, words)


def test_every_page_has_a_title_a_description_and_one_heading(site: Path) -> None:
    titles = {}
    for file in sorted(site.rglob("index.html")):
        found = page(site, file.parent.relative_to(site).as_posix())
        elements = [element[0] for element in found.elements]
        assert elements.count("h1") == 1, file
        metas = [v for v in found.values if v[""] == "meta" and v.get("name") == "description"]
        assert len(metas) == 1, file
        assert metas[0]["content"], file
        title = re.findall(r"<title>(.*?)</title>", file.read_text(encoding="utf-8"))[0]
        assert titles.setdefault(title, file) == file, title


def test_no_page_grows_with_the_site(site: Path, graph: Graph) -> None:
    """The navigation of a region's page names its family, not every region."""
    regions = graph.library.regions

    def above(id: str | None) -> list[str]:
        return [id, *above(regions[id].value.parent)] if id else []

    for id in regions:
        html = (site / "regions" / id / "index.html").read_text(encoding="utf-8")
        around = html[: html.index("<article")] + html[html.index("</article>") :]
        links = {values.get("href") or "" for values in Page(around).values}
        family = {other for other in regions if {*above(id)} & {other, regions[other].value.parent}}
        assert {other for other in regions if f"../{other}/" in links} <= family, id


def _pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"404.html"}


def test_another_engine_gives_the_same_pages(site: Path, other_engine: Path) -> None:
    assert _pages(other_engine) == _pages(site)


def test_another_engine_gives_the_same_anchors(site: Path, other_engine: Path) -> None:
    def anchors(folder: Path, name: str) -> set[str]:
        ids = page(folder, name.removesuffix("index.html")).ids
        return {id for id in ids if re.match(r"(f|e|s|n|p|t|section)-", id)}

    for name in sorted(_pages(site)):
        assert anchors(other_engine, name) == anchors(site, name), name


def test_another_engine_gives_the_same_links(site: Path, other_engine: Path) -> None:
    """One engine computes relative addresses in HTML from the file, another leaves them."""

    def links(folder: Path, name: str) -> list[str]:
        found = read(folder / name).values
        anchors = [values for values in found if values[""] == "a" and "href" in values]
        # Where to skip to is each engine's own. The page for what is missing is shown at any depth.
        hrefs = [values["href"] for values in anchors if values.get("class") != "md-skip"]
        address = name.replace("404.html", "any/depth/").removesuffix("index.html")
        return [urljoin(f"https://example.org/{address}", href) for href in hrefs]

    for name in sorted(_pages(site) | {"404.html"}):
        assert links(site, name), name
        assert links(other_engine, name) == links(site, name), name


def test_another_engine_gives_the_same_words(site: Path, other_engine: Path) -> None:
    for folder in ("regions", "companies", "sources"):
        for file in sorted((site / folder).glob("*/index.html")):
            if is_redirect(file):
                continue
            name = file.parent.relative_to(site).as_posix()
            words = page(site, name).article.split()
            assert len(words) > 20
            assert page(other_engine, name).article.split() == words
    assert page(other_engine, "glossary").article == page(site, "glossary").article
