"""The changes between two states in words, as the site words things; plain text, not escaped."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from briefsite import models
from briefsite.diff import Change, Comparison, EntryPair, Side
from briefsite.library import PLURALS
from briefsite.library.derived import rounded
from briefsite.models.base import Ref
from briefsite.models.walk import leaves
from briefsite.text import amount, listed, number, ordinal, shorten
from briefsite.text.periods import Period
from briefsite.text.units import BUILT_IN, ROLES, STATUSES, Unit, normalised

# The words in which two texts differ, short enough to be read in a list of changes.


SHORT, CONTEXT, EXCERPT = 90, 3, 320
"""Texts up to so many characters stand whole; so many words around a change, characters in all."""
MOST_PAIRS = 10_000
"""Longer stretches are not matched word by word; a hostile text shall not take hours."""
Hunk = tuple[int, int, int, int]
"""Begin and end of a stretch in each of two texts."""
SPACE = "(other white space or line breaks only)"


def excerpts(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ, each with a few words around them."""
    if max(len(old), len(new)) <= SHORT:
        return old, new
    before, after = old.split(), new.split()
    if before == after:
        return SPACE, SPACE
    hunks = _hunks(before, after)
    return (
        _cut(before, [(start, end) for start, end, _, _ in hunks]),
        _cut(after, [(start, end) for _, _, start, end in hunks]),
    )


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


# Names, figures and periods of two states in words; what a state does not know keeps its id.


def percent(old: Decimal, new: Decimal) -> Decimal | None:
    """The change in percent of the earlier value; None where that is zero."""
    return rounded((new - old) / abs(old) * 100) if old else None


def period_words(value: object) -> str:
    """A date or a period in words; as it is where it is none."""
    try:
        return Period.parse(str(value)).words
    except ValueError:
        return str(value)


def amount_words(value: Any, unit: Unit, label: str | None = None) -> str:
    """The number of a figure or a conversion; a bare one where it is a place in a ranking and no
    whole number."""
    is_odd = unit.id == "ordinal" and value.value != int(value.value)
    shown = BUILT_IN["count"] if is_odd else unit
    return amount(
        value.value,
        shown,
        scale=value.scale,
        qualifier=value.qualifier,
        label=label,
        high=getattr(value, "high", None),
    )


def name_of(value: object) -> str:
    """The name of an entry; the label of a source."""
    return str(getattr(value, "name", None) or getattr(value, "label", ""))


class Naming:
    """Words for what both states name."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def name(self, side: Side, kinds: tuple[str, ...], id: str) -> str:
        """The name of what an id stands for."""
        library = self.comparison.state(side).graph.library
        found = [library.of_kind(kind)[id] for kind in kinds if id in library.of_kind(kind)]
        return name_of(found[0].value) if found else id

    def title(self, pair: EntryPair) -> str:
        """An entry by name and place: `Changsha (regions/changsha)`."""
        name = name_of(pair.value("after") or pair.value("before"))
        return f"{name} ({PLURALS[pair.kind]}/{pair.id})"

    def figure(self, side: Side, figure: models.Figure) -> str:
        """A figure's value with qualifier, scale, unit and status."""
        return f"{self.amount(side, figure)} ({STATUSES[figure.status].lower()})"

    def amount(self, side: Side, figure: models.Figure) -> str:
        """A figure's value with qualifier, scale and unit."""
        unit, label = self.unit(side, figure)
        return amount_words(figure, self.measure(side, unit), label)

    def unit(self, side: Side, figure: models.Figure) -> tuple[str, str | None]:
        """The unit of a figure and what it counts; of an unknown indicator, nothing."""
        found = self.comparison.state(side).graph.library.indicators.get(figure.indicator)
        return (found.value.unit, found.value.unit_label) if found else ("", None)

    def measure(self, side: Side, id: str) -> Unit:
        """The unit of an id; of one that is not known, numbers stand alone."""
        table = self.comparison.state(side).graph.library.unit_table
        return table.get(id, BUILT_IN["count"])

    def label(self, side: Side, figure: models.Figure) -> str:
        """What a figure measures, and when."""
        name = self.name(side, ("indicator",), figure.indicator)
        return f"{name}, {Period.parse(figure.period).words}"

    def growth(self, old: models.Figure, new: models.Figure) -> Decimal | None:
        """The change between two figures in percent; None where it would say nothing."""
        unit = self.unit("before", old)
        if unit != self.unit("after", new) or unit[0] in ("", "ordinal"):
            return None
        return percent(normalised(old.value, old.scale), normalised(new.value, new.scale))


# The items of briefs in words: by what each is known, and what it says.


def _quoted(text: str) -> str:
    return f"“{shorten(text, 80)}”"


def _speaker(words: Naming, side: Side, item: models.Statement) -> str:
    if item.speaker:
        return words.name(side, ("person",), item.speaker)
    if item.organisation:
        return words.name(side, ("region", "company"), item.organisation)
    return item.attributed_to or ""


def _statement(words: Naming, side: Side, item: models.Statement) -> str:
    when = period_words(item.date) if item.date else item.occasion
    return f"of {_speaker(words, side, item)}, {when or _quoted(_bare(item.text))}"


def _bare(text: str) -> str:
    return re.sub(r"\s*\[@[^\]]*\]", "", text)


def _citation(words: Naming, side: Side, item: models.Citation) -> str:
    told = [f"{item.source}, para {item.para}"]
    if item.printed:
        told.append(f"“{item.printed}”")
    if item.said_by:
        told.append(f"said by {words.name(side, ('person',), item.said_by)}")
    return ", ".join(told)


def _figure(words: Naming, side: Side, item: models.Figure) -> str:
    told = [words.figure(side, item)]
    for part in (item.change, item.rank, item.share_of, *item.conversions):
        if part:
            told.append(TOLD_BY[type(part)](words, side, part))
    told += [
        text for text in (item.note, item.preferred and f"preferred: {item.preferred}") if text
    ]
    told.append(listed(_citation(words, side, citation) for citation in item.sources))
    return "; ".join(told)


def _change(words: Naming, side: Side, item: models.Change) -> str:
    size = amount(abs(item.value), words.measure(side, item.unit), qualifier=item.qualifier)
    way = "up" if item.value >= 0 else "down"
    return f"{way} {size} on {item.against}, printed “{item.printed}”"


def _rank(words: Naming, side: Side, item: models.Rank) -> str:
    return f"{ordinal(item.position)} among {item.among}, printed “{item.printed}”"


def _share_of(words: Naming, side: Side, item: models.ShareOf) -> str:
    whose = f" ({words.name(side, ('region', 'company'), item.brief)})" if item.brief else ""
    return f"of {item.what}{whose}"


def _conversion(words: Naming, side: Side, item: models.Conversion) -> str:
    return f"{amount_words(item, words.measure(side, item.unit))}, printed “{item.printed}”"


_By = dict[type[BaseModel], Callable[[Naming, Side, Any], str]]
KNOWN_BY: _By = {
    models.Figure: lambda words, side, item: words.label(side, item),
    models.Citation: lambda words, side, item: f"{item.source}, para {item.para}",
    models.Conversion: lambda words, side, item: amount_words(item, words.measure(side, item.unit)),
    models.Correction: lambda words, side, item: f"of {period_words(item.date)}",
    models.Derived: lambda words, side, item: _quoted(item.name),
    models.Event: lambda words, side, item: _quoted(item.title),
    models.Furniture: lambda words, side, item: listed(map(str, item.paras)),
    models.Wording: lambda words, side, item: _quoted(item.here),
    models.Location: lambda words, side, item: (
        words.name(side, ("region",), item.region) + f" ({ROLES[item.role].lower()})"
    ),
    models.Parent: lambda words, side, item: words.name(side, ("company",), item.company),
    models.PrintedName: lambda words, side, item: _quoted(item.name),
    models.Relation: lambda words, side, item: (
        f"{item.kind} " + words.name(side, ("region", "company"), item.to)
    ),
    models.Role: lambda words, side, item: _quoted(item.title),
    models.Section: lambda words, side, item: _quoted(item.heading),
    models.Statement: _statement,
}
TOLD_BY: _By = {
    models.Figure: _figure,
    models.Citation: _citation,
    models.Change: _change,
    models.Rank: _rank,
    models.ShareOf: _share_of,
    models.Conversion: _conversion,
}


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
    "wordings": "difference in wording",
}
"""What one item of a field is called; another field by its own name."""
PERIODS = ("date", "period", "published", "accessed")
"""Fields that hold a day or a period."""


def part(name: str) -> str:
    """What a field, or one item of it, is called."""
    return PARTS.get(name, name.replace("_", " "))


class Words(Naming):
    """Words for the changes between two states."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(comparison)
        self._meanings: dict[int, dict[object, object]] = {}

    def kind(self, change: Change) -> str:
        """What the entry of a change is called: a brief by its own kind."""
        pair = change.pair
        side: Side = "after" if pair.after else "before"
        value = pair.value(side)
        if isinstance(value, models.Region | models.Company):
            return self.comparison.state(side).graph.library.kind_word(value).lower()
        return pair.kind

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
            return "", ""
        if change.action == "changed" and isinstance(old, str) and isinstance(new, str):
            ref = self._meaning(change)
            if not isinstance(ref, Ref) and change.field not in PERIODS:
                return excerpts(old, new)
        return self.told("before", old, change), self.told("after", new, change)

    def told(self, side: Side, value: object, change: Change) -> str:
        """A value on one side of a change in words."""
        meaning = self._meaning(change)
        if isinstance(meaning, Ref) and isinstance(value, str):
            name = self.name(side, meaning.kinds, value)
            return name if name == value else f"{name} ({value})"
        return self.value(side, value, change.field)

    def value(self, side: Side, value: object, name: str = "") -> str:
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

    def _meaning(self, change: Change) -> object:
        """The meaning of the field at the place of a change: a reference, prose, or nothing."""
        for side in _SIDES:
            entry = change.pair.entry(side)
            if entry:
                if id(entry) not in self._meanings:
                    self._meanings[id(entry)] = {
                        leaf.path: leaf.meaning for leaf in leaves(entry.value)
                    }
                steps = tuple(s if isinstance(s, str) else getattr(s, side) for s in change.place)
                if steps in self._meanings[id(entry)]:
                    return self._meanings[id(entry)][steps]
        return None


_SIDES: tuple[Side, Side] = ("after", "before")
