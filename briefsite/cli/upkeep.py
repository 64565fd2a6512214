"""Commands that look for what time has done to the briefs: links and stale."""

import argparse
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from briefsite import pipeline, website
from briefsite.upkeep import Finding, tasks


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("links", help="ask whether the addresses in the briefs answer")
    command.set_defaults(run=links)
    _add_markdown(command)
    command = commands.add_parser("stale", help="list the figures that are past their review")
    command.add_argument("--day", type=_day, help="as 2026-01-31 (default: today)")
    command.set_defaults(run=stale)
    _add_markdown(command)


def _add_markdown(command: argparse.ArgumentParser) -> None:
    what = "for an issue; nothing where there is nothing to do"
    command.add_argument("--markdown", action="store_true", help=what)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write 2026-01-31") from None


def links(options: argparse.Namespace) -> int:
    """Ask whether the addresses in the briefs answer."""
    found = pipeline.links(options.root)
    gone = [finding for finding in found if finding.problem.level == "error"]
    unclear = [finding for finding in found if finding.problem.level == "warning"]
    if options.markdown:
        _print_tasks(options, "Addresses that answer no more", gone)
        _print_tasks(options, "Addresses that give no clear answer", unclear if gone else [])
    else:
        _print_text(found, "Every address in the briefs answers.")
    return 1 if gone else 0


def stale(options: argparse.Namespace) -> int:
    """List the figures that are past their review."""
    found = pipeline.stale(options.root, options.day or datetime.now(UTC).date())
    if options.markdown:
        _print_tasks(options, "Figures past their review", found)
    else:
        _print_text(found, "No figure is past its review.")
    return 1 if found else 0


def _print_tasks(options: argparse.Namespace, heading: str, found: Iterable[Finding]) -> None:
    print(tasks.markdown(heading, found, website.repository(options.root)), end="")


def _print_text(found: list[Finding], nothing: str) -> None:
    print(tasks.text(found) or nothing)
