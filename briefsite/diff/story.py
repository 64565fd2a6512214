"""A comparison in the order in which a reviewer reads it; plain text, not escaped.

In: a `Compared`. Out: a `Story`: what to look at first, then entry by entry what changed, then the
pages. Text and Markdown print it, so that both say the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from briefsite.checks.derived import Computed, rounded
from briefsite.diff.changes import BRIEFS, Broken, Change, Comparison, EntryPair
from briefsite.diff.effects import Compared, Effect, Flag, PageChange, Part, other_numbers
from briefsite.diff.pairing import SIDES, Action, Item, Side, resolve, walk
from briefsite.diff.wording import Words, bare, code, name_of, part
from briefsite.library import PLURALS
from briefsite.models import Figure
from briefsite.pages.claims import in_words
from briefsite.text import listed, number, ordinal, plural, shorten

# Flags and effects in words: what deserves a second look, and why.


EFFECTS = {
    "confirmation-lost": "is from one independent source only now",
    "confirmation-gained": "is confirmed by another independent source now",
    "sources-replaced": "rests on other sources altogether",
    "conflict-new": "now has values that disagree",
    "conflict-gone": "has no values that disagree any more",
    "computed-changed": "is computed to another value",
    "value-alone": "the value changes, its printed words do not",
    "printed-alone": "the printed words change, the value does not",
}
BASES = {
    "printed": "printed in the sentence",
    "paragraph": "taken from the paragraph",
    "publication": "worked out from the day of publication",
    "inferred": "inferred by the editors",
}
ABOUT = {"guess": "id", "address-lost": "address"}
"""What a flag on a whole entry is about."""


def subject(words: Words, found: Change | Effect, flag: str = "") -> str:
    """What a flag or an effect is about, without the name of the brief."""
    if isinstance(found, Change):
        return ABOUT.get(flag) or _figure(words, found) or words.what(found)
    side: Side = "before" if found.kind == "conflict-gone" else "after"
    if found.item is None:
        return words.label(side, (found.after or found.before)[0])
    if found.kind == "computed-changed":
        derived = resolve(found.pair.value(side), ("derived", found.item), side)
        return str(derived.name)
    label = words.label(side, resolve(found.pair.value(side), ("figures", found.item), side))
    is_part = isinstance(found.after, Part) and not isinstance(found.after.number, Figure)
    return f"{label}: {type(found.after.number).__name__.lower()}" if is_part else label


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
    if isinstance(value, Part):
        size, printed = words.size(side, value.number), listed(f"“{one}”" for one in value.printed)
        return size if effect.kind == "value-alone" else printed
    if effect.kind.startswith("conflict"):
        return listed(words.figure(side, figure) for figure in value)
    if isinstance(value, Computed):
        figure = value.inputs[-1].figure
        label = words.unit(side, figure)[1] if value.unit == "count" else None
        unit = words.measure(side, value.unit)
        return f"{in_words(value.value, unit, value.qualifier, label)} = {value.formula}"
    return value if isinstance(value, str) else listed(map(code, value))


def reason(words: Words, flag: Flag) -> str:
    """Why a reviewer should look."""
    found = flag.subject
    if isinstance(found, Effect):
        old, new = effect_sides(words, found)
        told = f"{old} → {new}" if old and new else old or new
        if isinstance(found.after, Part):
            told += f", while {_kept(words, found)}"
        return f"{EFFECTS[found.kind]}: {told}"

    def now() -> str:
        return words.amount("after", found.within(2, "after"))

    by: dict[str, Callable[[], str]] = {
        "jump": lambda: f"{_times(flag.factor or Decimal(1))}: {_both(words, found)}",
        "sign": lambda: f"the sign changes, or it is zero: {_both(words, found)}",
        "unit": lambda: f"another unit: {_both(words, found)}",
        "scale": lambda: f"another scale: {_both(words, found)}",
        "status": lambda: f"the status changes from {found.before} to {found.after}: {now()}",
        "period": lambda: f"the period changes from {' to '.join(words.sides(found))}: {now()}",
        "basis": lambda: (
            f"the period was {BASES[found.before]} and is {BASES[found.after]} now: {now()}"
        ),
        "qualifier": lambda: f"{_qualifiers(found)}: {_both(words, found)}",
        "numbers-in-text": lambda: f"other numbers in the text: {_numbers(found)}",
        "archive": lambda: "another archived text; every citation of it is to be verified again",
        "guess": lambda: f"taken for the renamed {code(found.before)} because it is alike",
        "address-lost": lambda: f"{_address(found.pair)} leads nowhere now",
        "uncorrected": lambda: f"removed, and no correction says why: {_both(words, found)}",
    }
    return by[flag.kind]()


def _address(pair: EntryPair) -> str:
    """The address that an entry had."""
    return code(f"/{PLURALS[pair.kind]}/{pair.before.id if pair.before else pair.id}/")


def _kept(words: Words, effect: Effect) -> str:
    """What stays where a value and its printed words part."""
    if effect.kind == "value-alone":
        return (
            f"the source is still cited with {listed(f'“{one}”' for one in effect.after.printed)}"
        )
    return f"the value is still {words.size('after', effect.after.number)}"


def _qualifiers(change: Change) -> str:
    """What became of the word at a number."""
    old, new = (str(one).replace("-", " ") for one in (change.before, change.after))
    if new == "exactly":
        return f"the qualifier “{old}” is gone"
    return f"the qualifier {'is' if old == 'exactly' else f'changes from “{old}” to'} “{new}”" + (
        " now" if old == "exactly" else ""
    )


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


# Everything that a report prints, in its order.


WHOLE = ("indicator", "period", "value", "scale", "qualifier", "status")
"""Fields of a figure that are told together, as the site tells them."""


FACTS = ("verified", "coverage")
"""What verified.json says, not the briefs: told in a sentence, not entry by entry."""
NAMES = 12
"""So many names stand in a list."""


def some(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = [f"{len(names) - NAMES:,} more"] if len(names) > NAMES else []
    return listed([*names[:NAMES], *more])


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
    """Pages of one folder that change for the same reason."""

    action: Action
    count: int
    addresses: str
    names: str
    """Whose changes they show."""


@dataclass(frozen=True)
class Story:
    """Everything that a report prints."""

    flagged: tuple[Flagged, ...]
    effects: tuple[Line, ...]
    chapters: tuple[Chapter, ...]
    pages: tuple[PageLine, ...]
    problems: tuple[str, ...]
    not_compared: tuple[str, ...]


def story(compared: Compared) -> Story:
    """Put everything in order."""
    comparison = compared.comparison
    words = Words(comparison)
    groups = groupby(comparison.changes, key=lambda change: id(change.pair))
    return Story(
        tuple(
            Flagged(
                words.title(m.subject.pair), subject(words, m.subject, m.kind), reason(words, m)
            )
            for m in compared.flags
        ),
        tuple(_effects(compared, words)),
        tuple(
            chapter
            for chapter in (
                *_site(words),
                *(_chapter(words, list(changes)) for _, changes in groups),
            )
            if chapter.note or chapter.lines or chapter.follows
        ),
        tuple(_pages(compared)),
        tuple(_problems(compared)),
        tuple(_not_compared(one) for one in comparison.broken),
    )


def _site(words: Words) -> Iterator[Chapter]:
    """What site.yml says otherwise, field by field."""
    before, after = (words.comparison.state(side).graph.library.site_file for side in SIDES)
    if before and after and words.comparison.site_changed:
        pair = EntryPair("site", before, after)
        found = walk(before.value, after.value, words.comparison.renames)
        changes = [Change(pair, one.action, one.place, one.before, one.after) for one in found]
        yield Chapter("The site", "", tuple(_lines(words, changes)))


MOST_PROBLEMS = 20
"""So many problems of a state are told."""


def _problems(compared: Compared) -> Iterator[str]:
    comparison = compared.comparison
    for state in (comparison.before, comparison.after):
        if state.problems:
            count = plural(len(state.problems), "problem")
            yield f"{state.name} does not pass {code('check')}: {count}."
        for one in state.problems[:MOST_PROBLEMS]:
            place = code(f"{one.place.file}:{one.place.line}")
            yield f"{place}: {one.message}{f' → {one.hint}' if one.hint else ''}"
        if len(state.problems) > MOST_PROBLEMS:
            yield f"… and {len(state.problems) - MOST_PROBLEMS:,} more."
    if compared.pages is None:
        yield "The pages are not compared: only briefs without problems can be rendered."


def _pages(compared: Compared) -> Iterator[PageLine]:
    """The pages that change, those of one folder and one reason together."""
    behind = {page.address: _behind(compared, page) for page in compared.pages or ()}
    groups: dict[tuple[Action, str, str], list[PageChange]] = {}
    for page in compared.pages or ():
        folder, _, _ = page.address.rstrip("/").rpartition("/")
        where = page.was if page.action == "moved" else folder
        names = behind[page.address] if len({*behind.values()}) > 1 else ""
        groups.setdefault((page.action, where, names), []).append(page)
    for (action, where, names), found in groups.items():
        yield PageLine(action, len(found), _addresses(found, where), names)


def _addresses(found: list[PageChange], folder: str) -> str:
    """The addresses of pages; of several in one folder, the folder and their names."""
    if len(found) > 1 and folder:
        names = some([code(one.address.rstrip("/").rpartition("/")[2]) for one in found])
        return f"{len(found):,} in {code(f'/{folder}/')}: {names}"
    was = f" (was {code(f'/{found[0].was}')})" if found[0].was else ""
    return some([code(f"/{one.address}") for one in found]) + was


def _behind(compared: Compared, page: PageChange) -> str:
    """Whose changes a page shows; those of what was verified only where there are no others."""
    changes = [compared.comparison.changes[number] for number in page.because]
    pairs = [one.pair for one in changes if one.field not in FACTS] or [one.pair for one in changes]
    return some(list(dict.fromkeys(name_of(p.value("after") or p.value("before")) for p in pairs)))


def _not_compared(one: Broken) -> str:
    where = " and ".join(one.sides)
    file = f"{PLURALS[one.kind]}/{one.id}" if one.id else PLURALS[one.kind]
    return f"{code(file)} (not valid {where})"


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
        "renamed": f"renamed from {code(changes[0].before)}",
    }.get(changes[0].action if not changes[0].place else "", "")
    if pair.guess:
        note += f" (a guess: it is alike, and no {code('former_ids')} says so)"
    told = [c for c in changes if c.place and not c.follows and c.field not in FACTS]
    lines = _whole(words, pair) if not (pair.before and pair.after) else _lines(words, told)
    return Chapter(words.title(pair), note, tuple(lines), sum(c.follows for c in changes))


SHORT = 120
"""Characters of one side of a change, where it is told in a sentence."""
_TOLD = ("corrections", "former_ids", "reviewed")
"""Fields that a page tells anyway."""


def by_brief(comparison: Comparison) -> dict[str, tuple[str, ...]]:
    """What changed in each brief, a sentence for each change; by kind and id: `region/hunan`."""
    words, found = Words(comparison), {}
    for _, group in groupby(comparison.changes, key=lambda change: id(change.pair)):
        changes = [
            change for change in group if change.place[:1] not in {(field,) for field in _TOLD}
        ]
        pair = changes[0].pair if changes else None
        if pair and pair.after and pair.kind in BRIEFS:
            chapter = _chapter(words, changes)
            note = [f"{chapter.note[0].upper()}{chapter.note[1:]}."] if chapter.note else []
            told = map(_sentence, chapter.lines if pair.before else ())
            if lines := tuple(map(bare, (*note, *told))):
                found[f"{pair.kind}/{pair.id}"] = lines
    return found


def _sentence(line: Line) -> str:
    old, new = shorten(line.before, SHORT), shorten(line.after, SHORT)
    if old and new and old != new:
        return f"{line.what}: {old} → {new}."
    told = old or new
    return f"{line.what[0].upper()}{line.what[1:]}{f': {told}' if told else ''} ({line.action})."


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
