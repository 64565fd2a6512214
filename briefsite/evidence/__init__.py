"""Briefs against the archived texts of their sources: every disagreement is a problem.

In: a `Graph` without errors and the archived texts. Out: problems at the line and column of the
citation, with what the source prints. One promise a file, in this explicit registry.
"""

from collections.abc import Callable, Iterator, Mapping

from briefsite.archive import Archived
from briefsite.evidence import citations, dates, figures, names, numbers
from briefsite.graph import Graph
from briefsite.problems import Problem

Verifier = Callable[[Graph, Mapping[str, Archived]], Iterator[Problem]]

VERIFIERS: dict[str, Verifier] = {
    "citation": citations.verify,
    "dates": dates.verify,
    "figure": figures.verify,
    "names": names.verify,
    "numbers": numbers.verify,
}


def verify(graph: Graph, texts: Mapping[str, Archived]) -> list[Problem]:
    """All disagreements, sorted by place."""
    found = {problem for check in VERIFIERS.values() for problem in check(graph, texts)}
    return sorted(found)
