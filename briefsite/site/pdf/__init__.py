"""Paper, and the pictures of links. In: pages of the plan. Out: PDFs and PNGs.

`documents` says which there are, `paper` makes their data of the views, `engine` draws them with
the templates in templates/paper, unless the same was drawn before; here that is put together.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefsite import store
from briefsite.pages import Page
from briefsite.pages.pictures import LinkPicture
from briefsite.pages.views import BriefView
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site.pdf import documents, engine, paper
from briefsite.site.pdf.documents import Document, choose, plan, without
from briefsite.site.pdf.engine import Drawn, Failed, Job
from briefsite.site.pdf.paper import PAPERS
from briefsite.store import Artifact, Shelf
from briefsite.text import fonts

__all__ = [
    "PAPERS",
    "Document",
    "Drawn",
    "Made",
    "choose",
    "make",
    "picture",
    "pictures",
    "plan",
    "put",
    "silent",
    "without",
]

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
    found, drawn = _drawn(jobs, shelf, "Drawing PDFs", progress, workers)
    made, problems = {}, []
    for document in documents:
        result = found[document.path]
        if isinstance(result, Drawn):
            made[document] = result
        else:
            problems.append(Problem(Place(f"site/{document.path}"), "pdf", result.message))
    return Made(made, drawn, tuple(sorted(problems)))


def _drawn(
    jobs: Sequence[Job], shelf: Shelf, what: str, progress: Progress, workers: int | None = None
) -> tuple[dict[str, Drawn | Failed], int]:
    """What became of each job, by its name, and how many were not on the shelf."""
    found: dict[str, Drawn | Failed] = {}
    progress(what, 0, 0)
    keys = _keys(jobs)
    for job in jobs:
        kept = shelf.take(keys[job.name])
        if kept is not None:
            found[job.name] = Drawn(kept)
    new = [job for job in jobs if job.name not in found]
    for done, (job, result) in enumerate(engine.run(new, workers), 1):
        if isinstance(result, Drawn):
            shelf.put(keys[job.name], result.content)
        found[job.name] = result
        progress(what, done, len(new))
    return found, len(new)


def _keys(jobs: Sequence[Job]) -> dict[str, str]:
    """All that each is made from: the data, the templates, the fonts, what draws."""
    files = {file for job in jobs for file in Path(job.template).parent.glob("*.typ")}
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
    documents.fill(site, made)


# The pictures of links.


def pictures(
    wanted: Iterable[LinkPicture], root: Path, shelf: Shelf, progress: Progress = silent
) -> Iterator[Artifact]:
    """The picture of each link; one that was drawn before is not drawn again."""
    jobs = [_picture_job(one, root) for one in wanted]
    for name, result in _drawn(jobs, shelf, "Drawing pictures", progress)[0].items():
        yield Artifact(name, _content(result))


def picture(wanted: LinkPicture, root: Path, shelf: Shelf) -> bytes:
    """One of the pictures, from the shelf or drawn at once."""
    job = _picture_job(wanted, root)
    kept = shelf.take(_keys([job])[job.name])
    return _content(engine.draw(job)) if kept is None else kept


def _picture_job(wanted: LinkPicture, root: Path) -> Job:
    template = (store.base(root) / TEMPLATES / "picture.typ").resolve()
    return Job(
        wanted.path, paper.link_picture(wanted), str(template), str(fonts.FOLDER), form="png"
    )


def _content(result: Drawn | Failed) -> bytes:
    if isinstance(result, Failed):
        raise BriefsiteError(result.message)
    return result.content
