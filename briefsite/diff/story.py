"""A comparison in the order in which a reviewer reads it; plain text, not escaped.

In: a `Compared`. Out: a `Story`: what to look at first, then entry by entry what changed, then the
pages. `text` and `markdown` print it, so that both say the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from briefsite.diff import Change, Comparison, EntryPair, Side
from briefsite.diff.changes import BRIEFS, Action, Broken, Item, resolve
from briefsite.diff.effects import Effect, Flag, other_numbers
from briefsite.diff.states import Compared, PageChange
from briefsite.diff.wording import Words, name_of, part
from briefsite.library import PLURALS
from briefsite.library.derived import Computed, rounded
from briefsite.pages.claims import in_words
from briefsite.text import listed, number, ordinal, plural

# Flags and effects in words: what deserves a second look, and why.


EFFECTS = {
    "confirmation-lost": "is from one independent source only now",
    "confirmation-gained": "is confirmed by another independent source now",
    "sources-replaced": "rests on other sources altogether",
    "conflict-new": "now has values that disagree",
    "conflict-gone": "has no values that disagree any more",
    "computed-changed": "is computed to another value",
}


def subject(words: Words, found: Change | Effect) -> str:
    """What a flag or an effect is about, without the name of the brief."""
    if isinstance(found, Change):
        return _figure(words, found) or words.what(found)
    side: Side = "before" if found.kind == "conflict-gone" else "after"
    if found.item is None:
        return words.label(side, (found.after or found.before)[0])
    if found.kind == "computed-changed":
        derived = resolve(found.pair.value(side), ("derived", found.item), side)
        return str(derived.name)
    return words.label(side, resolve(found.pair.value(side), ("figures", found.item), side))


def _figure(words: Words, change: Change) -> str:
    """The figure as a whole, where the field is its own."""
    if change.place[:1] != ("figures",) or len(change.place) > 3:
        return ""
    side: Side = "before" if change.action == "removed" else "after"
    return words.label(side, change.within(2, side))


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
        unit = words.measure(side, value.unit)
        return f"{in_words(value.value, unit, value.qualifier, label)} = {value.formula}"
    return value if isinstance(value, str) else listed(value)


def reason(words: Words, flag: Flag) -> str:
    """Why a reviewer should look."""
    found = flag.subject
    if isinstance(found, Effect):
        old, new = effect_sides(words, found)
        told = f"{old} → {new}" if old and new else old or new
        return f"{EFFECTS[found.kind]}: {told}"
    by: dict[str, Callable[[], str]] = {
        "jump": lambda: f"{_times(flag.factor or Decimal(1))}: {_both(words, found)}",
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
    return by[flag.kind]()


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


# How much changed, in a few sentences.


COUNTED = ("figure", "citation", "event", "statement", "section")
"""The parts that are counted; all are listed below."""
COUNTED_PLURALS = {"person": "people"}
_Counts = Mapping[tuple[str, str], int]


def opening(compared: Compared) -> Iterator[str]:
    """The sentences with which a report begins."""
    comparison = compared.comparison
    if not comparison.changes:
        yield "No changes."
        return
    firsts = {id(change.pair): change for change in reversed(comparison.changes)}
    entries = Counter((_group(change), _action(change, 0)) for change in firsts.values())
    yield f"{_counted(entries)}."
    parts = Counter((what, action) for what, action, _ in _parts(comparison))
    if parts:
        yield f"{_counted(parts)}."
    yield from _verified(comparison)
    if compared.pages is not None:
        count = len(compared.pages)
        pages = f"{plural(count, 'page')} of the site {'changes' if count == 1 else 'change'}"
        yield f"{pages if count else 'No page of the site changes'}."


def _group(change: Change) -> str:
    return "brief" if change.pair.kind in BRIEFS else change.pair.kind


def _action(change: Change, steps: int) -> str:
    """What happens to the part so many steps into the entry: a change within it changes it."""
    is_moved = change.action == "moved"
    return change.action if len(change.place) == steps and not is_moved else "changed"


def _parts(comparison: Comparison) -> set[tuple[str, str, object]]:
    """The counted parts that change, each once: what, how, and which."""
    found: set[tuple[str, str, object]] = set()
    for change in comparison.changes:
        place = change.place
        if change.follows or len(place) < 2 or not isinstance(place[0], str):
            continue
        cited = [n for n, step in enumerate(place) if n and _is_citation(place[n - 1], step)]
        steps = cited[0] + 1 if cited else 2
        what = "citation" if cited else part(place[0])
        if what in COUNTED and isinstance(place[steps - 1], Item):
            which = change.pair.kind, change.pair.id, place[:steps]
            found.add((what, _action(change, steps), which))
    return found


def _is_citation(field: object, step: object) -> bool:
    return field in ("sources", "parent_sources") and isinstance(step, Item)


def _counted(counts: _Counts) -> str:
    return listed(
        f"{plural(count, what, COUNTED_PLURALS.get(what))} {action}"
        for (what, action), count in sorted(counts.items())
    )


def _verified(comparison: Comparison) -> Iterator[str]:
    found = Counter(change.after for change in comparison.changes if change.field == "verified")
    if found[False]:
        briefs = plural(found[False], "brief is", "briefs are")
        yield f"{briefs} no longer verified against the sources as they stand."
    if found[True]:
        yield f"{plural(found[True], 'brief is', 'briefs are')} verified against the sources now."


WHOLE = ("indicator", "period", "value", "scale", "qualifier", "status")
"""Fields of a figure that are told together, as the site tells them."""

NAMES = 3
"""So many names stand at a page that changes."""


@dataclass(frozen=True)
class Line:
    """One thing that changed."""

    action: Action
    what: str
    before: str = ""
    after: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Chapter:
    """An entry and what changed in it."""

    title: str
    note: str
    lines: tuple[Line, ...]
    follows: int = 0
    """Changes that only write the new id of something renamed; they are counted, not listed."""


@dataclass(frozen=True)
class Flagged:
    """What to look at first: where, what, why."""

    where: str
    what: str
    why: str


@dataclass(frozen=True)
class PageLine:
    """A page that changes."""

    action: Action
    address: str
    was: str
    names: str
    """Whose changes it shows, its own first."""


@dataclass(frozen=True)
class Story:
    """Everything that a report prints."""

    opening: tuple[str, ...]
    flagged: tuple[Flagged, ...] = ()
    effects: tuple[Line, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    pages: tuple[PageLine, ...] = ()
    problems: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()


def story(compared: Compared) -> Story:
    """Put everything in order."""
    comparison = compared.comparison
    words = Words(comparison)
    groups = groupby(comparison.changes, key=lambda change: id(change.pair))
    return Story(
        tuple(opening(compared)),
        tuple(
            Flagged(words.title(m.subject.pair), subject(words, m.subject), reason(words, m))
            for m in compared.flags
        ),
        tuple(_effects(compared, words)),
        tuple(_chapter(words, list(changes)) for _, changes in groups),
        tuple(_page(compared, page) for page in compared.pages or ()),
        tuple(_problems(compared)),
        tuple(_not_compared(one) for one in comparison.broken),
    )


def _problems(compared: Compared) -> Iterator[str]:
    comparison = compared.comparison
    for state in (comparison.before, comparison.after):
        if state.problems:
            first = state.problems[0]
            place = f"{first.place.file}:{first.place.line}"
            more = f"{plural(len(state.problems), 'problem')}, the first at {place}"
            yield f"{state.name} does not pass `check`: {more}: {first.message}"
    if compared.pages is None:
        yield "The pages are not compared: only briefs without problems can be rendered."


def _page(compared: Compared, page: PageChange) -> PageLine:
    pairs = [compared.comparison.changes[number].pair for number in page.because]
    pairs.sort(key=lambda pair: f"{PLURALS[pair.kind]}/{pair.id}/" != page.address)
    names = list(dict.fromkeys(name_of(p.value("after") or p.value("before")) for p in pairs))
    more = [f"{len(names) - NAMES} more"] if len(names) > NAMES else []
    return PageLine(page.action, f"/{page.address}", page.was, listed([*names[:NAMES], *more]))


def _not_compared(one: Broken) -> str:
    where = " and ".join(one.sides)
    file = f"{PLURALS[one.kind]}/{one.id}" if one.id else PLURALS[one.kind]
    return f"{file} (not valid {where})"


def _effects(compared: Compared, words: Words) -> Iterator[Line]:
    flagged = {id(flag.subject) for flag in compared.flags}
    for effect in compared.effects:
        if id(effect) not in flagged:
            old, new = effect_sides(words, effect)
            what = f"{name_of(effect.pair.value('after') or effect.pair.value('before'))}: "
            yield Line("changed", what + subject(words, effect), old, new, EFFECTS[effect.kind])


def _chapter(words: Words, changes: list[Change]) -> Chapter:
    pair = changes[0].pair
    what = words.kind(changes[0])
    note = {
        "added": f"new {what}",
        "removed": f"{what} removed",
        "renamed": f"renamed from {changes[0].before}",
    }.get(changes[0].action if not changes[0].place else "", "")
    if pair.guess:
        note += " (a guess: it is alike, and no former_ids says so)"
    told = [c for c in changes if c.place and not c.follows and c.field != "verified"]
    lines = _whole(words, pair) if not (pair.before and pair.after) else _lines(words, told)
    return Chapter(words.title(pair), note, tuple(lines), sum(c.follows for c in changes))


def _whole(words: Words, pair: EntryPair) -> Iterator[Line]:
    """What an entry that is new or gone says: its figures one by one, of other lists how many."""
    side: Side = "after" if pair.after else "before"
    action: Action = "added" if pair.after else "removed"
    for name, value in pair.value(side):
        if name == "figures":
            for figure in value:
                yield _line(action, words.label(side, figure), words.value(side, figure))
        elif isinstance(value, tuple) and value and hasattr(value[0], "sources"):
            yield _line(action, plural(len(value), part(name)), "")
        elif value not in (None, ()):
            yield _line(action, part(name), words.value(side, value, name))


def _line(action: Action, what: str, told: str, remark: str = "") -> Line:
    before, after = ("", told) if action == "added" else (told, "")
    return Line(action, what, before, after, remark)


def _lines(words: Words, changes: list[Change]) -> Iterator[Line]:
    for (_, whole), found in groupby(changes, key=_figure_key):
        group = list(found)
        if whole:
            yield _figure_line(words, group)
            continue
        for change in group:
            old, new = words.sides(change)
            yield Line(change.action, words.what(change), old, new, _remark(change))


def _figure_key(change: Change) -> tuple[object, bool]:
    """The figure that a change is in, and whether it is told with the figure as a whole."""
    is_figure = change.place[:1] == ("figures",) and len(change.place) == 3
    return change.place[:2], is_figure and change.field in WHOLE


def _figure_line(words: Words, changes: list[Change]) -> Line:
    old, new = changes[0].within(2, "before"), changes[0].within(2, "after")
    fields = [part(change.field) for change in changes]
    old_words, new_words = words.figure("before", old), words.figure("after", new)
    if {"indicator", "period"} & {change.field for change in changes}:
        old_words = f"{words.label('before', old)}: {old_words}"
        new_words = f"{words.label('after', new)}: {new_words}"
    remarks = [listed(fields)]
    growth = words.growth(old, new)
    if growth:
        remarks.append(f"{growth.normalize():+,f}%")
    return Line("changed", words.label("after", new), old_words, new_words, ", ".join(remarks))


def _remark(change: Change) -> str:
    if not isinstance(change.place[-1], Item):
        return ""
    if part(change.field) == "citation":
        return {"added": "citation gained", "removed": "citation lost"}.get(change.action, "")
    at = change.place[-1].after
    if change.field == "figures" and at is not None:
        return f"{ordinal(at + 1)} of {len(change.pair.value('after').figures)}"
    return ""
