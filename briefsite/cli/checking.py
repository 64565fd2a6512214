"""Commands that report on the briefs: check, verify, coverage; and explain, on the rules."""

import argparse
from collections.abc import Collection
from pathlib import Path
from typing import Any

from briefsite import authoring, pipeline, report, rules
from briefsite.cli import telling
from briefsite.graph import Graph
from briefsite.problems import BriefsiteError, did_you_mean
from briefsite.text import plural


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("check", help="report all problems of all briefs, write nothing")
    telling.add(command)
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
            telling.add(command)
    command = commands.add_parser("explain", help="explain a rule, with an example")
    command.add_argument("rule", nargs="?", metavar="RULE", help="default: list all rules")
    command.set_defaults(run=explain)


def check(options: argparse.Namespace) -> int:
    """Report all problems of the briefs."""
    checked = pipeline.check(options.root)
    problems = tuple(sorted([*checked.problems, *authoring.unformatted(options.root)]))
    say = telling.tell(options, problems)
    if problems:
        return 1
    briefs = plural(len(list(checked.graph.library.briefs())), "brief")
    say(f"{briefs} checked, no problems.")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Hold the briefs against the archived texts."""
    if options.record and options.source:
        raise BriefsiteError("--record needs the texts of all sources; leave --source out")
    checked, problems = pipeline.verify(options.root, options.archive, options.source)
    say = telling.tell(options, problems)
    if problems:
        return 1
    say(f"{_held(checked.graph, options.source)}: no disagreement.")
    if options.record:
        say(f"Wrote {pipeline.record(options.root, options.archive, checked)}.")
    return 0


def coverage(options: argparse.Namespace) -> int:
    """List what no brief says yet."""
    problems, sources = pipeline.measure(options.root, options.archive, options.source)
    if problems:
        telling.tell(options, problems)
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


def explain(options: argparse.Namespace) -> int:
    """Explain a rule, or list all."""
    if not options.rule:
        print(report.listing())
        return 0
    if options.rule not in rules.RULES:
        hint = did_you_mean(options.rule, rules.RULES) or "see `build.py explain`"
        raise BriefsiteError(f"there is no rule '{options.rule}'; {hint}")
    print(report.explanation(rules.RULES[options.rule]))
    return 0
