"""How a command tells of problems: in which form, and where to."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from briefsite import pipeline, report, store
from briefsite.problems import BriefsiteError, Problem

Say = Callable[[str], None]


def add(command: argparse.ArgumentParser) -> None:
    """Add the options `--format` and `--output` to a command that checks."""
    forms = tuple(report.FORMS)
    words = "how problems are told (default: text)"
    command.add_argument("--format", choices=forms, default="text", dest="form", help=words)
    words = "write the report there, in one step, and say only how many problems there are"
    command.add_argument("--output", type=Path, metavar="FILE", dest="report", help=words)


def tell(options: argparse.Namespace, problems: Iterable[Problem]) -> Say:
    """Tell of problems; gives the way to say what else there is to say to people.

    That is the standard error where the standard output is for a program.
    """
    found = list(problems)
    output: Path | None = getattr(options, "report", None)
    form = getattr(options, "form", "text")
    told = _told(options, form, found, colour=output is None and _has_colours())
    if output:
        _write(output, told)
        print(f"Wrote {output}: {report.summary(found) if found else 'no problems.'}")
    elif told:
        print(told)
    is_for_people = output or form in ("text", "github")
    return partial(print, file=sys.stdout if is_for_people else sys.stderr)


def _told(options: argparse.Namespace, form: str, found: list[Problem], *, colour: bool) -> str:
    site = pipeline.published_at(options.root) if found or form == "sarif" else ""
    if form == "text":
        return report.text(found, site, colour=colour)
    return report.render(form, found, site)


def _has_colours() -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _write(file: Path, told: str) -> None:
    try:
        store.replace(file, f"{told}\n".encode() if told else b"")
    except OSError as error:
        raise BriefsiteError(f"cannot write {file}: {error.strerror}") from error
