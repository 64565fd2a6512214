"""The documents to print: what they say, block by block what their page says, and what machines are
told. Of the real briefs as found, a family of briefs, and hostile ones.

`tests/unit/test_pdf.py` holds the parts, on small inputs.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import page as validator
import pytest

from briefsite import pages
from briefsite.checks import check
from briefsite.pages.heads import Sheet
from briefsite.site import build, edition, pdf
from briefsite.site.pdf import Printer, engine
from briefsite.site.pdf.paper import RUNNING
from briefsite.text import fonts
from tests.papers import Article, Paper, compact
from tests.world import copy_root, graph_of

URL = "https://example.org/"
RunPython = Callable[..., str]


@dataclass(frozen=True)
class World:
    """A checkout built with its PDFs, and what stands in them."""

    root: Path
    documents: tuple[pdf.Document, ...]
    papers: dict[str, Paper]
    name: str
    """Of the site."""
    heads: dict[str, pages.Head]
    """Of the pages, by their address."""

    def article(self, address: str) -> Article:
        """The article of a page."""
        file = self.root / "site" / address / "index.html"
        return Article(file.read_text(encoding="utf-8"))

    def sheet(self, address: str) -> Sheet:
        """The head of a page on paper."""
        found = self.heads[address].sheet
        assert found
        return found

    def margins(self, address: str) -> list[str]:
        """The words in the margins of a document."""
        sheet = self.sheet(address)
        return [fonts.drawable(_cut(sheet.header)), fonts.drawable(sheet.edition)]

    def document(self, path: str) -> pdf.Document:
        """A document."""
        return next(each for each in self.documents if each.path == path)


def _cut(words: str) -> str:
    most = RUNNING
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _world(root: Path, without: Path) -> World:
    """The site that was built without its documents, with them."""
    shutil.copytree(without, root)
    built = build(root, strict=True, pdfs=True)
    assert built.published, "\n".join(map(str, built.problems))
    graph = graph_of(root)
    documents = pdf.plan(graph)
    assert built.drawn == built.pdfs == len(documents)
    papers = {each.path: Paper((root / "site" / each.path).read_bytes()) for each in documents}
    outline = pages.outline(graph, edition(root, graph.library))
    name = graph.library.site.name
    return World(root, documents, papers, name, {each.head.address: each.head for each in outline})


REAL = pytest.param("real", marks=pytest.mark.data)


@pytest.fixture(scope="module")
def world_of(
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    built: Callable[[str], Path],
) -> Callable[[str], World]:
    """A function that gives a world, built once."""

    def make(name: str) -> World:
        without = request.getfixturevalue("real") if name == "real" else built(name)
        return _world(tmp_path_factory.mktemp(name) / "root", without)

    return cache(make)


@pytest.fixture(scope="module", params=[REAL, "family", "hostile"])
def world(request: pytest.FixtureRequest, world_of: Callable[[str], World]) -> World:
    """A world; the real one is as found, and nothing in particular is asked of it."""
    return world_of(request.param)


@pytest.fixture(scope="module")
def family(world_of: Callable[[str], World]) -> World:
    """The family alone."""
    return world_of("family")


BOOKLET = "regions/coast/coast-booklet.pdf"


def test_each_brief_has_its_document_and_the_site_a_booklet(world: World) -> None:
    graph, site = graph_of(world.root), world.root / "site"
    for brief in graph.library.briefs():
        folder = site / ("regions" if brief.kind == "region" else "companies") / brief.id
        assert (folder / f"{brief.id}.pdf").is_file()
        below = graph.children.get(brief.id) or graph.companies.get(brief.id)
        has = brief.kind == "region" and bool(below)
        assert (folder / f"{brief.id}-booklet.pdf").is_file() == has, brief.id
    assert (site / pdf.whole(graph_of(world.root)).path).is_file()


def test_every_page_has_its_number_of_all(world: World) -> None:
    for path, paper in world.papers.items():
        for number, text in enumerate(paper.pages, 1):
            last = re.findall(r"Page \d+ of \d+", text)[-1:]
            assert last == [f"Page {number} of {len(paper.pages)}"], path


def test_every_page_names_its_brief_and_the_day(world: World) -> None:
    for document in world.documents:
        if not document.booklet:
            for text in world.papers[document.path].pages:
                for each in world.margins(document.parts[0].page):
                    assert compact(each) in compact(text), document.path


def test_a_document_says_what_its_page_says_block_by_block(world: World) -> None:
    for document in world.documents:
        if document.booklet:
            continue
        (part,) = document.parts
        body = world.papers[document.path].body(*world.margins(part.page))
        article = world.article(part.page)
        assert len(article.blocks) > 5
        for block in article.blocks:
            said = compact(fonts.drawable(block))
            if said not in body:
                # A note whose address stands in an earlier one.
                (address,) = {each for each in article.sources if block.endswith(each)}
                said = f"{said.removesuffix(compact(address))}Address:note"
            assert said in body, (document.path, block)


def test_a_booklet_says_what_its_briefs_say(world: World) -> None:
    """All but the marks, which have other numbers, and the notes, which stand once for all."""
    for document in world.documents:
        if not document.booklet:
            continue
        body = re.sub(r"\d", "", world.papers[document.path].text)
        for part in document.parts:
            blocks = world.article(part.page).blocks
            for block in blocks[: _notes(blocks)]:
                # A page's end may part a block of several lines: its margins stand between.
                pieces = re.split(r"(?<=[.;:])\s", block)
                for piece in pieces if compact(block) not in body else ():
                    words = re.sub(r"\d", "", compact(fonts.drawable(piece)))
                    assert words in body or len(words) > 200, (document.path, piece)


def _notes(blocks: list[str]) -> int:
    headings = [at for at, block in enumerate(blocks) if block.strip().startswith("Notes")]
    return headings[-1] if headings else len(blocks)


def test_sources_are_whole_in_text_and_link(world: World) -> None:
    for document in world.documents:
        paper = world.papers[document.path]
        for part in document.parts:
            for address in world.article(part.page).sources:
                assert compact(address) in paper.text, document.path
                assert address in paper.links, document.path


def test_an_address_stands_once(world: World) -> None:
    """Later notes name the note that has it."""
    for document in world.documents:
        paper = world.papers[document.path]
        notes = compact("".join(paper.pages)).rpartition("Notes1.")[2]
        for address in {
            each for part in document.parts for each in world.article(part.page).sources
        }:
            shown = re.findall(rf"{re.escape(compact(address))}(?![\w/.?=&-])", notes)
            assert len(shown) <= 1, (document.path, address)


def test_the_contents_of_a_booklet_say_where_each_brief_begins(world: World) -> None:
    for document in world.documents:
        if document.booklet:
            paper = world.papers[document.path]
            names = [fonts.drawable(world.heads[part.page].title) for part in document.parts]
            listed = compact("".join(paper.pages[:4]))
            # The first is the title page.
            places = [(name, at) for name, at in paper.bookmark_places[1:] if name in names]
            assert [name for name, _ in places if name in names] == names
            for name, at in places:
                assert re.search(rf"{re.escape(compact(name))}\.{{3,}}{at}", listed), name
                assert compact(name) in compact(paper.pages[at - 1])


def test_the_margin_of_a_booklet_names_the_brief_at_hand(family: World) -> None:
    paper = family.papers[BOOKLET]
    places = dict(paper.bookmark_places[1:])
    for part in family.document(BOOKLET).parts:
        title = family.heads[part.page].title
        first = compact(paper.pages[places[title] - 1])
        margin = re.search(r"WestlandBriefs:(.*?)Contentasof", first)
        assert margin, title
        assert compact(title) in margin[1] or "–" in margin[1]


def test_a_booklet_begins_with_its_edition_and_what_is_inside(world: World) -> None:
    for document in world.documents:
        if document.booklet:
            first = compact(world.papers[document.path].pages[0])
            sheet = world.sheet(document.cover)
            for words in (document.title, document.holds, sheet.edition, sheet.address):
                assert compact(fonts.drawable(words)) in first, (document.path, words)


def test_no_page_of_a_booklet_is_nearly_empty(world: World) -> None:
    """None is filled under a quarter, but for the last."""
    for document in world.documents:
        if document.booklet:
            _well_filled(world.papers[document.path], document)


def test_no_page_of_a_booklet_is_nearly_empty_in_another_size(family: World) -> None:
    printer = _printer(family.root)
    for document in family.documents:
        if document.booklet:
            result = engine.draw(printer.job(document, "Letter"))
            assert isinstance(result, engine.Drawn), result
            _well_filled(Paper(result.content), document)


def _well_filled(paper: Paper, document: pdf.Document) -> None:
    for number, part in enumerate(paper.filled[:-1], 1):
        assert part >= 0.25, (document.path, number, part)


def _printer(root: Path) -> Printer:
    graph = check(root).graph
    made = edition(root, graph.library)
    return Printer(pages.plan(graph, made), made.site_url, made.epoch, root)


def test_links_lead_to_the_site_or_to_other_hosts(world: World) -> None:
    for path, paper in world.papers.items():
        assert paper.links, path
        assert all(link.startswith(("https://", "http://")) for link in paper.links), path
        assert all(0 < page <= len(paper.pages) for page, _ in paper.jumps), path


def test_links_between_the_briefs_of_a_booklet_stay_in_it(family: World) -> None:
    document, paper = family.document(BOOKLET), family.papers[BOOKLET]
    inside = {f"{URL}{part.page}" for part in document.parts}
    # The address of the booklet's own page stands on the title page.
    links = [link for link in paper.links if link.partition("#")[0] in inside]
    assert set(links) <= {f"{URL}{document.cover}"}
    assert len({page for page, _ in paper.jumps}) >= len(paper.pages) - 2


def test_no_character_is_missing_or_invisible(world: World) -> None:
    for path, paper in world.papers.items():
        assert not re.search("[\u200b\ufffd\ufeff]", "".join(paper.pages)), path


def test_only_the_bundled_fonts_are_used_and_all_are_embedded(world: World) -> None:
    for path, paper in world.papers.items():
        assert paper.fonts, path
        for name, embedded in paper.fonts:
            assert embedded, (path, name)
            assert re.fullmatch(r"Brief(Sans|Han)-(Regular|Bold|Italic|BoldItalic)", name), path


def test_chinese_names_are_text(world: World) -> None:
    graph = graph_of(world.root)
    whole = pdf.whole(graph).path
    for brief in graph.library.briefs():
        if brief.value.local_name:
            folder = "regions" if brief.kind == "region" else "companies"
            for path in (f"{folder}/{brief.id}/{brief.id}.pdf", whole):
                shown = compact(fonts.drawable(brief.value.local_name))
                assert shown in world.papers[path].text, (path, shown)


def test_machines_are_told_language_title_and_headings(world: World) -> None:
    for document in world.documents:
        paper = world.papers[document.path]
        root = paper.file.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert root.ViewerPreferences.DisplayDocTitle
        if document.booklet:
            assert str(paper.file.docinfo.Title) == f"{document.title}: {document.holds}"
            shown = [fonts.drawable(document.title), "Contents"]
            assert paper.bookmarks[:2] == shown
            assert paper.bookmarks[-1] == "Sources" or not _has_notes(world, document)
        else:
            head = world.heads[document.parts[0].page]
            assert str(paper.file.docinfo.Title) == f"{head.headline} - {world.name}"
            headings = world.article(document.parts[0].page).headings
            assert paper.bookmarks == [fonts.drawable(heading) for heading in headings]


def _has_notes(world: World, document: pdf.Document) -> bool:
    return any("Notes" in world.article(part.page).headings for part in document.parts)


def test_documents_are_pdf_ua_1(world: World) -> None:
    for path, paper in world.papers.items():
        report = validator.validate_pdf_bytes(paper.data, profile="ua1")
        faults = [f"{fault.rule_id}: {fault.message}" for fault in report.failures]
        assert report.is_compliant, (path, faults)
        assert report.rules.total > 100


DRAW = """
import hashlib, json, sys
from pathlib import Path
from briefsite.site.pdf import engine
for job in json.loads(Path(sys.argv[1]).read_text()):
    print(hashlib.sha256(engine.draw(engine.Job(**job)).content).hexdigest())
"""


ELSEWHERE = {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"}


def test_documents_are_the_same_bytes_everywhere(
    family: World, run_python: RunPython, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere" / "湖南 x"
    shutil.copytree(family.root, elsewhere, symlinks=True)
    printer = _printer(elsewhere)
    jobs = [asdict(printer.job(each, "A4")) for each in family.documents]
    (tmp_path / "jobs").write_text(json.dumps(jobs))
    said = run_python(DRAW, str(tmp_path / "jobs"), **ELSEWHERE).split()
    assert said == [sha256(family.papers[e.path].data).hexdigest() for e in family.documents]


def test_nothing_is_drawn_again_unless_it_changed(family: World, tmp_path: Path) -> None:
    again = copy_root(family.root, tmp_path / "again")
    shutil.copytree(family.root / ".cache" / "pdf", again / ".cache" / "pdf")
    built = build(again, strict=True, pdfs=True)
    assert (built.drawn, built.pdfs) == (0, len(family.documents))
    brief = again / "briefs" / "companies" / "old-wheels.yml"
    brief.write_text(brief.read_text().replace("summary: ", "summary: Newly, ", 1))
    built = build(again, strict=True, pdfs=True)
    assert built.published, built.problems
    assert 0 < built.drawn < built.pdfs
    changed = {
        path
        for path, paper in family.papers.items()
        if (again / "site" / path).read_bytes() != paper.data
    }
    assert "companies/old-wheels/old-wheels.pdf" in changed
    assert len(changed) == built.drawn
    assert len(list((again / ".cache" / "pdf").iterdir())) == built.pdfs
