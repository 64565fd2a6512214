"""The changes between two states in words, as the site words things; plain text, not escaped."""

from bisect import bisect_left
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from briefsite import models
from briefsite.diff import Change, Comparison, Side
from briefsite.models.marks import Ref
from briefsite.models.walk import leaves
from briefsite.pages.kinds import KINDS
from briefsite.review.excerpts import excerpts
from briefsite.review.items import KNOWN_BY, TOLD_BY
from briefsite.review.naming import Naming, period_words
from briefsite.text import number, ordinal

PARTS = {
    "aliases": "alias",
    "authors": "author",
    "companies": "company",
    "conversions": "conversion",
    "corrections": "correction",
    "coverage": "coverage in verified.json",
    "defects": "defect",
    "derived": "computed value",
    "events": "event",
    "figures": "figure",
    "former_ids": "former id",
    "inputs": "input",
    "locations": "place",
    "paras": "paragraph",
    "parent_sources": "citation of the parent",
    "parents": "parent",
    "people": "person",
    "printed_names": "printed name",
    "regions": "region",
    "relations": "relation",
    "reviewed": "review",
    "roles": "post",
    "sections": "section",
    "sectors": "sector",
    "sources": "citation",
    "statements": "statement",
    "terms": "term",
    "topics": "topic",
    "verified": "verified as it stands",
}
"""What one item of a field is called; another field by its own name."""
PERIODS = ("date", "period", "published", "accessed")
"""Fields that hold a day or a period."""
KIND_WORDS = {
    **{kind: kind for kind in ("source", "indicator", "person", "topic", "term")},
    **{kind: words.lower() for kind, words in KINDS.items()},
}
"""What an entry of each kind is called, and a brief by its own kind."""


def part(name: str) -> str:
    """What a field, or one item of it, is called."""
    return PARTS.get(name, name.replace("_", " "))


class Words(Naming):
    """Words for the changes between two states."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(comparison)
        self._marks: dict[int, dict[Any, Any]] = {}

    def what(self, change: Change) -> str:
        """Which part of its entry a change is about."""
        side: Side = "before" if change.action == "removed" else "after"
        words: list[str] = []
        for index, step in enumerate(change.place):
            if isinstance(step, str):
                is_list = change.action == "moved" and index == len(change.place) - 1
                words.append(f"order of {step.replace('_', ' ')}" if is_list else part(step))
                continue
            item = change.within(index + 1, side)
            is_told = item is getattr(change, side) and isinstance(item, models.Citation)
            label = self.item(side, item) if isinstance(item, BaseModel) and not is_told else ""
            words[-1] = label if isinstance(item, models.Figure) else f"{words[-1]} {label}".strip()
        return ": ".join(words)

    def item(self, side: Side, item: BaseModel) -> str:
        """By what an item of a list is known."""
        by = KNOWN_BY.get(type(item))
        return by(self, side, item) if by else ""

    def sides(self, change: Change) -> tuple[str, str]:
        """What stood there and what stands there; of long texts the words that changed."""
        old, new = change.before, change.after
        if change.action == "moved":
            return "", _moved(self, change)
        if change.action == "changed" and isinstance(old, str) and isinstance(new, str):
            ref = self._mark(change)
            if not isinstance(ref, Ref) and change.field not in PERIODS:
                return excerpts(old, new)
        return self.told("before", old, change), self.told("after", new, change)

    def told(self, side: Side, value: Any, change: Change) -> str:
        """A value on one side of a change in words."""
        mark = self._mark(change)
        if isinstance(mark, Ref) and isinstance(value, str):
            name = self.name(side, mark.kinds, value)
            return name if name == value else f"{name} ({value})"
        return self.value(side, value, change.field)

    def value(self, side: Side, value: Any, name: str = "") -> str:
        """Any value of the format in words."""
        if value is None:
            return ""
        if isinstance(value, BaseModel):
            by = TOLD_BY.get(type(value))
            return by(self, side, value) if by else self.fields(side, value)
        if isinstance(value, tuple | list):
            return "; ".join(self.value(side, one, name) for one in value)
        if isinstance(value, dict):
            return ", ".join(f"{key}: {self.value(side, one, key)}" for key, one in value.items())
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Decimal):
            return number(value)
        return period_words(value) if name in PERIODS else str(value)

    def fields(self, side: Side, value: BaseModel) -> str:
        """A part of a brief by its fields, those left out that have no value."""
        told = ((name, self.value(side, one, name)) for name, one in value)
        return "; ".join(f"{name.replace('_', ' ')}: {words}" for name, words in told if words)

    def _mark(self, change: Change) -> Any:
        """The mark of the field at the place of a change: a reference, prose, or nothing."""
        for side in _SIDES:
            entry = change.pair.entry(side)
            if entry:
                if id(entry) not in self._marks:
                    self._marks[id(entry)] = {leaf.path: leaf.mark for leaf in leaves(entry.value)}
                steps = tuple(s if isinstance(s, str) else getattr(s, side) for s in change.place)
                if steps in self._marks[id(entry)]:
                    return self._marks[id(entry)][steps]
        return None


_SIDES: tuple[Side, Side] = ("after", "before")


def _moved(words: Words, change: Change) -> str:
    """Where the kept items have gone that stand elsewhere: as few as explain the new order."""
    items = change.within(len(change.place), "after")
    places = sorted(new for _, new in change.order)
    rank = {new: at for at, new in enumerate(places)}
    now = [rank[new] for _, new in change.order]
    stayed = _longest_rise(now)
    told = []
    for was, place in enumerate(now):
        if place not in stayed:
            item = items[places[place]]
            known = words.item("after", item) if isinstance(item, BaseModel) else str(item)
            told.append(f"{known} from {ordinal(was + 1)} to {ordinal(place + 1)}".strip())
    return "; ".join(told)


def _longest_rise(numbers: list[int]) -> set[int]:
    """The longest run of rising numbers that can be picked from a list in its order."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for one in numbers:
        at = bisect_left(ends, one)
        before[one] = ends[at - 1] if at else None
        ends[at : at + 1] = [one]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
