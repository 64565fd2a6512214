"""The changes between two states in words, as the site words things; plain text, not escaped."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from briefsite import models
from briefsite.checks.derived import rounded
from briefsite.diff.changes import Change, Comparison, EntryPair
from briefsite.diff.pairing import SIDES, Side, excerpts
from briefsite.library import PLURALS
from briefsite.models.base import Ref, Worded
from briefsite.models.walk import leaves
from briefsite.text import amount, listed, number, ordinal, shorten
from briefsite.text.periods import Period
from briefsite.text.units import BUILT_IN, ROLES, STATUSES, Unit, normalised

# Ids, names of files and of fields are code in Markdown, and stand as they are in a terminal. No
# file can hold these two characters.


CODE, END = "\N{START OF TEXT}", "\N{END OF TEXT}"


def code(text: str) -> str:
    """A text that is set as code where the form of the report has a way to do so."""
    return f"{CODE}{text}{END}"


def bare(text: str) -> str:
    """A text without the marks of code."""
    return text.replace(CODE, "").replace(END, "")


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
        return name_of(found[0].value) if found else code(id)

    def title(self, pair: EntryPair) -> str:
        """An entry by name and place: `Changsha (regions/changsha)`."""
        name = name_of(pair.value("after") or pair.value("before"))
        return f"{name} ({code(f'{PLURALS[pair.kind]}/{pair.id}')})"

    def figure(self, side: Side, figure: models.Figure) -> str:
        """A figure's value with qualifier, scale, unit and status."""
        return f"{self.amount(side, figure)} ({STATUSES[figure.status].lower()})"

    def amount(self, side: Side, figure: models.Figure) -> str:
        """A figure's value with qualifier, scale and unit."""
        unit, label = self.unit(side, figure)
        return amount_words(figure, self.measure(side, unit), label)

    def size(self, side: Side, part: Any) -> str:
        """The number of a figure or of a part of it, with its unit."""
        if isinstance(part, models.Figure):
            return self.amount(side, part)
        if isinstance(part, models.Rank):
            return ordinal(part.position)
        unit = self.measure(side, part.unit)
        if isinstance(part, models.Change):
            way = "up" if part.value >= 0 else "down"
            return f"{way} {amount(abs(part.value), unit, qualifier=part.qualifier)}"
        return amount_words(part, unit)

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


def _passage(item: models.Citation) -> str:
    return f"{code(item.source)}, para {item.para}"


def _citation(words: Naming, side: Side, item: models.Citation) -> str:
    told = [_passage(item)]
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
    return f"{words.size(side, item)} on {item.against}, printed “{item.printed}”"


def _rank(words: Naming, side: Side, item: models.Rank) -> str:
    return f"{words.size(side, item)} among {item.among}, printed “{item.printed}”"


def _share_of(words: Naming, side: Side, item: models.ShareOf) -> str:
    whose = f" ({words.name(side, ('region', 'company'), item.brief)})" if item.brief else ""
    return f"of {item.what}{whose}"


def _conversion(words: Naming, side: Side, item: models.Conversion) -> str:
    return f"{words.size(side, item)}, printed “{item.printed}”"


_By = dict[type[BaseModel], Callable[[Naming, Side, Any], str]]
KNOWN_BY: _By = {
    models.Figure: lambda words, side, item: words.label(side, item),
    models.Citation: lambda words, side, item: _passage(item),
    models.Conversion: lambda words, side, item: words.size(side, item),
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
    "lead": "leading figure",
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
"""What one item of a field is called; another field by its key."""
PERIODS = ("date", "period", "published", "accessed")
"""Fields that hold a day or a period."""


def _is_fixed(*parts: object) -> bool:
    """Whether a field holds ids, or words of a fixed list."""
    return any(
        get_origin(one) is Literal
        or (isinstance(one, Worded) and one.words == "id")
        or _is_fixed(*get_args(one))
        for one in parts
    )


CODED = frozenset(
    name
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, BaseModel)
    for name, field in model.model_fields.items()
    if _is_fixed(field.annotation, *field.metadata)
)
"""Fields whose values are code."""


def part(name: str) -> str:
    """What a field, or one item of it, is called."""
    return PARTS.get(name) or code(name)


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
                words.append(f"order of {code(step)}" if is_list else part(step))
                continue
            item = change.within(index + 1, side)
            is_told = item is getattr(change, side) and isinstance(item, models.Citation)
            label = self.item(side, item) if isinstance(item, BaseModel) and not is_told else ""
            words[-1] = label if isinstance(item, models.Figure) else f"{words[-1]} {label}".strip()
        return ": ".join(words)

    def item(self, side: Side, item: BaseModel) -> str:
        """By what an item of a list is known."""
        by = KNOWN_BY.get(type(item))
        id = getattr(item, "id", "")
        return by(self, side, item) if by else code(id) if id else ""

    def sides(self, change: Change) -> tuple[str, str]:
        """What stood there and what stands there; of long texts the words that changed."""
        old, new = change.before, change.after
        if change.action == "moved":
            return "", ""
        if change.action == "changed" and isinstance(old, str) and isinstance(new, str):
            ref = self._meaning(change)
            if not isinstance(ref, Ref) and change.field not in (*PERIODS, *CODED):
                return excerpts(old, new)
        return self.told("before", old, change), self.told("after", new, change)

    def told(self, side: Side, value: object, change: Change) -> str:
        """A value on one side of a change in words."""
        meaning = self._meaning(change)
        if isinstance(meaning, Ref) and isinstance(value, str):
            name = self.name(side, meaning.kinds, value)
            return name if name == code(value) else f"{name} ({code(value)})"
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
            told = (f"{code(key)}: {self.value(side, one, key)}" for key, one in value.items())
            return ", ".join(told)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Decimal):
            return number(value)
        if name in PERIODS:
            return period_words(value)
        return code(str(value)) if name in CODED else str(value)

    def fields(self, side: Side, value: BaseModel) -> str:
        """A part of a brief by its fields, those left out that have no value."""
        told = ((name, self.value(side, one, name)) for name, one in value)
        return "; ".join(f"{code(name)}: {words}" for name, words in told if words)

    def _meaning(self, change: Change) -> object:
        """The meaning of the field at the place of a change: a reference, prose, or nothing."""
        for side in SIDES:
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
