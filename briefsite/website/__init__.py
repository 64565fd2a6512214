"""Markdown on disk into the site. The only home of MkDocs.

The site is built beside the published one, finished by whoever calls (documents to print), indexed
for the search, looked through by the gate, and put in its place in one step; the published site
stays as it was on any failure.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from briefsite import gate, searching, slimming
from briefsite.exports.redirects import is_redirect
from briefsite.pages.repository import Repository
from briefsite.problems import BriefsiteError, Problem
from briefsite.templating import ERRORS, failure
from briefsite.website.settings import TEMPLATES, listening, load, quiet

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
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import MkDocsException

    beside = root / ".cache" / "site"
    settings = load(root, site_dir=str(beside))
    with listening(root) as said:
        try:
            mkdocs_build(settings)
        except MkDocsException as error:
            raise BriefsiteError(f"MkDocs cannot build the site: {error}") from error
        except ERRORS as error:
            raise failure(error, root / TEMPLATES, "the theme") from error
    slimming.slim(beside)
    return beside, said


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
