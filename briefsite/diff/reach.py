"""Which changes a changed page shows: its own, those that name it, else the nearest ones.

In: a comparison, and what a page is about. Out: the positions of changes. Pages show much of each
other (names, cards, values side by side), so where nothing nearer is found, all changes count.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from briefsite.diff.comparison import Change, Comparison
from briefsite.diff.entries import Key
from briefsite.diff.walking import Side
from briefsite.graph import Graph, references
from briefsite.library import Entry
from briefsite.models.walk import Path

SHOWN_WITH_LINKS = ("name", "local_name", "label", "summary", "definition", "title", "kind")
"""Fields that other pages show where they lead to a page."""


_SIDES: tuple[Side, Side] = ("before", "after")
_Named = tuple[Key, Path | None]


@dataclass
class Reach:
    """The changes of each entry, and those that name it or lie beside it."""

    comparison: Comparison
    own: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    near: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    far: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        named: dict[tuple[Side, Key], list[_Named]] = {}
        for number, change in enumerate(self.comparison.changes):
            for side in _SIDES:
                entry = change.pair.entry(side)
                if entry:
                    key = entry.kind, entry.id
                    self.own[key].add(number)
                    if (side, key) not in named:
                        named[side, key] = list(_named(self.comparison.state(side).graph, entry))
                    self._beside(number, change, side, named[side, key])

    def _beside(self, number: int, change: Change, side: Side, named: list[_Named]) -> None:
        shown = not change.place or change.place[0] in SHOWN_WITH_LINKS
        top = change.top(side)
        for target, at in named:
            is_near = shown or (at is not None and at[: len(top)] == top)
            (self.near if is_near else self.far)[target].add(number)

    def of(self, keys: tuple[Key, ...]) -> tuple[int, ...]:
        """The changes that account for the page of an entry, which may have been renamed."""
        for found in (
            {number for key in keys for number in self.own[key] | self.near[key]},
            {number for key in keys for number in self.far[key]},
        ):
            if found:
                return tuple(sorted(found))
        return self.all()

    def of_kind(self, kind: str) -> tuple[int, ...]:
        """The changes of a list of pages; all, where none is of its kind."""
        changes = enumerate(self.comparison.changes)
        return tuple(n for n, change in changes if change.pair.kind == kind) or self.all()

    def all(self) -> tuple[int, ...]:
        """All changes."""
        return tuple(range(len(self.comparison.changes)))


def _named(graph: Graph, entry: Entry[Any]) -> Iterator[_Named]:
    """What an entry names, each with the path at which it does; then what else shows it."""
    for reference in references(entry):
        yield from (((kind, reference.id), reference.path) for kind in reference.kinds)
    for target, found in graph.mentions.items():
        for mention in found:
            if (mention.brief.kind, mention.brief.id) == (entry.kind, entry.id):
                yield target, mention.path
    for other in graph.backlinks.get((entry.kind, entry.id), ()):
        yield (other.kind, other.id), None
    for id in sorted(_family(graph, entry)):
        yield ("region", id), None


def _family(graph: Graph, entry: Entry[Any]) -> set[str]:
    """The regions whose pages show a brief by its place in their tree."""
    locations = getattr(entry.value, "locations", ())
    homes = [entry.id] if entry.kind == "region" else [location.region for location in locations]
    found = {above.id for home in homes for above in graph.ancestors(home)}
    if entry.kind == "region" and entry.id in graph.library.regions:
        found |= {one.id for one in (*graph.siblings(entry.id), *graph.descendants(entry.id))}
    return found
