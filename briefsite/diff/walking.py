"""Every difference between two values of the format, found by walking all their fields.

In: two values, whatever their class: a field that the format gains is compared without a line
here. Out: changes, each with its place in both states. Applied to the earlier value they give the
later one; turned round they are the changes of the way back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from briefsite.diff.pairing import Pair, Renames, pair, plain

Side = Literal["before", "after"]
Action = Literal["added", "removed", "changed", "moved", "renamed"]


@dataclass(frozen=True)
class Item:
    """An item of a list: its position in each state, None where it is not there."""

    before: int | None
    after: int | None


Place = tuple[str | Item, ...]
"""The way from an entry to a part of it: names of fields, and items."""


@dataclass(frozen=True)
class Difference:
    """One difference below an entry. `moved`: the kept items of a list stand in another order."""

    action: Action
    place: Place
    before: Any = None
    after: Any = None
    order: tuple[Pair, ...] = ()
    """For `moved`: the positions of each kept item, before and after."""


def walk(before: Any, after: Any, renames: Renames, place: Place = ()) -> Iterator[Difference]:
    """Every difference between two values, in the order of the fields."""
    if plain(before) == plain(after):
        return
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        yield from _fields(dict(before), dict(after), renames, place)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _fields(before, after, renames, place)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        yield from _items(before, after, renames, place)
    elif before is None or after is None:
        yield Difference("added" if before is None else "removed", place, before, after)
    else:
        yield Difference("changed", place, before, after)


def _fields(
    before: Mapping[str, Any], after: Mapping[str, Any], renames: Renames, place: Place
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        yield from walk(before.get(name), after.get(name), renames, (*place, name))


def _items(
    before: tuple[Any, ...], after: tuple[Any, ...], renames: Renames, place: Place
) -> Iterator[Difference]:
    pairs = pair(before, after, renames)
    kept, come = {i for i, _ in pairs}, {j for _, j in pairs}
    if [j for _, j in pairs] != sorted(come):
        yield Difference("moved", place, order=tuple(pairs))
    for i, item in enumerate(before):
        if i not in kept:
            yield Difference("removed", (*place, Item(i, None)), before=item)
    for i, j in pairs:
        yield from walk(before[i], after[j], renames, (*place, Item(i, j)))
    for j, item in enumerate(after):
        if j not in come:
            yield Difference("added", (*place, Item(None, j)), after=item)


def pointer(place: Place, side: Side) -> str:
    """A place as a JSON Pointer (RFC 6901) into one state; `-` for an item that is not there."""
    steps = (step if isinstance(step, str) else _position(step, side) for step in place)
    return "".join(f"/{step}" for step in steps)


def _position(item: Item, side: Side) -> str:
    at = item.before if side == "before" else item.after
    return "-" if at is None else str(at)


def path(place: Place, side: Side) -> tuple[str | int, ...]:
    """A place as the path that other rows use; it ends before an item that is not there."""
    found: list[str | int] = []
    for step in place:
        at = step if isinstance(step, str) else getattr(step, side)
        if at is None:
            break
        found.append(at)
    return tuple(found)


def resolve(value: Any, place: Place, side: Side) -> Any:
    """What stands at a place in one state; None where nothing does."""
    for step in place:
        at = step if isinstance(step, str) else getattr(step, side)
        if value is None or at is None:
            return None
        if isinstance(at, int):
            value = value[at]
        else:
            value = value.get(at) if isinstance(value, Mapping) else getattr(value, at, None)
    return value
