"""The order of the steps, and nothing else: read, join, check, plan, render, build, print."""

import gc
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TypeVar

from briefsite import library, pages, store
from briefsite.checks import Checked, check, check_read
from briefsite.editing import schemas
from briefsite.evidence import recorded
from briefsite.library import graph
from briefsite.library.validation import Kept
from briefsite.pages import Page, Planned
from briefsite.pages.heads import Edition, newest_day
from briefsite.problems import BriefsiteError, Problem
from briefsite.site import exports, gate, history, mkdocs, pdf, search, templating
from briefsite.site.catalogue import Files
from briefsite.store import Artifact
from briefsite.text import fonts, html_title

LATEST = 253_402_300_799
"""The last second of the year 9999."""
NAMES_FONT = "assets/names.woff"
DOCUMENTS, PICTURES = Path(".cache", "pdf"), Path(".cache", "pictures")
"""Where PDFs and the pictures of links are kept from build to build."""


@dataclass(frozen=True)
class Built:
    """What a build did, and whether its site took the place of the last one."""

    briefs: int
    site: Path
    """The published site, or the one that was refused, where there is one."""
    pages: int
    written: store.Written | None
    problems: tuple[Problem, ...]
    published: bool
    pdfs: int = 0
    drawn: int = 0
    """How many of the PDFs were not there from an earlier build."""


def edition(root: Path, known: library.Library, address: str | None = None) -> Edition:
    """The address, date and verification record of the site to build."""
    kept = mkdocs.repository(root)
    made_from, newest = build_date(root, known), newest_day(known)
    made = Edition(address or mkdocs.address(root), made_from, recorded(root), kept, newest)
    return replace(made, past=history.kept(root))


def generate(root: Path, checked: Checked) -> store.Written:
    """Write the tree that the engine reads: hand-written pages, those of the briefs, files."""
    files = Files(checked.graph, edition(root, checked.graph.library))
    return _generate(root, files, list(outline(files)))


def outline(files: Files) -> Iterator[Planned]:
    """Every page of the site, that of the data too."""
    for planned in pages.outline(files.graph, files.edition, [files.page()]):
        yield replace(planned, head=files.head(planned.head))


def _generate(
    root: Path,
    files: Files,
    planning: Sequence[Planned],
    pages: dict[str, Page] | None = None,
    progress: pdf.Progress = pdf.silent,
) -> store.Written:
    """Write the tree, file by file as each is made.

    `pages` are filled with those that had to be written, by path, where somebody wants them.
    """
    plan = templating.Plan(root, files.graph, files.edition)
    heads = [planned.head for planned in planning]
    pictures = [head.picture for head in heads if head.picture and not files.edition.name]
    shelf = store.Shelf(root / PICTURES)
    exports.check_links(exports.links(root, "docs"))
    by_hand = exports.by_hand(exports.layered(root, "docs"))

    paths = [path for head in heads for path in (head.path, *exports.sheet_paths(head))]
    exports.check_free(by_hand, [*paths, *files.paths(), *(picture.path for picture in pictures)])

    def artifacts() -> Iterator[Artifact]:
        yield from (Artifact(path, content) for path, content in by_hand.items())
        progress("Writing the data", 0, 0)
        yield from files.artifacts()
        for planned in _counted(planning, len(planning), "Writing the pages", progress):
            made, page = plan.artifacts(planned)
            yield from made
            if page and pages is not None:
                pages[page.path] = page
        for artifact in site_files(files.graph, files.edition):
            exports.check_free(by_hand, [artifact.path])
            yield artifact
        yield from pdf.pictures(pictures, root, shelf, progress)

    written = store.write(artifacts(), root / mkdocs.TREE)
    plan.keep()
    shelf.prune()
    return written


T = TypeVar("T")


def _counted(items: Iterable[T], of: int, what: str, progress: pdf.Progress) -> Iterator[T]:
    """The items, and how far the work on them is."""
    for done, item in enumerate(items):
        progress(what, done, of)
        yield item


def site_files(joined: graph.Graph, made: Edition) -> Iterator[Artifact]:
    """Every generated file that belongs to no single page and is no data."""
    yield history.feed(joined, made)
    yield from history.brief_feeds(joined, made)
    yield from search.search_files(joined)
    yield from exports.redirects(joined, made)
    yield names_font(joined.library)
    yield from exports.cite_files(joined, made)
    yield from exports.where_ground(joined)
    for schema in schemas.schema_files(joined.library):
        yield Artifact((schemas.SCHEMAS / schema.path).as_posix(), schema.content)


def names_font(known: library.Library) -> Artifact:
    """The signs of the briefs, for readers without a font that has them; briefs.css asks for it."""
    lines = {line for entry in known.entries() for line in entry.document.lines}
    text = "".join((*lines, known.site.model_dump_json()))
    return Artifact(NAMES_FONT, fonts.small(fonts.signs(text)))


def build(
    root: Path,
    *,
    strict: bool,
    pdfs: bool = False,
    progress: pdf.Progress = pdf.silent,
    of: Edition | None = None,
) -> Built:
    """Check, write the Markdown, build the site; with the documents to print where wanted.

    Whoever calls holds the lock of the checkout (`store.alone`). `of` is the edition to build,
    where it is not that of the checkout as it is.
    """
    with store.beside(root, search.NAMES) as beside:
        return _build(root, beside, strict=strict, pdfs=pdfs, progress=progress, of=of)


def _build(
    root: Path,
    beside: store.Beside,
    *,
    strict: bool,
    pdfs: bool,
    progress: pdf.Progress,
    of: Edition | None,
) -> Built:
    progress("Reading the briefs", 0, 0)
    kept = Kept(root)
    found, unread = library.read(root / "briefs", kept, lean=True)
    progress("Checking the briefs", 0, 0)
    checked = check_read(found, unread)
    kept.keep()
    del found, unread
    briefs = len(list(checked.graph.library.briefs()))
    if checked.problems:
        problems = tuple(sorted([*checked.problems, *checked.warnings]))
        return Built(briefs, root / "site", 0, None, problems, False)
    progress("Planning the pages", 0, 0)
    warnings, current = checked.warnings, of or edition(root, checked.graph.library)
    written, printed = _write(root, checked.graph, current, pdfs=pdfs, progress=progress)
    security = list(exports.security(checked.graph, current))
    del checked  # so that what follows has the room
    gc.collect()
    made = pdf.Made({}, 0, ())

    def finish(site: Path) -> tuple[Problem, ...]:
        nonlocal made
        made = printed() if printed else made
        pdf.put(site, made.documents)
        store.refresh(security, site)
        return made.problems

    site = publish(
        root, current.epoch, beside, strict=strict, finish=finish, progress=progress, of=current
    )
    problems = (*warnings, *site.problems)
    done = len(made.documents), made.drawn
    return Built(briefs, site.folder, site.pages, written, problems, site.published, *done)


def _write(
    root: Path, joined: graph.Graph, current: Edition, *, pdfs: bool, progress: pdf.Progress
) -> tuple[store.Written, Callable[[], pdf.Made] | None]:
    """Write the tree; and who makes the documents to print, where they are wanted."""
    files = Files(joined, current)
    planning = list(outline(files))
    if not pdfs:
        return _generate(root, files, planning, progress=progress), None
    pages: dict[str, Page] = {}
    written = _generate(root, files, planning, pages, progress)

    def printed() -> pdf.Made:
        shelf = store.Shelf(root / DOCUMENTS)
        whole = [planned.for_paper(pages.get(planned.head.path)) for planned in planning]
        printer = pdf.Printer(whole, current.site_url, current.epoch, root)
        made = pdf.make(printer, pdf.plan(joined), shelf, progress=progress)
        shelf.prune()
        return made

    return written, printed


@dataclass(frozen=True)
class Site:
    """A built site, and whether it was good enough to take the published one's place."""

    folder: Path
    """The published site, or the one that was refused."""
    pages: int
    problems: tuple[Problem, ...]
    published: bool


Finish = Callable[[Path], Iterable[Problem]]
"""Adds to a built site before it is looked through; gives what is wrong."""


def publish(
    root: Path,
    epoch: int,
    beside: store.Beside,
    *,
    strict: bool,
    finish: Finish = lambda site: (),
    progress: pdf.Progress = pdf.silent,
    of: Edition | None = None,
) -> Site:
    """Build and publish a site; on errors (strict: on warnings too) the old one stays as it is.

    The pages of the editions that are kept join it at the end: no build looks at them again.
    """
    progress("Building the site", 0, 0)
    site = beside.site
    made = mkdocs.render(root, epoch, site, **_settings(root, of))
    past = of.past if of else ()
    old = [script for one in past for script in one.scripts]
    store.refresh(exports.guarded(site, gate.inline_scripts, old, made.known), site)
    unfinished = list(finish(site))
    progress("Indexing the site for the search", 0, 0)
    missed = search.index_search(site, made.known)
    progress("Looking at every page once more", 0, 0)
    address = of.site_url if of else mkdocs.address(root)
    folders = history.folders(past)
    faults, sound = gate.look(site, address, gate.THEME_SCRIPTS, made.known, folders)
    problems = (*made.said, *unfinished, *missed, *faults)
    if not problems:
        made.keep(site, sound)
    pages = sum(not exports.is_redirect(site / page) for page in store.files(site, ".html"))
    if any(strict or problem.level == "error" for problem in problems):
        beside.is_kept = True
        return Site(site, pages, problems, published=False)
    progress("Publishing the site", 0, 0)
    history.add_editions(root, past, site, beside.published)
    beside.publish()
    return Site(root / "site", pages, problems, published=True)


def _settings(root: Path, of: Edition | None) -> dict[str, object]:
    """What the engine is told of an edition that is to be kept."""
    if not of or not of.name:
        return {}
    own = templating.settings_of(library.read_site(root / "briefs")).get("extra", {})
    told = {"name": of.name, "day": html_title(of.day_words), "today": html_title(of.today)}
    return {"site_url": of.site_url, "extra": {**own, "edition": told}}


def print_document(
    root: Path, id: str | None, *, booklet: bool, paper: str, progress: pdf.Progress = pdf.silent
) -> tuple[tuple[Problem, ...], pdf.Drawn | None]:
    """One document, of the pages that it holds; nothing else is made. Without an id, the booklet
    of the whole site."""
    checked = check(root)
    if checked.problems:
        return checked.problems, None
    document = pdf.choose(checked.graph, id, booklet=booklet)
    current = edition(root, checked.graph.library)
    wanted = {document.cover, *(part.page for part in document.parts)}
    found = pages.outline(checked.graph, current)
    written = [planned.for_paper(None) for planned in found if planned.head.address in wanted]
    printer = pdf.Printer(written, current.site_url, current.epoch, root)
    made = pdf.make(
        printer, [document], store.Shelf(root / DOCUMENTS), size=paper, progress=progress
    )
    return made.problems, made.documents.get(document)


def build_date(root: Path, known: library.Library) -> int:
    """Seconds since 1970 of the state that is built; 0 where no day is known.

    It is SOURCE_DATE_EPOCH, else that of the last commit, else the newest day that the briefs
    themselves name. Raises BriefsiteError for a SOURCE_DATE_EPOCH that is no time.
    """
    given = os.environ.get(mkdocs.EPOCH)
    if given:
        if not given.isascii() or not given.isdecimal() or int(given) > LATEST:
            raise BriefsiteError(
                f"{mkdocs.EPOCH} is {given!r}; it is a number of seconds since 1970, "
                "such as 1717200000, or not set"
            )
        return int(given)
    newest = newest_day(known)
    day = int(datetime.combine(newest, time.min, UTC).timestamp()) if newest else 0
    return _committed(root) or day


def _committed(root: Path) -> int:
    """When the last commit was made; 0 where Git is not there, or refuses, or has none."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return 0
    stamp = answer.stdout.strip()
    return int(stamp) if stamp.isdecimal() else 0
