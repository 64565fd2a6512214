"""Documents to print, from the pages of a built site. In: a site, and which documents. Out: PDFs.

The pages are cut down to what paper needs (`lean`), joined to booklets (`booklet`), drawn by
`engine` on several processes (`pool`) unless the same was drawn before (`cache`), and offered in
the pages (`offer`). Nothing here knows the briefs but `plan`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site.pdf import documents, engine
from briefsite.site.pdf import pages as lean
from briefsite.site.pdf.documents import Document, Part, choose, plan, without
from briefsite.site.pdf.engine import PAPERS, Drawn, Job, missing
from briefsite.site.pdf.pages import Lean

__all__ = [
    "PAPERS",
    "Document",
    "Drawn",
    "Made",
    "choose",
    "make",
    "missing",
    "plan",
    "put",
    "without",
]

Told = Callable[[int, int], None]
"""Hears how many documents are drawn, of how many."""


def silent(done: int, of: int) -> None:
    """For who does not want to hear it."""


SECONDS, SECONDS_A_PART = 60, 10
PAGES, PAGES_A_PART = 100, 40
STYLE = "assets/print.css"


@dataclass(frozen=True)
class Made:
    """The documents that could be drawn, how many were drawn anew, and what was wrong."""

    documents: dict[Document, Drawn]
    drawn: int
    problems: tuple[Problem, ...]


class _Desk:
    """The pages of one site as they are to be printed, each read once."""

    def __init__(self, site: Path, site_url: str, paper: str) -> None:
        self.site, self.url, self.paper = site, site_url, engine.check_paper(paper)
        self._pages: dict[str, Lean] = {}
        try:
            self.css = (site / STYLE).read_text(encoding="utf-8")
        except OSError as error:
            raise BriefsiteError(f"the site has no {STYLE} to print with") from error

    def page(self, part: Part) -> Lean:
        """A page without what belongs to the screen."""
        if part.page not in self._pages:
            self._pages[part.page] = lean.read(self.site, part.page, self.url)
        return self._pages[part.page]

    def job(self, document: Document) -> Job:
        """What the engine needs for a document."""
        pages = [self.page(part) for part in document.parts]
        count, own = len(pages), self.paper
        if document.booklet:
            cover = self.page(Part(document.cover))
            body, own_css = documents.compose(document, pages, cover, self.url)
            title = f"{document.title}: {document.holds}"
            own += cover.style + own_css
        else:
            body, title = lean.dump(pages[0].article), pages[0].title
            own += pages[0].style
        html = documents.html(pages[0].language, title, body)
        seconds, most = SECONDS + SECONDS_A_PART * count, PAGES + PAGES_A_PART * count
        return Job(document.path, html, self.css, own, seconds, most)


def make(
    site: Path,
    site_url: str,
    documents: Sequence[Document],
    folder: Path,
    *,
    paper: str = "A4",
    told: Told = silent,
    prune: bool = False,
    workers: int | None = None,
) -> Made:
    """Draw documents of a built site; `folder` keeps them for the next time.

    With `prune`, what it keeps of other documents goes: they are all there are.
    """
    desk, house, version = _Desk(site, site_url, paper), engine.house_css(), engine.version()
    jobs = {document: desk.job(document) for document in documents}
    keys = {
        job.name: engine.key(job.html, job.css, house, job.own_css, version)
        for job in jobs.values()
    }
    found = {job.name: engine.load(folder, keys[job.name]) for job in jobs.values()}
    new = [job for job in jobs.values() if found[job.name] is None]
    problems: list[Problem] = []
    for done, (job, result) in enumerate(engine.run(new, workers), 1):
        if isinstance(result, Drawn):
            engine.save(folder, keys[job.name], result)
            found[job.name] = result
        else:
            place = Place(f"{site.name}/{job.name}")
            problems += [Problem(place, "pdf", message) for message in result.messages]
        told(done, len(new))
    if prune:
        engine.prune(folder, keys.values())
    made = {document: drawn for document in documents if (drawn := found[document.path])}
    return Made(made, len(new), tuple(sorted(problems)))


def put(site: Path, made: dict[Document, Drawn]) -> None:
    """Put documents into a built site, and offer them in its pages."""
    for document, drawn in made.items():
        (site / document.path).write_bytes(drawn.pdf)
    documents.fill(site, made)
