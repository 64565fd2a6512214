"""A comparison in the order in which a reviewer reads it; plain text, not escaped.

In: a `Compared`. Out: a `Story`: what to look at first, then entry by entry what changed, then the
pages. `text` and `markdown` print it, so that both say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from briefsite.comparing import Compared, PageChange
from briefsite.diff import Change, EntryPair, Side
from briefsite.diff.entries import Broken
from briefsite.diff.walking import Action, Item
from briefsite.library import PLURALS
from briefsite.review.marked import EFFECTS, effect_sides, reason, subject
from briefsite.review.naming import name_of
from briefsite.review.opening import opening
from briefsite.review.words import KIND_WORDS, Words, part
from briefsite.text import listed, ordinal, plural

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
class Marked:
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
    marked: tuple[Marked, ...] = ()
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
            Marked(words.title(m.subject.pair), subject(words, m.subject), reason(words, m))
            for m in compared.marks
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
    marked = {id(mark.subject) for mark in compared.marks}
    for effect in compared.effects:
        if id(effect) not in marked:
            old, new = effect_sides(words, effect)
            what = f"{name_of(effect.pair.value('after') or effect.pair.value('before'))}: "
            yield Line("changed", what + subject(words, effect), old, new, EFFECTS[effect.kind])


def _chapter(words: Words, changes: list[Change]) -> Chapter:
    pair = changes[0].pair
    value = pair.value("after") or pair.value("before")
    what = KIND_WORDS.get(getattr(value, "kind", ""), KIND_WORDS.get(pair.kind, pair.kind))
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


def _figure_key(change: Change) -> tuple[Any, bool]:
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
