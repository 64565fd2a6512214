"""Regions form one tree: each but a country names its parent, and no chain of parents is a ring."""

from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.library import Entry
from briefsite.models import Region
from briefsite.problems import Problem


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
            yield region.problem(("parent",), "parent", message, "one of them has another parent")
            return
        if current.value.parent in chain[:-1]:
            return
        current = graph.library.regions.get(current.value.parent)
