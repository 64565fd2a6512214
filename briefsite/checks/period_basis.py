"""A period that the paragraph does not print says where it comes from.

Why: a date that somebody concluded must not look like one that is printed.

Fix: `inferred` needs a `note` that says from what it follows; `publication` needs a cited source
that prints its own date; `undated` has no basis, so leave `period_basis` out.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    period_basis: inferred\n",
    good="    period_basis: publication\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report periods whose basis is not stated or cannot be."""
    sources = graph.library.sources
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            dated = [
                c
                for c in figure.sources
                if c.source in sources and sources[c.source].value.published
            ]
            known = any(c.source in sources for c in figure.sources)
            fault = None
            if figure.period == "undated" and figure.period_basis != "printed":
                fault = "an undated figure has no basis for its period", "leave 'period_basis' out"
            elif figure.period_basis == "inferred" and not figure.note:
                fault = "an inferred period needs a note", "say in 'note' from what it follows"
            elif figure.period_basis == "publication" and not dated and known:
                fault = "no cited source prints its own date", "write 'inferred', with a note"
            if fault:
                yield brief.problem(("figures", index, "period_basis"), "period-basis", *fault)
