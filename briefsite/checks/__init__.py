"""The checks that need more than one value: one rule a file, in this explicit registry.

In: a `Graph` of what is valid by itself. Out: problems. A rule's name is its module's name with
hyphens. The module documents the rule, see `briefsite.problems`: whoever adds one writes the
docstring with `Why:` and `Fix:`, and an `EXAMPLE`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefsite import library
from briefsite.checks import (
    ambiguous_figure,
    conflict,
    derived,
    duplicate,
    future_date,
    missing_glyph,
    paragraph,
    parent,
    period_basis,
    printed,
    prose_syntax,
    site,
    speaker,
    uncited,
    unfinished,
    unit,
    unknown_id,
    unused,
)
from briefsite.library import graph, yaml
from briefsite.library.graph import Graph
from briefsite.problems import Problem

Check = Callable[[Graph], Iterator[Problem]]

CHECKS: dict[str, Check] = {
    "ambiguous-figure": ambiguous_figure.check,
    "conflict": conflict.check,
    "derived": derived.check,
    "duplicate": duplicate.check,
    "future-date": future_date.check,
    "missing-glyph": missing_glyph.check,
    "paragraph": paragraph.check,
    "parent": parent.check,
    "period-basis": period_basis.check,
    "printed": printed.check,
    "prose-syntax": prose_syntax.check,
    "site": site.check,
    "speaker": speaker.check,
    "uncited": uncited.check,
    "unfinished": unfinished.check,
    "unit": unit.check,
    "unknown-id": unknown_id.check,
    "unused": unused.check,
}


def run(graph: Graph) -> list[Problem]:
    """All problems of all rules, sorted by place."""
    return sorted(problem for check in CHECKS.values() for problem in check(graph))


@dataclass(frozen=True)
class Checked:
    """The graph of the briefs, and everything that is wrong with them, sorted."""

    graph: graph.Graph
    problems: tuple[Problem, ...]
    """With any of these, nothing is made of the briefs."""
    warnings: tuple[Problem, ...] = ()
    """What an editor is told, and what stops nothing, strictly or not."""


def check(root: Path, load: library.Load = yaml.load) -> Checked:
    """Read and check the briefs of a checkout; `load` may remember files it has parsed."""
    return check_folder(root / "briefs", load)


def check_folder(folder: Path, load: library.Load = yaml.load) -> Checked:
    """Read and check a folder of briefs."""
    return check_read(*library.read(folder, load))


def check_read(found: library.Library, problems: Iterable[Problem]) -> Checked:
    """Check what has been read, and what was wrong with it then."""
    joined = graph.build(found)
    all_found = sorted({*problems, *run(joined)})
    errors = tuple(problem for problem in all_found if problem.level == "error")
    warnings = tuple(problem for problem in all_found if problem.level != "error")
    return Checked(joined, errors, warnings)
