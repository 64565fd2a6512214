"""The documents to print, as made from the real briefs: what they say, and what machines are told.

`tests/unit/test_pdf.py` holds the parts, on small inputs.
"""

import pickle
import re
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import page as validator
import pytest

from briefsite.site import build, pdf
from briefsite.site.pdf import pages
from briefsite.site.pdf.documents import prefix
from briefsite.site.pdf.pages import Lean
from tests.papers import Paper, compact
from tests.world import CHECKOUT, copy_root, graph_of, make_root, story

URL = "https://example.org/"
RunPython = Callable[..., str]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the real briefs, built with its PDFs."""
    return _printed(tmp_path_factory.mktemp("printed") / "root", CHECKOUT / "briefs")


def _printed(folder: Path, briefs: Path) -> Path:
    made = make_root(folder, briefs)
    built = build(made, strict=True, pdfs=True)
    assert built.published, "\n".join(map(str, built.problems))
    assert built.drawn == built.pdfs == len(pdf.plan(graph_of(made)))
    return made


@pytest.fixture(scope="module")
def documents(printed: Path) -> tuple[pdf.Document, ...]:
    return pdf.plan(graph_of(printed))


@pytest.fixture(scope="module")
def papers(printed: Path, documents: tuple[pdf.Document, ...]) -> dict[str, Paper]:
    return {each.path: Paper((printed / "site" / each.path).read_bytes()) for each in documents}


@pytest.fixture(scope="module")
def read(printed: Path) -> Callable[[str], Lean]:
    return cache(lambda page: pages.read(printed / "site", page, URL))


INNER = {*pages.HEADINGS, "p", "li", "td", "th", "dt", "dd", "figcaption", "pre"}


def blocks(article: ElementTree.Element) -> Iterator[str]:
    """The text of each block that holds no other."""
    for element in article.iter():
        if element.tag in INNER and not any(e.tag in INNER for e in list(element.iter())[1:]):
            yield said(element)


def said(element: ElementTree.Element) -> str:
    """The text of an element, with the marks that paper puts around quotes."""
    copied = deepcopy(element)
    # The words of a picture are told to machines, or drawn letter by letter.
    pages.drop(copied, list(copied.iter("svg")))
    for quote in copied.iter("q"):
        quote.text = f"\u201c{quote.text}"
        quote.tail = f"\u201d{quote.tail or ''}"
    return pages.text(copied)


WHOLE = "china-regional-briefs.pdf"


@pytest.fixture(scope="module")
def booklet(documents: tuple[pdf.Document, ...]) -> pdf.Document:
    """A booklet of some parts that lies below another region."""
    found = [each for each in documents if each.booklet and each.path != WHOLE]
    return sorted(found, key=lambda each: len(each.parts))[-2:][0]


@pytest.fixture(scope="module")
def single(documents: tuple[pdf.Document, ...], booklet: pdf.Document) -> pdf.Document:
    """The document of the first brief of the booklet."""
    (found,) = [each for each in documents if not each.booklet and each.parts == booklet.parts[:1]]
    return found


def test_each_brief_has_its_document_and_the_site_a_booklet(printed: Path) -> None:
    graph = graph_of(printed)
    site = printed / "site"
    for brief in graph.library.briefs():
        folder = site / ("regions" if brief.kind == "region" else "companies") / brief.id
        assert (folder / f"{brief.id}.pdf").is_file()
        below = graph.children.get(brief.id) or graph.companies.get(brief.id)
        has = brief.kind == "region" and bool(below)
        assert (folder / f"{brief.id}-booklet.pdf").is_file() == has, brief.id
    assert (site / WHOLE).is_file()


def test_every_page_has_its_number_of_all(papers: dict[str, Paper]) -> None:
    for path, paper in papers.items():
        for number, text in enumerate(paper.pages, 1):
            assert re.findall(r"Page \d+ of \d+", text) == [
                f"Page {number} of {len(paper.pages)}"
            ], path


def margins(page: Lean) -> list[str]:
    """The words that sheet.css puts into the margins, without the escapes of CSS."""
    found = re.findall(r'--brief-\w+:\s*"([^"]*)"', page.style)
    return [re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), text) for text in found]


def test_every_page_names_its_brief_and_the_day(
    papers: dict[str, Paper], documents: tuple[pdf.Document, ...], read: Callable[[str], Lean]
) -> None:
    for document in documents:
        if document.booklet:
            continue
        words = margins(read(document.parts[0].page))
        assert len(words) == 2
        for text in papers[document.path].pages:
            for each in words:
                assert compact(each) in compact(text), document.path


def test_the_margin_of_a_booklet_names_the_brief_at_hand(
    papers: dict[str, Paper], booklet: pdf.Document, read: Callable[[str], Lean]
) -> None:
    pages = papers[booklet.path].pages
    starts = contents(papers[booklet.path])
    for part in booklet.parts:
        page = read(part.page)
        (header, edition) = margins(page)
        first = pages[starts[page.heading] - 1]
        assert compact(header) in compact(first)
        assert compact(edition) in compact(first)


def contents(paper: Paper) -> dict[str, int]:
    """What the contents list says: the page of each brief."""
    found = re.findall(r"(?m)^(.+?) ?\.{3,} ?(\d+)$", "\n".join(paper.pages[1:3]))
    return {name.strip(): int(number) for name, number in found}


def test_the_contents_of_a_booklet_say_where_each_brief_begins(
    papers: dict[str, Paper], documents: tuple[pdf.Document, ...], read: Callable[[str], Lean]
) -> None:
    for document in documents:
        if document.booklet:
            paper, headings = papers[document.path], []
            listed = contents(paper)
            for part in document.parts:
                heading = read(part.page).heading
                headings.append(heading)
                place = paper.places[prefix(URL + part.page, URL)]
                assert listed[heading] == place, heading
                assert compact(heading) in compact(paper.pages[place - 1])
            assert list(listed) == headings


def test_a_document_says_what_its_page_says_block_by_block(
    papers: dict[str, Paper], documents: tuple[pdf.Document, ...], read: Callable[[str], Lean]
) -> None:
    for document in documents:
        if document.booklet:
            continue
        page = read(document.parts[0].page)
        body = papers[document.path].body(*margins(page))
        found = list(blocks(page.article))
        assert found
        for block in found:
            assert compact(block) in body, (document.path, block)


def test_a_booklet_says_what_its_briefs_say(
    papers: dict[str, Paper], booklet: pdf.Document, read: Callable[[str], Lean]
) -> None:
    """All but the marks, which have other numbers, and what is said once for all."""
    words = sorted({each for part in booklet.parts for each in margins(read(part.page))})
    body = papers[booklet.path].body(*sorted(words, key=len, reverse=True))
    for part in booklet.parts:
        article = read(part.page).article
        sheets = [e for e in article.iter("aside") if "sheet" in pages.classes(e)]
        once = {id(e) for sheet in sheets for e in sheet.iter("p")}
        for element in article.iter("p"):
            if id(element) not in once and not list(element.iter("sup")):
                assert compact(said(element)) in body, pages.text(element)


def test_sources_are_whole_in_text_and_link(
    papers: dict[str, Paper], documents: tuple[pdf.Document, ...], read: Callable[[str], Lean]
) -> None:
    count = 0
    for document in documents:
        paper = papers[document.path]
        for part in document.parts:
            for notes in read(part.page).article.iter("ol"):
                if "notes" in pages.classes(notes):
                    for link in notes.iter("a"):
                        if "external" in link.get("rel", ""):
                            count += 1
                            assert compact(link.attrib["href"]) in paper.text, document.path
                            assert link.attrib["href"] in paper.links, document.path
    assert count


def test_links_lead_to_the_site_or_to_other_hosts(papers: dict[str, Paper]) -> None:
    for path, paper in papers.items():
        assert paper.links, path
        assert all(link.startswith(("https://", "http://")) for link in paper.links), path
        assert set(paper.jumps) <= set(paper.places), path


def test_links_between_the_briefs_of_a_booklet_stay_in_it(
    papers: dict[str, Paper], booklet: pdf.Document
) -> None:
    paper, parts = papers[booklet.path], [URL + part.page for part in booklet.parts]
    inside = [link for link in paper.links if link.partition("#")[0] in parts[1:]]
    assert inside == []
    assert any(link.startswith(f"{URL}regions/") for link in paper.links)
    places = [prefix(part, URL) for part in parts]
    assert set(places) <= set(paper.jumps)
    assert any(jump.startswith(f"{places[0]}--f-") for jump in paper.jumps)


def test_a_paragraph_of_a_source_stands_once_in_a_booklet(
    papers: dict[str, Paper], booklet: pdf.Document, read: Callable[[str], Lean]
) -> None:
    paper, cited = papers[booklet.path], {}
    for part in booklet.parts:
        for notes in read(part.page).article.iter("ol"):
            if "notes" in pages.classes(notes):
                for note in notes:
                    link = next(note.iter("a"))
                    cited[link.attrib["href"]] = compact(
                        f"{pages.text(link)}{link.tail}".partition(".")[0]
                    )
    assert cited
    assert {name for name in paper.places if name.startswith("n-")} == {
        f"n-{number}" for number in range(1, len(cited) + 1)
    }
    (first,) = [n for n, text in enumerate(paper.pages) if text.startswith("Sources")]
    listed = compact("".join(paper.pages[first:]))
    for words in cited.values():
        assert listed.count(f"{words}.") == 1, words


def test_no_character_is_missing_or_invisible(papers: dict[str, Paper]) -> None:
    for path, paper in papers.items():
        assert not re.search("[\u200b\ufffd\ufeff]", "".join(paper.pages)), path


def test_only_the_bundled_fonts_are_used_and_all_are_embedded(papers: dict[str, Paper]) -> None:
    for path, paper in papers.items():
        assert paper.fonts, path
        for name, embedded in paper.fonts:
            assert embedded, (path, name)
            assert re.fullmatch(r"Brief-(Sans|Han)(-Bold|-Italic|-Semi-Bold)*", name), (path, name)


def test_chinese_names_are_text(printed: Path, papers: dict[str, Paper]) -> None:
    names = 0
    for brief in graph_of(printed).library.briefs():
        if brief.value.local_name:
            names += 1
            folder = "regions" if brief.kind == "region" else "companies"
            assert brief.value.local_name in papers[f"{folder}/{brief.id}/{brief.id}.pdf"].text
            assert brief.value.local_name in papers[WHOLE].text
    assert names


def test_machines_are_told_language_title_and_headings(
    papers: dict[str, Paper], documents: tuple[pdf.Document, ...], read: Callable[[str], Lean]
) -> None:
    for document in documents:
        paper = papers[document.path]
        root = paper.file.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert root.ViewerPreferences.DisplayDocTitle
        if document.booklet:
            assert str(paper.file.docinfo.Title) == f"{document.title}: {document.holds}"
            assert paper.bookmarks[:2] == [document.title, "Contents"]
            assert paper.bookmarks[-1] == "Sources"
        else:
            page = read(document.parts[0].page)
            assert str(paper.file.docinfo.Title) == page.title
            headings = [pages.text(e) for e in page.article.iter() if e.tag in pages.HEADINGS]
            assert paper.bookmarks == headings


def test_documents_are_pdf_ua_1(papers: dict[str, Paper]) -> None:
    for path, paper in papers.items():
        report = validator.validate_pdf_bytes(paper.data, profile="ua1")
        faults = [f"{fault.rule_id}: {fault.message}" for fault in report.failures]
        assert report.is_compliant, (path, faults)
        assert report.rules.total > 100


DRAW = """
import hashlib, pickle, sys
from pathlib import Path
from briefsite.site.pdf import engine
for job in pickle.loads(Path(sys.argv[1]).read_bytes()):
    print(hashlib.sha256(engine.draw(job).pdf).hexdigest())
"""


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C", "PANGO_LANGUAGE": "ja"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "zh_CN.UTF-8"},
    ],
    ids=["shanghai", "new-york"],
)
def test_documents_are_the_same_bytes_everywhere(
    settings: dict[str, str],
    printed: Path,
    booklet: pdf.Document,
    single: pdf.Document,
    run_python: RunPython,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "elsewhere"
    shutil.copytree(printed / "site", folder / "site")
    desk = pdf._Desk(folder / "site", URL, "A4")
    chosen = [single, booklet]
    (tmp_path / "jobs").write_bytes(pickle.dumps([desk.job(each) for each in chosen]))
    said = run_python(DRAW, str(tmp_path / "jobs"), **settings).split()
    wanted = [sha256((printed / "site" / e.path).read_bytes()) for e in chosen]
    assert said == [digest.hexdigest() for digest in wanted]


def test_lean_pages_are_the_same_from_both_engines(
    printed: Path, real: Path, other_engine: Path, documents: tuple[pdf.Document, ...]
) -> None:
    for document in documents:
        for part in document.parts:
            one = pages.read(real / "site", part.page, URL)
            other = pages.read(other_engine, part.page, URL)
            assert compact(pages.dump(one.article)) == compact(pages.dump(other.article)), part.page
            assert (one.title, one.language) == (other.title, other.language)


def test_nothing_is_drawn_again_unless_it_changed(tmp_path: Path) -> None:
    first = _printed(tmp_path / "first", story("family"))
    again = copy_root(first, tmp_path / "again")
    shutil.copytree(first / ".cache" / "pdf", again / ".cache" / "pdf")
    brief = again / "briefs" / "companies" / "salt-institute.yml"
    brief.write_text(brief.read_text().replace("summary: ", "summary: Newly, ", 1))
    built = build(again, strict=True, pdfs=True)
    assert built.published, built.problems
    documents = pdf.plan(graph_of(again))
    names = {each.path for each in documents if _shows(again, each, "salt-institute")}
    assert 0 < built.drawn < built.pdfs / 2
    changed = {
        path
        for path in (each.path for each in documents)
        if (again / "site" / path).read_bytes() != (first / "site" / path).read_bytes()
    }
    assert "companies/salt-institute/salt-institute.pdf" in changed
    assert len(changed) == built.drawn
    assert changed <= names
    kept = list((again / ".cache" / "pdf").iterdir())
    assert len(kept) == built.pdfs


def _shows(root: Path, document: pdf.Document, id: str) -> bool:
    """Whether a page of a document speaks of a brief."""
    for part in document.parts:
        if f"/{id}/" in (root / "site" / part.page / "index.html").read_text():
            return True
    return False
