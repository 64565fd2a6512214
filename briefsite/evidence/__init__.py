"""Briefs against the archived texts of their sources: every disagreement is a problem.

In: a `Graph` without errors and the archived texts. Out: problems at the line and column of the
citation, with what the source prints. One promise a file, in this explicit registry.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from briefsite import store
from briefsite.checks import Checked, check
from briefsite.evidence import (
    archive,
    citations,
    coverage,
    dates,
    events,
    figures,
    names,
    numbers,
    origins,
    owner,
    record,
    sentence,
)
from briefsite.evidence.archive import Archived
from briefsite.evidence.record import Record
from briefsite.library.graph import Graph
from briefsite.problems import Problem

Verifier = Callable[[Graph, Mapping[str, Archived]], Iterator[Problem]]

VERIFIERS: dict[str, Verifier] = {
    "citation": citations.verify,
    "dates": dates.verify,
    "events": events.verify,
    "figure": figures.verify,
    "names": names.verify,
    "owner": owner.verify,
    "sentence": sentence.verify,
    "source-record": origins.verify,
    "numbers": numbers.verify,
}


def against(graph: Graph, texts: Mapping[str, Archived]) -> list[Problem]:
    """All disagreements, sorted by place."""
    found = {problem for check in VERIFIERS.values() for problem in check(graph, texts)}
    return sorted(found)


_BEGUN = {"unfinished", "unused"}
"""What is wrong with a source or a brief that has just been begun."""
RECORD = "verified.json"
"""The file, beside briefs/, that says which briefs were verified as they stand."""


def verify(
    root: Path, folder: Path, sources: Collection[str] = ()
) -> tuple[Checked, tuple[Problem, ...]]:
    """Check the briefs against the archived texts, all or those of some sources.

    Only briefs without problems are verified.
    """
    checked = check(root)
    if checked.problems:
        return checked, checked.problems
    texts, problems = archive.read(folder, checked.graph.library, sources)
    return checked, tuple(sorted([*problems, *against(checked.graph, texts)]))


def write_record(root: Path, folder: Path, checked: Checked) -> Path:
    """Write down what was verified, for builds that have no archive at hand."""
    texts, _ = archive.read(folder, checked.graph.library)
    covered = coverage.measure(checked.graph, texts)
    found = origins.groups(checked.graph.library, origins.alike(texts))
    made = record.make(checked.graph, covered, found)
    store.replace(root / RECORD, record.dump(made))
    return root / RECORD


def recorded(root: Path) -> Record:
    """What was verified, as a checkout says; nothing, where it says nothing."""
    file = root / RECORD
    return record.load(file.read_bytes()) if file.is_file() else Record()


def measure(
    root: Path, folder: Path, sources: Collection[str] = ()
) -> tuple[tuple[Problem, ...], list[coverage.Covered]]:
    """What no brief says yet of each source, or of some; nothing need be finished or in use."""
    checked = check(root)
    if any(problem.rule not in _BEGUN for problem in checked.problems):
        return checked.problems, []
    texts, problems = archive.read(folder, checked.graph.library, sources)
    return tuple(problems), coverage.measure(checked.graph, texts)
