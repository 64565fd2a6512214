"""A derived value names two figures that exist and can be computed with each other.

Why: the program computes it, so that nobody has to trust a calculation done by hand.

Fix: name the figures as `indicator@period`, or `brief/indicator@period` for those of another
brief; both in one unit.
"""

from collections.abc import Iterator

from briefsite.library.derived import compute
from briefsite.library.graph import Graph
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    inputs:\n      - docks@2014\n      - docks@2023\n",
    good="    inputs:\n      - docks@2022\n      - docks@2023\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report derived values that cannot be computed."""
    if graph.library.broken:
        return  # the figures of what cannot be read are not known
    for brief in graph.library.briefs():
        for index, derived in enumerate(brief.value.derived):
            found = compute(graph, brief, derived)
            if isinstance(found, str):
                hint = "name figures as indicator@period or brief/indicator@period"
                guilty = [n for n, text in enumerate(derived.inputs) if f"'{text}'" in found]
                path: FieldPath = ("derived", index, "inputs", *guilty[:1])
                yield brief.problem(path, "derived", found, hint)
