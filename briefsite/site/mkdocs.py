"""Markdown on disk into the site. The only home of MkDocs.

The site is built beside the published one, finished by whoever calls (documents to print), indexed
for the search, looked through by the gate, and put in its place in one step; the published site
stays as it was on any failure.
"""

import logging
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from briefsite.pages.edition import Repository
from briefsite.problems import BriefsiteError, Place, PlacedError, Problem, problem_at
from briefsite.site import gate, search
from briefsite.site.feeds import is_redirect
from briefsite.site.templating import ERRORS, failure

# The settings of the site, and what MkDocs says while it works: both as values with places.


FILE = "mkdocs.yml"
TEMPLATES = "templates"
_PAGE = re.compile(r"(?:Doc file|page) '([^']+)'")
_ONE_AT_A_TIME = threading.RLock()
_LINK = re.compile(r"link '([^']+)'")


def load(root: Path, **changes: str) -> Any:
    """The settings in mkdocs.yml; raises BriefsiteError with what MkDocs says of them."""
    quiet()

    with listening(root) as said:
        try:
            return load_config(str(root / FILE), **changes)
        except MkDocsException as error:
            faults = [problem.message for problem in said if problem.level == "error"]
            raise _unusable(root, error, faults) from error


def _unusable(root: Path, error: Exception, faults: list[str]) -> BriefsiteError:
    cause = error.__cause__ or error.__context__
    mark = getattr(cause, "problem_mark", None)
    words = "; ".join(faults) or str(error)
    message = f"MkDocs cannot use mkdocs.yml: {words}"
    if not (root / FILE).is_file():
        return BriefsiteError(message)
    lines = tuple((root / FILE).read_text(encoding="utf-8", errors="replace").split("\n"))
    at = (mark.line, mark.column) if mark else (0, 0)
    what = getattr(cause, "problem", None) or words
    problem = problem_at(FILE, lines if mark else (), at, "mkdocs", what)
    return PlacedError(message, problem)


def quiet() -> None:
    """Material prints a notice on MkDocs 2 when it is imported; the pin answers it."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"


@contextmanager
def listening(root: Path) -> Iterator[list[Problem]]:
    """What MkDocs warns of while the block lasts, as problems; nothing of it is printed."""
    collector = _Collector(root)
    logger = logging.getLogger("mkdocs")
    with _ONE_AT_A_TIME:
        logger.addHandler(collector)
        propagate, logger.propagate = logger.propagate, False
        try:
            yield collector.problems
        finally:
            logger.removeHandler(collector)
            logger.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self, root: Path) -> None:
        super().__init__(logging.WARNING)
        self.root = root
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        found = _problem(self.root, record.getMessage())
        self.problems.append(replace(found, level=level))  # type: ignore[arg-type]


def _problem(root: Path, message: str) -> Problem:
    """A message at the page and the link that it names; else at the settings."""
    page = _PAGE.search(message)
    file = root / "docs" / page[1] if page else None
    if not page or not file or not file.is_file():
        return Problem(Place(FILE), "mkdocs", message)
    link = _LINK.search(message)
    text = file.read_text(encoding="utf-8", errors="replace")
    before = text[: max(0, text.find(link[1]))] if link else ""
    at = before.count("\n"), len(before) - before.rfind("\n") - 1
    lines = tuple(text.split("\n")) if before else ()
    return problem_at(
        f"docs/{page[1]}", lines, at, "mkdocs", message, width=len(link[1]) if link else 1
    )


THEME_SCRIPTS = frozenset(
    {
        "7eb3684fdacd2881f67b9428983273a29d8774d8bc82622af9b65a8ec1032a90",  # storage by site
        "0eb10c249dbdb0beef225a10ce5cbe55418cc4a7014cc208f8e7d6ed8f00906e",  # colour scheme
        "ffcc0f7735fdab434d257c80e65cec2e88d716991e69757185b7e450e41a5b2f",  # content tabs
    }
)
"""Hashes of the inline scripts that Material brings; a new one needs a look before it is added."""


@dataclass(frozen=True)
class Site:
    """A built site, and whether it was good enough to take the published one's place."""

    folder: Path
    pages: int
    problems: tuple[Problem, ...]
    published: bool


def address(root: Path) -> str:
    """The address at which the site is published, ending in a slash."""
    return str(load(root).site_url or "/").rstrip("/") + "/"


def repository(root: Path) -> Repository:
    """Where the files of the site can be edited."""
    settings = load(root)
    return Repository(settings.repo_url or "", settings.edit_uri or "")


Finish = Callable[[Path], Iterable[Problem]]
"""Adds to a built site before it is looked through; gives what is wrong."""


def render(root: Path, epoch: int) -> tuple[Path, list[Problem]]:
    """Build the pages beside the published site; gives their folder, and what MkDocs said."""
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    quiet()

    beside = root / ".cache" / "site"
    settings = load(root, site_dir=str(beside))
    with listening(root) as said:
        try:
            mkdocs_build(settings)
        except MkDocsException as error:
            raise BriefsiteError(f"MkDocs cannot build the site: {error}") from error
        except ERRORS as error:
            raise failure(error, root / TEMPLATES, "the theme") from error
    return beside, said


def build(root: Path, epoch: int, *, strict: bool, finish: Finish = lambda site: ()) -> Site:
    """Build `site/`; on errors (strict: on warnings too) the old site stays as it is."""
    beside, said = render(root, epoch)
    unfinished = list(finish(beside))
    missed = search.index(beside)
    faults = gate.check(beside, address(root), THEME_SCRIPTS)
    problems = [*said, *unfinished, *missed, *faults]
    published = root / "site"
    pages = sum(1 for page in beside.rglob("*.html") if not is_redirect(page))
    if any(strict or problem.level == "error" for problem in problems):
        return Site(published, pages, tuple(problems), published=False)
    _exchange(beside, published)
    return Site(published, pages, tuple(problems), published=True)


def _exchange(beside: Path, published: Path) -> None:
    old = beside.with_name("site.old")
    shutil.rmtree(old, ignore_errors=True)
    if published.exists():
        published.rename(old)
    beside.rename(published)
    shutil.rmtree(old, ignore_errors=True)


_SITE_URL = re.compile(
    r"^site_url:(?: +|(?: *!ENV *\[(\w+), *))[\"']?(https?://[^\s\"'\]?#]+)[\"']?\]? *$", re.M
)


def published_at(root: Path) -> str:
    """The address of the site, ending in a slash; empty where the settings name none.

    The settings are read as plain text, so that those of a stranger can do nothing here.
    """
    file = root / "mkdocs.yml"
    found = _SITE_URL.search(file.read_text(errors="replace")) if file.is_file() else None
    if not found:
        return ""
    return f"{os.environ.get(found[1] or '', found[2]).rstrip('/')}/"


def build_date(root: Path) -> int:
    """Seconds since 1970 of SOURCE_DATE_EPOCH, else of the last commit, else 0."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return 0
    stamp = answer.stdout.strip()
    return int(stamp) if stamp.isdecimal() else 0
