"""A derived value names two figures that exist and can be computed with each other.

Bad: `inputs: [total-output@2014, total-output@2023]` where there is no value for 2014.
"""

from collections.abc import Iterator

from briefsite.derive import compute
from briefsite.graph import Graph
from briefsite.problems import Problem


def check(graph: Graph) -> Iterator[Problem]:
    """Report derived values that cannot be computed."""
    if graph.library.broken:
        return  # the figures of what cannot be read are not known
    for brief in graph.library.briefs():
        for index, derived in enumerate(brief.value.derived):
            found = compute(graph, brief, derived)
            if isinstance(found, str):
                hint = "name figures as indicator@period or brief/indicator@period"
                yield brief.problem(("derived", index, "inputs"), "derived", found, hint)
