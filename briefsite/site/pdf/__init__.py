"""Paper, and the pictures of links. In: pages of the plan. Out: PDFs and PNGs.

Which documents there are stands here: one for each brief, booklets, and one of the whole site. A
booklet holds a region, everything below it depth first, and the companies there, each once. `paper`
makes their data of the views, `engine` draws them with the templates in templates/paper, unless the
same was drawn before.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import relpath

from briefsite import store
from briefsite.library.graph import AnyBrief, Graph, page_path, page_url
from briefsite.pages import Page
from briefsite.pages.heads import LinkPicture
from briefsite.pages.views import BriefView
from briefsite.problems import BriefsiteError, Place, Problem, did_you_mean
from briefsite.site.pdf import engine, paper
from briefsite.site.pdf.engine import Drawn, Failed, Job
from briefsite.site.pdf.paper import PAPERS, Document, Part
from briefsite.store import Artifact, Shelf
from briefsite.text import fonts, plural, slug, without_accents

__all__ = [
    "PAPERS",
    "SITE",
    "Document",
    "Drawn",
    "Made",
    "Part",
    "choose",
    "make",
    "picture",
    "pictures",
    "plan",
    "put",
    "silent",
    "without",
]

SITE = "site"
"""Stands for the whole site where a page offers documents."""


def plan(graph: Graph) -> tuple[Document, ...]:
    """Every document that a build makes."""
    found = [_brief(brief) for brief in graph.library.briefs()]
    regions = graph.library.regions.values()
    found += [_booklet(graph, region) for region in regions if _has_more(graph, region)]
    return (*found, whole(graph))


def _has_more(graph: Graph, brief: AnyBrief) -> bool:
    """Whether a booklet of a brief holds more than the brief."""
    return len(_inside(graph, brief)) > 1


def _brief(brief: AnyBrief) -> Document:
    """The document of one brief, beside its page."""
    page = _page(brief)
    return Document(brief.id, f"{page}{brief.id}.pdf", (Part(page),))


def _booklet(graph: Graph, brief: AnyBrief) -> Document:
    """The booklet of a region; of a company it holds the company."""
    page, inside = _page(brief), _inside(graph, brief)
    path = f"{page}{brief.id}-booklet.pdf"
    return Document(brief.id, path, inside, True, brief.value.name, _holds(inside), page)


def whole(graph: Graph) -> Document:
    """The booklet of the whole site."""
    library = graph.library
    roots = [region for region in library.regions.values() if not graph.ancestors(region.id)]
    regions = [part for root in roots for part in _inside(graph, root)]
    parts = dict.fromkeys(part for part in regions if not part.page.startswith("companies/"))
    parts |= dict.fromkeys(Part(_page(company)) for company in library.companies.values())
    name = library.site.name
    path = f"{file_name(name)}.pdf"
    return Document(SITE, path, tuple(parts), True, name, _holds(tuple(parts)))


def file_name(site: str) -> str:
    """The name of the site as that of a file, without its ending."""
    plain = without_accents(site)
    has_letters = any(char.isascii() and char.isalnum() for char in plain)
    return slug(plain)[:64].strip("-") if has_letters else SITE


def choose(graph: Graph, id: str | None, *, booklet: bool) -> Document:
    """A document by hand; without an id the whole site. Raises BriefsiteError for an unknown id."""
    if id is None:
        return whole(graph)
    briefs = {brief.id: brief for brief in graph.library.briefs()}
    if id not in briefs:
        hint = did_you_mean(id, briefs)
        raise BriefsiteError(f"there is no region or company '{id}'" + (hint and f"; {hint}"))
    return _booklet(graph, briefs[id]) if booklet else _brief(briefs[id])


def _page(brief: AnyBrief) -> str:
    return page_url(page_path(brief.kind, brief.id))


def _inside(graph: Graph, brief: AnyBrief) -> tuple[Part, ...]:
    """A brief, the regions below it, and their companies in the order of these regions."""
    if brief.kind == "company":
        return (Part(_page(brief)),)
    regions = (brief, *graph.descendants(brief.id))
    above = len(graph.ancestors(brief.id))
    parts = [Part(_page(region), len(graph.ancestors(region.id)) - above) for region in regions]
    companies = [found for region in regions for found in graph.companies.get(region.id, ())]
    return tuple(dict.fromkeys([*parts, *(Part(_page(company)) for company in companies)]))


def _holds(parts: tuple[Part, ...]) -> str:
    regions = sum(1 for part in parts if part.page.startswith("regions/"))
    counts = ((regions, "region", "regions"), (len(parts) - regions, "company", "companies"))
    return " and ".join(plural(count, *words) for count, *words in counts if count)


# The lines in which pages offer their PDFs: filled in the built HTML, or taken out.
#
# A template leaves `<p class="pdf" data-pdf="hunan" hidden></p>`; what comes into it, with the
# number of pages and the size, is known only when the documents are made.


PLACEHOLDER = re.compile(r'<p class="pdf" data-pdf="([a-z0-9-]+)" hidden(?:="")?>\s*</p>\n?')


def fill(site: Path, made: Mapping[Document, Drawn]) -> None:
    """Put the offers into the pages of a site; where nothing was made, the line goes."""
    by_id: dict[str, list[tuple[Document, Drawn]]] = {}
    for document, drawn in made.items():
        by_id.setdefault(document.id, []).append((document, drawn))
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        if "data-pdf=" in html:
            here = page.parent.relative_to(site).as_posix()
            page.write_text(_filled(html, here, by_id), encoding="utf-8")


def without(html: str) -> str:
    """A page that offers nothing."""
    return PLACEHOLDER.sub("", html)


def _filled(html: str, here: str, by_id: dict[str, list[tuple[Document, Drawn]]]) -> str:
    def offer(match: re.Match[str]) -> str:
        made = by_id.get(match[1], ())
        return line(made, here) + "\n" if made else ""

    return PLACEHOLDER.sub(offer, html)


def line(made: Iterable[tuple[Document, Drawn]], here: str) -> str:
    """The offer of some documents on a page in the folder `here`."""
    links = " ".join(
        f'<a href="{escape(relpath(document.path, here))}" type="application/pdf">'
        f"{_kind(document)}, {plural(drawn.pages, 'page')}, {size(len(drawn.content))}</a>"
        for document, drawn in made
    )
    return f'<p class="pdf" data-pagefind-ignore="">{links}</p>'


def _kind(document: Document) -> str:
    return f"PDF booklet of {document.holds}" if document.booklet else "PDF"


def size(count: int) -> str:
    """A number of bytes as people say it: thousands, rounded; never 0."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB"


# How they are made.

TEMPLATES = Path("templates", "paper")
"""Below the root of a checkout."""
SECONDS_A_PART = 2
"""CPU seconds more for each brief of a booklet."""
_DAY = 86400

Progress = Callable[[str, int, int], None]
"""Hears what is being done, how many are done, of how many; of 0 where none are counted."""


def silent(what: str, done: int, of: int) -> None:
    """For who does not want to hear it."""


@dataclass(frozen=True)
class Made:
    """The documents that could be drawn, how many were drawn anew, and what was wrong."""

    documents: dict[Document, Drawn]
    drawn: int
    problems: tuple[Problem, ...]


class Printer:
    """Makes jobs of the pages of one edition."""

    def __init__(self, pages: Iterable[Page], site_url: str, epoch: int, root: Path) -> None:
        self._pages = {page.address: page for page in pages}
        # Of the day alone: a document that says the same as earlier in the day is the same.
        self._url, self._time = site_url, max(0, epoch - epoch % _DAY)
        self._templates = store.base(root) / TEMPLATES

    def job(self, document: Document, size: str) -> Job:
        """What the engine needs for a document; `size` is one of PAPERS."""
        if size not in PAPERS:
            raise BriefsiteError(f"'{size}' is no paper; known are {', '.join(PAPERS)}")
        parts = [(*self._brief(part.page), part.depth) for part in document.parts]
        if document.booklet:
            cover = self._pages[document.cover]
            data = paper.booklet(document, parts, paper.head(cover), self._url, size)
        else:
            view, head, _ = parts[0]
            data = paper.brief(view, head, size)
        template = "booklet.typ" if document.booklet else "brief.typ"
        data["dated"] = self._time > 0
        file = str((self._templates / template).resolve())
        seconds = engine.SECONDS + SECONDS_A_PART * len(parts)
        folder = str(fonts.FOLDER)
        return Job(document.path, data, file, folder, self._time, seconds=seconds)

    def _brief(self, address: str) -> tuple[BriefView, paper.Head]:
        page = self._pages[address]
        if not isinstance(page.view, BriefView):
            raise BriefsiteError(f"the page {page.path} is no brief to print")
        return page.view, paper.head(page)


def make(
    printer: Printer,
    documents: Sequence[Document],
    shelf: Shelf,
    *,
    size: str = "A4",
    progress: Progress = silent,
    workers: int | None = None,
) -> Made:
    """Draw documents; the shelf keeps them for the next time."""
    jobs = [printer.job(document, size) for document in documents]
    made, problems, found, drawn = {}, [], dict[str, Drawn | Failed](), 0
    for name, result, is_new in _drawn(jobs, shelf, "Drawing PDFs", progress, workers):
        found[name] = result
        drawn += is_new
    for document in documents:
        result = found[document.path]
        if isinstance(result, Drawn):
            made[document] = result
        else:
            problems.append(Problem(Place(f"site/{document.path}"), "pdf", result.message))
    return Made(made, drawn, tuple(sorted(problems)))


def _drawn(
    jobs: Sequence[Job], shelf: Shelf, what: str, progress: Progress, workers: int | None = None
) -> Iterator[tuple[str, Drawn | Failed, bool]]:
    """The name of each job, what became of it, and whether it was not on the shelf."""
    progress(what, 0, 0)
    keys, new = _keys(jobs), []
    for job in jobs:
        kept = shelf.take(keys[job.name])
        if kept is None:
            new.append(job)
        else:
            yield job.name, Drawn(kept), False
    for done, (job, result) in enumerate(engine.run(new, workers), 1):
        if isinstance(result, Drawn):
            shelf.put(keys[job.name], result.content)
        progress(what, done, len(new))
        yield job.name, result, True


def _keys(jobs: Sequence[Job]) -> dict[str, str]:
    """All that each is made from: the data, the templates, the fonts, what draws."""
    folders = {Path(template).parent for template in {job.template for job in jobs}}
    files = {file for folder in folders for file in folder.glob("*.typ")}
    files |= {font.path for font in fonts.FONTS}
    digests = [store.digest(file.read_bytes()) for file in sorted(files)]
    recipe = [engine.version(), *digests]
    return {
        job.name: store.digest(
            json.dumps([recipe, Path(job.template).name, job.data, job.timestamp])
        )
        for job in jobs
    }


def put(site: Path, made: Mapping[Document, Drawn]) -> None:
    """Put documents into a built site, and offer them in its pages."""
    for document, drawn in made.items():
        (site / document.path).write_bytes(drawn.content)
    fill(site, made)


# The pictures of links.


def pictures(
    wanted: Iterable[LinkPicture], root: Path, shelf: Shelf, progress: Progress = silent
) -> Iterator[Artifact]:
    """The picture of each link; one that was drawn before is not drawn again."""
    template = _picture_template(root)
    jobs = [_picture_job(one, template) for one in wanted]
    for name, result, _ in _drawn(jobs, shelf, "Drawing pictures", progress):
        yield Artifact(name, _content(result))


def picture(wanted: LinkPicture, root: Path, shelf: Shelf) -> bytes:
    """One of the pictures, from the shelf or drawn at once."""
    job = _picture_job(wanted, _picture_template(root))
    kept = shelf.take(_keys([job])[job.name])
    return _content(engine.draw(job)) if kept is None else kept


def _picture_template(root: Path) -> str:
    return str((store.base(root) / TEMPLATES / "picture.typ").resolve())


def _picture_job(wanted: LinkPicture, template: str) -> Job:
    return Job(wanted.path, paper.link_picture(wanted), template, str(fonts.FOLDER), form="png")


def _content(result: Drawn | Failed) -> bytes:
    if isinstance(result, Failed):
        raise BriefsiteError(result.message)
    return result.content
