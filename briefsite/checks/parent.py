"""Regions form trees: each names the region it lies in, of a kind in which one of its own may lie
(`within` in site.yml), and no chain of parents is a ring or has no end.

Why: the way from the top down to a place stands on every page, and in every list.

Fix: name the region it lies in, the next one above. What lies in nothing, such as a country, has no
`parent`.
"""

from collections.abc import Iterator, Mapping

from briefsite.library import Entry
from briefsite.library.graph import Graph
from briefsite.models import KindOfRegion, Region
from briefsite.problems import Example, Problem

MOST = 12
"""Fewer regions than these are a ring that is told in full."""
DEEPEST = 12
"""So many regions may lie around one."""

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="parent: harbour-city\n", good="parent: north-province\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report parents that are missing, of the wrong kind or not wanted, rings and long chains."""
    kinds = {kind.id: kind for kind in graph.library.site.region_kinds}
    rings = _rings(graph)
    for region in graph.library.regions.values():
        kind = kinds.get(region.value.kind)
        if kind and not kind.within:
            if region.value.parent:
                message = f"what is called '{kind.name}' has no parent here"
                yield region.problem(("parent",), "parent", message, "delete this line", key=True)
        elif kind and not region.value.parent:
            message = f"a region of the kind '{kind.id}' needs a parent"
            yield region.problem((), "parent", message, "add 'parent:' with the id of a region")
        elif region.id in rings:
            yield _ring(region, rings[region.id])
        elif kind:
            yield from _misplaced(graph, region, kinds)
            yield from _deep(graph, region)


def _deep(graph: Graph, region: Entry[Region]) -> Iterator[Problem]:
    """The first of a chain of parents that has too many around it."""
    above, around = region.value.parent, 0
    while above in graph.library.regions and around <= DEEPEST + 1:
        above, around = graph.library.regions[above].value.parent, around + 1
    if around == DEEPEST + 1:
        message = f"{around} regions lie around it; there may be {DEEPEST}"
        yield region.problem(("parent",), "parent", message, "name one farther up as its parent")


def _misplaced(
    graph: Graph, region: Entry[Region], kinds: Mapping[str, KindOfRegion]
) -> Iterator[Problem]:
    above, kind = graph.library.regions.get(region.value.parent or ""), kinds[region.value.kind]
    if above and above.value.kind in kinds and above.value.kind not in kind.within:
        message = f"{kind.id} does not lie in {above.value.kind} ('{above.id}')"
        hint = f"known here: {', '.join(kind.within)}; or add to `within` of {kind.id} in site.yml"
        yield region.problem(("parent",), "parent", message, hint)


def _rings(graph: Graph) -> dict[str, list[str]]:
    """The regions that lie in themselves, each with the first of its ring, from itself on."""
    parents = {id: region.value.parent for id, region in graph.library.regions.items()}
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for id in parents:
        way: dict[str, int] = {}
        at: str | None = id
        while at and at not in seen:
            seen.add(at)
            way[at] = len(way)
            at = parents.get(at)
        if at in way:
            ring = [*way][way[at] :]
            round = ring + ring[:MOST]
            found |= {one: round[n : n + min(MOST, len(ring))] for n, one in enumerate(ring)}
    return found


def _ring(region: Entry[Region], ring: list[str]) -> Problem:
    left_out = ["..."] if len(ring) == MOST else []
    message = f"the parents form a ring: {' -> '.join([*ring, *left_out, region.id])}"
    hint = "one of them has another parent"
    if len(ring) == 1:
        message = f"'{region.id}' is named as its own parent"
        hint = "write the id of the region it lies in, the next one above"
    return region.problem(("parent",), "parent", message, hint)
