"""Commands that report on the briefs: check, verify, coverage."""

import argparse
from pathlib import Path
from typing import Any

from briefsite import authoring, pipeline, report
from briefsite.text import plural


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("check", help="report all problems of all briefs, write nothing")
    command.set_defaults(run=check)
    for name, run, words in (
        ("verify", verify, "hold every citation against the archived texts of the sources"),
        ("coverage", coverage, "list what of each source no brief says yet"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--archive", type=Path, required=True, metavar="DIR", help="the texts")
        command.set_defaults(run=run)
        if name == "verify":
            command.add_argument("--record", action="store_true", help="write verified.json")


def check(options: argparse.Namespace) -> int:
    """Report all problems of the briefs."""
    checked = pipeline.check(options.root)
    problems = sorted([*checked.problems, *authoring.unformatted(options.root)])
    if problems:
        print(report.text(problems))
        return 1
    briefs = plural(len(list(checked.graph.library.briefs())), "brief")
    print(f"{briefs} checked, no problems.")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Hold the briefs against the archived texts."""
    checked, problems = pipeline.verify(options.root, options.archive)
    if problems:
        print(report.text(problems))
        return 1
    uses = sum(len(uses) for uses in checked.graph.by_source.values())
    figures = sum(len(figures) for figures in checked.graph.by_indicator.values())
    count = f"{plural(figures, 'figure')}, {plural(uses, 'citation')}"
    print(
        f"{count} held against {plural(len(checked.graph.by_source), 'source')}: no disagreement."
    )
    if options.record:
        print(f"Wrote {pipeline.record(options.root, options.archive, checked)}.")
    return 0


def coverage(options: argparse.Namespace) -> int:
    """List what no brief says yet."""
    problems, sources = pipeline.measure(options.root, options.archive)
    if problems:
        print(report.text(problems))
        return 1
    print(report.coverage(sources))
    return 0 if all(covered.complete for covered in sources) else 1
