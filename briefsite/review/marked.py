"""Marks and effects in words: what deserves a second look, and why."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from briefsite.derive import Computed, rounded
from briefsite.diff import Change, Side
from briefsite.diff.effects import Effect
from briefsite.diff.marking import Mark, other_numbers
from briefsite.pages.claims import in_words
from briefsite.review.words import Words
from briefsite.text import listed, number

EFFECTS = {
    "confirmation-lost": "is told by one independent source only now",
    "confirmation-gained": "is confirmed by another independent source now",
    "sources-replaced": "rests on other sources altogether",
    "conflict-new": "now has values that disagree",
    "conflict-gone": "has no values that disagree any more",
    "computed-changed": "is computed to another value",
}


def subject(words: Words, found: Change | Effect) -> str:
    """What a mark or an effect is about, without the name of the brief."""
    if isinstance(found, Change):
        return _figure(words, found) or words.what(found)
    side: Side = "before" if found.kind == "conflict-gone" else "after"
    if found.kind == "computed-changed":
        derived = found.pair.value(side).derived[_index(found, side)]
        return str(derived.name)
    if found.item is None:
        return words.label(side, (found.after or found.before)[0])
    return words.label(side, found.pair.value(side).figures[_index(found, side)])


def _figure(words: Words, change: Change) -> str:
    """The figure as a whole, where the field is its own."""
    if change.place[:1] != ("figures",) or len(change.place) > 3:
        return ""
    side: Side = "before" if change.action == "removed" else "after"
    return words.label(side, change.within(2, side))


def _index(effect: Effect, side: Side) -> int:
    at = getattr(effect.item, side)
    assert isinstance(at, int)
    return at


def effect_sides(words: Words, effect: Effect) -> tuple[str, str]:
    """Both sides of an effect in words."""
    return _side(words, effect, "before"), _side(words, effect, "after")


def _side(words: Words, effect: Effect, side: Side) -> str:
    value: Any = getattr(effect, side)
    if effect.kind.startswith("conflict"):
        return listed(words.figure(side, figure) for figure in value)
    if isinstance(value, Computed):
        figure = value.inputs[-1].figure
        label = words.unit(side, figure)[1] if value.unit == "count" else None
        return f"{in_words(value.value, value.unit, value.qualifier, label)} = {value.formula}"
    return value if isinstance(value, str) else listed(value)


def reason(words: Words, mark: Mark) -> str:
    """Why a reviewer should look."""
    found = mark.subject
    if isinstance(found, Effect):
        old, new = effect_sides(words, found)
        told = f"{old} → {new}" if old and new else old or new
        return f"{EFFECTS[found.kind]}: {told}"
    by: dict[str, Callable[[], str]] = {
        "jump": lambda: f"{_times(mark.factor or Decimal(1))}: {_both(words, found)}",
        "sign": lambda: f"the sign changes, or it is zero: {_both(words, found)}",
        "unit": lambda: f"another unit: {_both(words, found)}",
        "scale": lambda: f"another scale: {_both(words, found)}",
        "status": lambda: f"{found.before} has become actual: {_both(words, found)}",
        "qualifier": lambda: f"the qualifier “{found.before}” is gone: {_both(words, found)}",
        "numbers-in-text": lambda: f"other numbers in the text: {_numbers(found)}",
        "archive": lambda: "another archived text; every citation of it is to be verified again",
        "guess": lambda: f"taken for the renamed {found.before} because it is alike",
        "address-lost": lambda: "its address leads nowhere now",
        "uncorrected": lambda: f"removed, and no correction says why: {_both(words, found)}",
    }
    return by[mark.kind]()


def _times(factor: Decimal) -> str:
    if factor > 1:
        return f"{_short(factor)} times as much"
    return f"{_short(1 / factor)} times less"


def _short(factor: Decimal) -> str:
    return number(rounded(factor).normalize())


def _numbers(change: Change) -> str:
    gone, come = other_numbers(str(change.before), str(change.after))
    return f"{listed(gone)} → {listed(come)}"


def _both(words: Words, change: Change) -> str:
    """Both sides; of a figure, the figure in words."""
    if change.place[:1] == ("figures",) and len(change.place) in (2, 3):
        old, new = change.within(2, "before"), change.within(2, "after")
        told = [words.figure("before", old)] if old else []
        told += [words.figure("after", new)] if new else []
        return " → ".join(told)
    old_words, new_words = words.sides(change)
    return f"{old_words or 'none'} → {new_words or 'none'}"
