"""Regions form one tree: each but a country names its parent, and no chain of parents is a ring.

Why: the way from the country down to a place stands on every page, and in every list.

Fix: name the region it lies in, the next one above. A country has no `parent`.
"""

from collections.abc import Iterator

from briefsite.library import Entry
from briefsite.library.graph import Graph
from briefsite.models import Region
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="parent: harbour-city\n", good="parent: north-province\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report missing parents, parents of countries, and rings."""
    for region in graph.library.regions.values():
        if region.value.kind == "country":
            if region.value.parent:
                message = "a country has no parent here"
                yield region.problem(("parent",), "parent", message, "delete this line", key=True)
        elif not region.value.parent:
            message = f"a {region.value.kind} needs a parent"
            yield region.problem((), "parent", message, "add 'parent:' with the id of a region")
        else:
            yield from _ring(graph, region)


def _ring(graph: Graph, region: Entry[Region]) -> Iterator[Problem]:
    chain = [region.id]
    current: Entry[Region] | None = region
    while current and current.value.parent:
        chain.append(current.value.parent)
        if current.value.parent == region.id:
            message = f"the parents form a ring: {' -> '.join(chain)}"
            hint = "one of them has another parent"
            if len(chain) == 2:
                message = f"'{region.id}' is named as its own parent"
                hint = "write the id of the region it lies in, the next one above"
            yield region.problem(("parent",), "parent", message, hint)
            return
        if current.value.parent in chain[:-1]:
            return
        current = graph.library.regions.get(current.value.parent)
