"""The settings of the site, and what MkDocs says while it works: both as values with places."""

import logging
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefsite.problems import BriefsiteError, Place, PlacedError, Problem, problem_at

FILE = "mkdocs.yml"
TEMPLATES = "templates"
_PAGE = re.compile(r"(?:Doc file|page) '([^']+)'")
_ONE_AT_A_TIME = threading.RLock()
_LINK = re.compile(r"link '([^']+)'")


def load(root: Path, **changes: str) -> Any:
    """The settings in mkdocs.yml; raises BriefsiteError with what MkDocs says of them."""
    quiet()
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

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
