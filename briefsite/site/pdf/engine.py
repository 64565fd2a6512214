"""HTML and CSS into a PDF. The only home of WeasyPrint.

In: a `Job`, whole HTML and CSS. Out: `Drawn`, or `Failed` with what was wrong. It opens nothing but
the bundled fonts: no file, no address. What WeasyPrint warns of is a failure, because text may be
lost where it warns. The library is imported when it is needed: a machine without Pango can still
do everything else.
"""

import json
import logging
import multiprocessing
import os
import signal
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefsite import store
from briefsite.problems import BriefsiteError
from briefsite.text.fonts import FONTS

VARIANT = "pdf/ua-1"
PAPERS = ("A4", "Letter")
_HERE = Path(__file__).parent
_CONF = _HERE / "fonts.conf"


@dataclass(frozen=True)
class Job:
    """A document to draw; `name` is its place below the site, for messages."""

    name: str
    html: str
    css: str
    """The site's style for paper, the same in all documents; parsed once in a process."""
    own_css: str
    seconds: int = 60
    """After which it is given up."""
    most_pages: int = 300


@dataclass(frozen=True)
class Drawn:
    """A PDF, and how many pages it has."""

    pdf: bytes
    pages: int


@dataclass(frozen=True)
class Failed:
    """Why a document could not be drawn, in the order of the document."""

    messages: tuple[str, ...]


class _Late(Exception):
    """The document took too long."""


def missing() -> str:
    """Why nothing can be drawn here, and what to install; empty where all is there."""
    try:
        _library()
    except (ImportError, OSError) as error:
        why = " ".join(str(error).split())[:200]
        return (
            f"PDFs cannot be made here: {why}\n"
            "  Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0\n"
            "  macOS:          brew install pango\n"
            "  without PDFs:   build.py build --no-pdf"
        )
    return ""


def version() -> str:
    """What draws, for the key of what was drawn: WeasyPrint, Pango, and the bytes of the fonts."""

    library = _library()
    fonts = sha256(b"".join(sha256(font.path.read_bytes()).digest() for font in FONTS)).hexdigest()
    return f"weasyprint {library.__version__}, pango {pango.pango_version()}, fonts {fonts}"


def house_css() -> str:
    """The bundled fonts as CSS, and what PDFs add to the style for paper."""
    faces = (
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};'
        f"font-style:{font.style};src:url(font:{font.file})}}\n"
        for font in FONTS
    )
    return "".join(faces) + (_HERE / "paper.css").read_text(encoding="utf-8")


def draw(job: Job) -> Drawn | Failed:
    """Draw a document, in a process that may be another one."""
    with _listening() as messages:
        try:
            with _alarm(job.seconds):
                drawn = _draw(job)
        except _Late:
            return Failed((f"it is not drawn after {job.seconds} seconds",))
    faults = dict.fromkeys(messages)
    if drawn.pages > job.most_pages:
        faults[f"it has {drawn.pages} pages; more than {job.most_pages} are not printed"] = None
    return Failed(tuple(faults)) if faults else drawn


def _draw(job: Job) -> Drawn:
    library, (shared, fonts) = _library(), _shared(job.css)
    own = library.CSS(string=job.own_css, url_fetcher=_fetcher(), font_config=fonts)
    html = library.HTML(string=job.html, url_fetcher=_fetcher(), media_type="print")
    document = html.render(font_config=fonts, stylesheets=[*shared, own], pdf_variant=VARIANT)
    if len(document.pages) > job.most_pages:
        return Drawn(b"", len(document.pages))
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return Drawn(pdf, len(document.pages))


@cache
def _library() -> Any:
    """WeasyPrint, with our fonts instead of those of the system, whatever the user's settings."""
    os.environ["FONTCONFIG_FILE"] = str(_CONF)
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("PANGO_LANGUAGE", None)
    with warnings.catch_warnings():
        # It warns that there are no fonts: they come with the style sheet.
        warnings.simplefilter("ignore")
        import weasyprint
    return weasyprint


@cache
def _shared(css: str) -> tuple[tuple[object, object], object]:
    """The common style and the fonts, read once in a process."""
    library = _library()

    fonts = FontConfiguration()
    house = library.CSS(string=house_css(), url_fetcher=_fetcher(), font_config=fonts)
    with _listening():
        # What it does not know there is meant for browsers, and is no fault.
        site = library.CSS(string=css, url_fetcher=_fetcher(), font_config=fonts)
    return (site, house), fonts


@cache
def _fetcher() -> object:

    files = {f"font:{font.file}": font.path for font in FONTS}

    class Fonts(URLFetcher):  # type: ignore[misc]
        """Gives the bundled fonts, and nothing else."""

        def fetch(self, url: str, headers: object = None) -> object:
            """The bytes of a bundled font; raises ValueError for any other address."""
            if url not in files:
                raise ValueError("only the bundled fonts are opened")
            return URLFetcherResponse(url, files[url].read_bytes())

    return Fonts()


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(" ".join(record.getMessage().split()))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What WeasyPrint complains of meanwhile; the innermost listener alone hears it."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [listener], False
    try:
        yield listener.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate


@contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    """Raise _Late after some seconds, where the system can; only the main thread can be told."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(number: int, frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    # Again and again: what is raised within a call from C is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def check_paper(paper: str) -> str:
    """The CSS that sets the paper; raises BriefsiteError where it is not one we know."""
    if paper not in PAPERS:
        raise BriefsiteError(f"'{paper}' is no paper; known are {', '.join(PAPERS)}")
    return f"@page{{size:{paper}}}\n"


# PDFs of earlier builds, by what they were made from. In: a key. Out: the same bytes, or nothing.
#
# An entry says its own hash, so that a damaged one is made anew. It is written beside and then put
# in its place, so that a kill leaves the old state or the new one.


_SUFFIX = ".pdf"


def key(*parts: str) -> str:
    """The name of what is made from these texts."""
    digest = sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def load(folder: Path, key: str) -> Drawn | None:
    """The entry of a key; None where there is none, or it is not whole."""
    try:
        head, _, pdf = (folder / f"{key}{_SUFFIX}").read_bytes().partition(b"\n")
        said = json.loads(head)
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or said != _head(pdf, said.get("pages")):
        return None
    return Drawn(pdf, int(said["pages"]))


def save(folder: Path, key: str, drawn: Drawn) -> None:
    """Keep a document for later builds."""
    folder.mkdir(parents=True, exist_ok=True)
    head = json.dumps(_head(drawn.pdf, drawn.pages), sort_keys=True).encode()
    store.replace(folder / f"{key}{_SUFFIX}", head + b"\n" + drawn.pdf)


def _head(pdf: bytes, pages: object) -> dict[str, object]:
    data = f"{pages} ".encode() + pdf
    return {"pages": pages, "sha256": sha256(data).hexdigest()}


def prune(folder: Path, used: Iterable[str]) -> None:
    """Forget what no document of this build is made from, and what a kill left half written."""
    kept = {f"{key}{_SUFFIX}" for key in used}
    for file in sorted(folder.glob("*")) if folder.is_dir() else ():
        if file.name not in kept:
            file.unlink(missing_ok=True)


# Jobs on several processes. In: jobs. Out: what became of each, as they are done.


_MOST_TASKS = 200
"""After as many documents a process makes room for a new one: caches in it only grow."""


def workers(jobs: int, wanted: int | None = None) -> int:
    """How many processes to use: one for each core, and no more than there are jobs."""
    return max(1, min(jobs, wanted or os.cpu_count() or 2))


def run(jobs: Sequence[Job], count: int | None = None) -> Iterator[tuple[Job, Drawn | Failed]]:
    """Draw all; the longest first, so that no process is left alone with it at the end."""
    if not jobs:
        return
    # A new interpreter, not a copy of this one: Pango must not be shared between processes.
    start = multiprocessing.get_context("spawn")
    number = workers(len(jobs), count)
    pool = ProcessPoolExecutor(number, mp_context=start, max_tasks_per_child=_MOST_TASKS)
    ordered = sorted(jobs, key=lambda job: (-len(job.html), job.name))
    try:
        futures = {pool.submit(draw, job): job for job in ordered}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool as error:
        raise BriefsiteError("a process that makes PDFs was ended from outside") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
