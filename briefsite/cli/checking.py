"""Commands that report on the briefs: check, verify, coverage."""

import argparse
from collections.abc import Collection
from pathlib import Path
from typing import Any

from briefsite import pipeline, report
from briefsite.graph import Graph
from briefsite.problems import BriefsiteError
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
        one = "only this one; may be given again"
        command.add_argument("--source", action="append", metavar="ID", default=[], help=one)
        command.set_defaults(run=run)
        if name == "verify":
            command.add_argument("--record", action="store_true", help="write verified.json")


def check(options: argparse.Namespace) -> int:
    """Report all problems of the briefs."""
    checked = pipeline.check(options.root)
    if checked.problems:
        print(report.text(checked.problems))
        return 1
    briefs = plural(len(list(checked.graph.library.briefs())), "brief")
    print(f"{briefs} checked, no problems.")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Hold the briefs against the archived texts."""
    if options.record and options.source:
        raise BriefsiteError("--record needs the texts of all sources; leave --source out")
    checked, problems = pipeline.verify(options.root, options.archive, options.source)
    if problems:
        print(report.text(problems))
        return 1
    print(f"{_held(checked.graph, options.source)}: no disagreement.")
    if options.record:
        print(f"Wrote {pipeline.record(options.root, options.archive, checked)}.")
    return 0


def coverage(options: argparse.Namespace) -> int:
    """List what no brief says yet."""
    problems, sources = pipeline.measure(options.root, options.archive, options.source)
    if problems:
        print(report.text(problems))
        return 1
    print(report.coverage(sources))
    return 0 if all(covered.complete for covered in sources) else 1


def _held(graph: Graph, only: Collection[str]) -> str:
    """What was held against which sources, counted."""
    sources = set(only) or graph.by_source
    uses = sum(len(graph.by_source.get(id, ())) for id in sources)
    figures = sum(
        any(citation.source in sources for citation in at.figure.sources)
        for found in graph.by_indicator.values()
        for at in found
    )
    counts = f"{plural(figures, 'figure')}, {plural(uses, 'citation')}"
    return f"{counts} held against {plural(len(sources), 'source')}"
