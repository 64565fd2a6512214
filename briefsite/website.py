"""Markdown on disk into the site. The only home of MkDocs.

The site is built beside the published one, finished by whoever calls (documents to print), indexed
for the search, looked through by the gate, and put in its place in one step; the published site
stays as it was on any failure.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefsite import gate, searching, slimming
from briefsite.exports.redirects import is_redirect
from briefsite.pages.repository import Repository
from briefsite.problems import BriefsiteError, Place, Problem

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


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        message = record.getMessage()
        self.problems.append(Problem(Place("mkdocs.yml"), "mkdocs", message, "", level))  # type: ignore[arg-type]


def address(root: Path) -> str:
    """The address at which the site is published, ending in a slash."""
    return str(_settings(root).site_url or "/").rstrip("/") + "/"


def repository(root: Path) -> Repository:
    """Where the files of the site can be edited."""
    settings = _settings(root)
    return Repository(settings.repo_url or "", settings.edit_uri or "")


def _settings(root: Path, **changes: str) -> Any:
    _quiet()
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    try:
        return load_config(str(root / "mkdocs.yml"), **changes)
    except MkDocsException as error:
        raise BriefsiteError(f"MkDocs cannot use mkdocs.yml: {error}") from error


def _quiet() -> None:
    """Material prints a notice on MkDocs 2 when it is imported; the pin answers it."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"


Finish = Callable[[Path], Iterable[Problem]]
"""Adds to a built site before it is looked through; gives what is wrong."""


def render(root: Path, epoch: int) -> tuple[Path, list[Problem]]:
    """Build the pages beside the published site; gives their folder, and what MkDocs said."""
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    _quiet()
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import MkDocsException

    beside = root / ".cache" / "site"
    collector = _Collector()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(collector)
    propagate, logger.propagate = logger.propagate, False
    try:
        mkdocs_build(_settings(root, site_dir=str(beside)))
    except MkDocsException as error:
        raise BriefsiteError(f"MkDocs cannot build the site: {error}") from error
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
    slimming.slim(beside)
    return beside, collector.problems


def build(root: Path, epoch: int, *, strict: bool, finish: Finish = lambda site: ()) -> Site:
    """Build `site/`; on errors (strict: on warnings too) the old site stays as it is."""
    beside, said = render(root, epoch)
    unfinished = list(finish(beside))
    missed = searching.index(beside)
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
