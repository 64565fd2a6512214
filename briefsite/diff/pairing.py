"""Two values of the format compared: which item of a list is which, and every difference.

In: two values. Out: pairs of positions, and differences with their places. Turned round, the values
give the same turned round: every score is symmetric, and ties never compete.
"""

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Literal

from pydantic import BaseModel

from briefsite.models import (
    Citation,
    Conversion,
    Correction,
    Derived,
    Event,
    Figure,
    Furniture,
    Location,
    Parent,
    PrintedName,
    Relation,
    Role,
    Section,
    Statement,
    Wording,
)
from briefsite.text import shorten

LIKE = 0.75
"""From this share of common words on, two items count as one that was changed."""
MOST = 2_500
"""So many combinations are looked at for likeness; a hostile file shall not take hours."""

Pair = tuple[int, int]
Renames = Mapping[str, str]
"""New ids by old ids; an old id in the earlier state means the new one."""

IDENTITY: dict[type[BaseModel], Callable[[Any], object]] = {
    Citation: lambda item: (item.source, item.para),
    Conversion: lambda item: item.unit,
    Correction: lambda item: (item.date, item.was),
    Derived: lambda item: item.id,
    Event: lambda item: item.id,
    Figure: lambda item: (item.indicator, item.period),
    Furniture: lambda item: item.paras,
    Wording: lambda item: (item.here, item.source),
    Location: lambda item: (item.region, item.role),
    Parent: lambda item: item.company,
    PrintedName: lambda item: item.name,
    Relation: lambda item: (item.to, item.kind),
    Role: lambda item: item.title,
    Section: lambda item: item.heading,
    Statement: lambda item: item.id,
}
"""By what an item is the same one in both states; an item of another class, by its `id` or not."""


def plain(value: object) -> object:
    """A value as JSON has it: numbers as printed, fields without a value left out."""
    if isinstance(value, BaseModel):
        return {name: plain(part) for name, part in value if part is not None}
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def renamed(value: Any, renames: Renames) -> Any:
    """A plain value in which each text that is an old id is the new one."""
    if isinstance(value, dict):
        return {name: renamed(part, renames) for name, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, renames) for part in value]
    return renames.get(value, value) if isinstance(value, str) else value


def pair(before: Sequence[Any], after: Sequence[Any], renames: Renames) -> list[Pair]:
    """The positions of what is the same item in both lists, in the order of the first."""
    old = [renamed(plain(item), renames) for item in before]
    new = [plain(item) for item in after]
    found = _equal(old, new)
    found += _same(_identities(before, renames), _identities(after, {}), found, old, new)
    found += like(_left(old, found, 0), _left(new, found, 1))
    return sorted(found)


def like(old: Mapping[int, Any], new: Mapping[int, Any], least: float = LIKE) -> list[Pair]:
    """The pairs of like items, the likest first."""
    if len(old) * len(new) > MOST:
        return []
    olds = {key: Counter(_words(item)) for key, item in old.items()}
    news = {key: Counter(_words(item)) for key, item in new.items()}
    scores = ((_likeness(olds[i], news[j]), i, j) for i in olds for j in news)
    ranked = sorted(
        (score for score in scores if score[0] >= least),
        key=lambda score: (-score[0], abs(score[1] - score[2]), score[1] + score[2]),
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return list(found.items())


def _equal(old: Iterable[Any], new: Iterable[Any]) -> list[Pair]:
    """Items that are equal; of several equal ones the first with the first."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, item in enumerate(new):
        places[json.dumps(item, sort_keys=True)].append(j)
    found = []
    for i, item in enumerate(old):
        waiting = places[json.dumps(item, sort_keys=True)]
        if waiting:
            found.append((i, waiting.pop(0)))
    return found


def _same(
    old_ids: list[Any], new_ids: list[Any], found: list[Pair], old: list[Any], new: list[Any]
) -> list[Pair]:
    """Items of one identity; of several, the likest with the likest."""
    lefts, rights = _left(old, found, 0), _left(new, found, 1)
    pairs: list[Pair] = []
    groups: dict[Any, dict[int, Any]] = defaultdict(dict)
    others: dict[Any, dict[int, Any]] = defaultdict(dict)
    for i in lefts:
        groups[old_ids[i]][i] = lefts[i]
    for j in rights:
        others[new_ids[j]][j] = rights[j]
    for identity, group in groups.items():
        if identity is not None:
            pairs += like(group, others[identity], least=0.0)
    return pairs


def _left(items: list[Any], found: list[Pair], side: int) -> dict[int, Any]:
    taken = {pair[side] for pair in found}
    return {index: item for index, item in enumerate(items) if index not in taken}


def _identities(items: Sequence[Any], renames: Renames) -> list[str | None]:
    """By what each item is known, as text; None where it is known by its likeness only."""
    known = (renamed(plain(_identity(item)), renames) for item in items)
    return [None if by is None else json.dumps(by) for by in known]


def _identity(item: object) -> object:
    by = IDENTITY.get(type(item)) if isinstance(item, BaseModel) else None
    return by(item) if by else getattr(item, "id", None)


def _words(item: Any, path: tuple[str, ...] = ()) -> Iterable[tuple[str, ...]]:
    """Each word of a plain value with the field it stands in."""
    if isinstance(item, dict):
        for name, part in item.items():
            yield from _words(part, (*path, name))
    elif isinstance(item, list):
        for part in item:
            yield from _words(part, path)
    else:
        yield from ((*path, word) for word in str(item).split())


def _likeness(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    """The share of common words (Dice): 1 for the same words, 0 for none in common."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


# Every difference between two values of the format, found by walking all their fields.
#
# In: two values, whatever their class: a field that the format gains is compared without a line
# here. Out: changes, each with its place in both states. Applied to the earlier value they give the
# later one, but for the order of items that are kept, of which is only said that it is another;
# turned round they are the changes of the way back.


Side = Literal["before", "after"]
SIDES: tuple[Side, Side] = ("before", "after")
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
    before: object = None
    after: object = None


def walk(
    before: object, after: object, renames: Renames, place: Place = ()
) -> Iterator[Difference]:
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
    before: Mapping[str, object], after: Mapping[str, object], renames: Renames, place: Place
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        yield from walk(before.get(name), after.get(name), renames, (*place, name))


def _items(
    before: tuple[object, ...], after: tuple[object, ...], renames: Renames, place: Place
) -> Iterator[Difference]:
    pairs = pair(before, after, renames)
    kept, come = {i for i, _ in pairs}, {j for _, j in pairs}
    if [j for _, j in pairs] != sorted(come):
        yield Difference("moved", place)
    for i, item in enumerate(before):
        if i not in kept:
            yield Difference("removed", (*place, Item(i, None)), before=item)
    for i, j in pairs:
        yield from walk(before[i], after[j], renames, (*place, Item(i, j)))
    for j, item in enumerate(after):
        if j not in come:
            yield Difference("added", (*place, Item(None, j)), after=item)


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


# The words in which two texts differ, short enough to be read in a list of changes.


SHORT, CONTEXT, EXCERPT = 90, 3, 320
"""Texts up to so many characters stand whole; so many words around a change, characters in all."""
MOST_PAIRS = 10_000
"""Longer stretches are not matched word by word; a hostile text shall not take hours."""
Hunk = tuple[int, int, int, int]
"""Begin and end of a stretch in each of two texts."""
SPACE = "(other white space or line breaks only)"
ORDER = "(the same paragraphs in another order)"


def excerpts(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ, each with a few words around them."""
    if max(len(old), len(new)) <= SHORT:
        return old, new
    before, after = old.split(), new.split()
    if before == after:
        return SPACE, SPACE
    if sorted(_paragraphs(old)) == sorted(_paragraphs(new)):
        return ORDER, ORDER
    hunks = _hunks(before, after)
    return (
        _cut(before, [(start, end) for start, end, _, _ in hunks]),
        _cut(after, [(start, end) for _, _, start, end in hunks]),
    )


def _paragraphs(text: str) -> list[str]:
    """The paragraphs and list items of a text."""
    return [" ".join(one.split()) for one in re.split(r"\n\s*\n|\n(?=- |[0-9]+\. )", text)]


def _hunks(before: list[str], after: list[str]) -> list[Hunk]:
    """The stretches that differ: what lies between words that stand once in each text.

    Stretches that are short enough are matched word by word. The matcher is not symmetric, so the
    smaller text comes first.
    """
    if before > after:
        return [(c, d, a, b) for a, b, c, d in _hunks(after, before)]
    found: list[Hunk] = []
    a = c = 0
    for b, d in [*_anchors(before, after), (len(before), len(after))]:
        while a < b and c < d and before[a] == after[c]:
            a, c = a + 1, c + 1
        end, last = b, d
        while a < end and c < last and before[end - 1] == after[last - 1]:
            end, last = end - 1, last - 1
        found += _matched(before, after, (a, end, c, last))
        a, c = b, d
    return found


def _anchors(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """The longest row of places of words that stand once in each text, in order in both."""
    in_old, in_new = Counter(before), Counter(after)
    places = {word: at for at, word in enumerate(after) if in_old[word] == in_new[word] == 1}
    ends: list[int] = []  # the place in `after` at which the best row of each length ends
    rows: list[tuple[int, int, int]] = []  # places, and the one before in the row
    last: list[int] = []
    for at, word in enumerate(before):
        if (there := places.get(word)) is not None:
            length = bisect_left(ends, there)
            rows.append((at, there, last[length - 1] if length else -1))
            ends[length : length + 1] = [there]
            last[length : length + 1] = [len(rows) - 1]
    found, one = [], last[-1] if last else -1
    while one >= 0:
        at, there, one = rows[one]
        found.append((at, there))
    return found[::-1]


def _matched(before: list[str], after: list[str], whole: Hunk) -> list[Hunk]:
    a, b, c, d = whole
    if a == b and c == d:
        return []
    if (b - a) * (d - c) > MOST_PAIRS:
        return [whole]
    matcher = SequenceMatcher(None, before[a:b], after[c:d], autojunk=False)
    codes = (code for code in matcher.get_opcodes() if code[0] != "equal")
    return [(a + i, a + j, c + k, c + m) for _, i, j, k, m in codes]


def _cut(words: list[str], spans: list[tuple[int, int]]) -> str:
    shown = {
        index
        for start, end in spans
        for index in range(max(0, start - CONTEXT), min(len(words), end + CONTEXT))
    }
    text, last = "", -1
    for index in sorted(shown):
        text += (" " if index == last + 1 and text else " … " if index else "") + words[index]
        last = index
    return shorten(text + (" …" if last < len(words) - 1 else ""), EXCERPT)
