"""Two states, and which entry of the one is which of the other.

In: two states. Out: pairs of entries. A brief that names a former id is that brief; where neither
says so, one that is like another is taken for it, and marked as a guess. What is not valid in
either state is not compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from briefsite.diff.pairing import like, plain
from briefsite.diff.walking import Side
from briefsite.graph import Graph
from briefsite.library import PLURALS, Entry, Library
from briefsite.problems import Problem

KINDS = ("region", "company", "source", "indicator", "person", "topic", "term")
"""The kinds of entries, in the order of a report."""
BRIEFS = ("region", "company")

Key = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True)
class State:
    """The briefs at one time, with what is wrong with them."""

    name: str
    """How the user named it: a revision or a folder."""
    graph: Graph
    problems: tuple[Problem, ...] = ()
    facts: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    """What pages show of an entry that does not stand in it: whether it was verified."""

    def data(self, entry: Entry[Any]) -> dict[str, Any]:
        """All that is compared of an entry, as JSON has it."""
        return {**plain(entry.value), **plain(self.facts.get((entry.kind, entry.id), {}))}


@dataclass(frozen=True)
class EntryPair:
    """An entry in both states; None in the one where it is not."""

    kind: str
    before: Entry[Any] | None
    after: Entry[Any] | None
    guess: bool = False
    """The ids differ, and only its likeness says that it is the same."""

    @property
    def id(self) -> str:
        """The id in the later state, or the last one it had."""
        entry = self.after or self.before
        return entry.id if entry else ""

    @property
    def is_renamed(self) -> bool:
        """Whether it has another id now."""
        return bool(self.before and self.after and self.before.id != self.after.id)

    def entry(self, side: Side) -> Entry[Any] | None:
        """The entry in one state."""
        return self.before if side == "before" else self.after

    def value(self, side: Side) -> Any:
        """What the entry says in one state."""
        entry = self.entry(side)
        return entry.value if entry else None


@dataclass(frozen=True, order=True)
class Broken:
    """What cannot be compared: it is not valid in one of the states. No id: a whole registry."""

    kind: str
    id: str
    sides: tuple[Side, ...]


def broken(before: State, after: State) -> tuple[Broken, ...]:
    """Everything that cannot be compared, sorted."""
    old, new = before.graph.library.broken, after.graph.library.broken
    found = (
        Broken(kind, id, (*_if("before", (kind, id) in old), *_if("after", (kind, id) in new)))
        for kind, id in old | new
    )
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.id)))


def _if(side: Side, told: bool) -> tuple[Side, ...]:
    return (side,) if told else ()


def pairs(before: State, after: State) -> list[EntryPair]:
    """The entries of both states by kind and id; a renamed one under its new id."""
    assert set(KINDS) == set(PLURALS)
    left_out = {(one.kind, one.id) for one in broken(before, after)}
    found = []
    for kind in KINDS:
        if (kind, "") not in left_out:
            old = _valid(before.graph.library, kind, left_out)
            new = _valid(after.graph.library, kind, left_out)
            found += sorted(_of_kind(kind, old, new), key=lambda pair: pair.id)
    return found


def _valid(library: Library, kind: str, left_out: set[Key]) -> dict[str, Entry[Any]]:
    entries = library.of_kind(kind)
    return {id: entry for id, entry in entries.items() if (kind, id) not in left_out}


def _of_kind(
    kind: str, old: dict[str, Entry[Any]], new: dict[str, Entry[Any]]
) -> Iterator[EntryPair]:
    gone = {id: entry for id, entry in old.items() if id not in new}
    come = {id: entry for id, entry in new.items() if id not in old}
    for id in old.keys() & new.keys():
        yield EntryPair(kind, old[id], new[id])
    for was, now in [*_told(gone, come)]:
        yield EntryPair(kind, gone.pop(was), come.pop(now))
    for was, now in _guessed(gone, come):
        yield EntryPair(kind, gone.pop(was), come.pop(now), guess=True)
    yield from (EntryPair(kind, entry, None) for entry in gone.values())
    yield from (EntryPair(kind, None, entry) for entry in come.values())


def _told(gone: dict[str, Entry[Any]], come: dict[str, Entry[Any]]) -> Iterator[tuple[str, str]]:
    """Old and new id where one of the two briefs says that it had the other's; each id once."""
    taken: set[str] = set()
    for was in gone:
        for now in come:
            names = was in _former(come[now]) or now in _former(gone[was])
            if names and taken.isdisjoint({was, now}):
                taken |= {was, now}
                yield was, now


def _former(entry: Entry[Any]) -> tuple[str, ...]:
    return getattr(entry.value, "former_ids", ())


def _guessed(gone: dict[str, Entry[Any]], come: dict[str, Entry[Any]]) -> list[tuple[str, str]]:
    was, now = list(gone), list(come)
    old = {index: plain(gone[id].value) for index, id in enumerate(was)}
    new = {index: plain(come[id].value) for index, id in enumerate(now)}
    return [(was[i], now[j]) for i, j in like(old, new)]
