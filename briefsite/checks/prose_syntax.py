"""Prose is Markdown of a short allow list; what looks like a citation, figure or link must be one.

Bad: `[@people 12]`, `{NEV-output}`, `[text](javascript:...)`. Good: `[@people-daily, para 12]`,
`{nev-output@2023}`, `[text](https://example.org)`. For a plain brace write `\\{`.
"""

from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.models.marks import ProseMark
from briefsite.models.walk import leaves
from briefsite.problems import Problem
from briefsite.prose import parse


def check(graph: Graph) -> Iterator[Problem]:
    """Report the faults that the parser of prose found."""
    for entry in (*graph.library.entries(), *graph.library.drafts):
        for leaf in leaves(entry.value):
            if isinstance(leaf.mark, ProseMark):
                for fault in parse(leaf.value).faults:
                    yield entry.problem(
                        leaf.path, "prose-syntax", fault.message, fault.hint, at=fault.at
                    )
