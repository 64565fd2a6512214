"""What a program can read in a new source, as figures, events and people ready to be edited.

In: the graph, a source and its archived text. Out: proposals as values; `skeletons` writes them as
YAML under the file they may belong to. Nothing is written here, and nothing is settled: indicator,
status and brief are the likeliest by the words of the sentence; what needs words says `TO WRITE`.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from briefsite.checks.unfinished import PLACEHOLDER
from briefsite.evidence.archive import Archived
from briefsite.evidence.dates import inferred_day, times
from briefsite.evidence.names import Naming
from briefsite.evidence.names import Spot as Name
from briefsite.evidence.spots import BOUNDARY, PLAN, Spot, spans, stems
from briefsite.library import Entry
from briefsite.library.graph import Graph
from briefsite.models import Indicator, Source
from briefsite.models.base import PRINTED_WORDS
from briefsite.text import without_accents
from briefsite.text.dates import mentions
from briefsite.text.quantities import Quantity, quantities
from briefsite.text.units import Units

_ALIKE = 0.3
"""From which likeness on an indicator is taken for the one that is meant."""
_TARGET = re.compile(r"\b(?:target|goal|aim(?:s|ed|ing)?|strive)\b|目标|力争", re.IGNORECASE)
_CAPACITY = re.compile(r"\bdesigned to\b|\bcapacity\b|\bcapable of\b|产能|设计", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:It|Its|They|Their|This|These|He|She|The (?:new )?(?:area|region|province|city|county"
    r"|country|company|firm|group|enterprise|project|plant|park|zone|venture|bank|organisation))\b"
)
"""How a sentence begins that is about what was named before."""
_SAYING = frozenset(
    re.findall(
        r"\w+",
        """the and for with over some about around more than has have had was were are been its
        their from that which reached exceeded totaled stood plans announced worth nearly said
        rose fell grew monday tuesday wednesday thursday friday saturday sunday""",
    )
)
"""Words before an amount that do not say what it is."""
_RATES = ("percent", "percentage-points")
_EDGES = " ,.;:()\"'。;,、"
_APART = re.compile(r"[^.;:()]{0,28}")


@dataclass(frozen=True)
class Part:
    """A number that belongs to a figure: a change, or the same amount in another unit."""

    quantity: Quantity
    printed: str
    against: str = ""


@dataclass(frozen=True)
class Proposal:
    """A figure as it may be."""

    para: int
    printed: str
    indicator: str
    """The id of one there is, or of a new one."""
    new: Mapping[str, Any] | None
    """The entry of a new indicator."""
    quantity: Quantity
    unit: str
    period: str
    basis: str
    status: str
    brief: tuple[str, str] | None
    """Kind and id of the brief to which it may belong."""
    change: Part | None = None
    conversions: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """What was read in one source."""

    source: str
    figures: tuple[Proposal, ...]
    events: tuple[tuple[int, str, str, tuple[str, str] | None], ...]
    """Paragraph, date, printed words and brief."""
    people: tuple[tuple[int, str, str, str | None, str], ...]
    """Paragraph, name, post, id of the organisation, and printed words."""
    unread: tuple[tuple[int, str, str], ...] = ()
    """Paragraph and words of numbers that cannot be read for certain, and why."""


def propose(graph: Graph, source: Entry[Source], archived: Archived) -> Proposed:
    """Everything that can be read in the paragraphs that are no furniture."""
    reader = _Reader(graph, source, archived)
    waived = {para for item in source.value.furniture for para in item.paras}
    paras = [n for n in range(1, len(archived.paragraphs) + 1) if n not in waived]
    return Proposed(
        source.id,
        tuple(one for para in paras for one in reader.figures(para)),
        tuple(one for para in paras for one in reader.events(para)),
        tuple({one[1]: one for para in paras for one in reader.people(para)}.values()),
        tuple(one for para in paras for one in reader.unread(para)),
    )


class _Reader:
    """Reads one source by paragraphs."""

    def __init__(self, graph: Graph, source: Entry[Source], archived: Archived) -> None:
        self.graph, self.source, self.archived = graph, source.value, archived
        self.naming = Naming(graph)
        self.units: Units = graph.library.unit_table
        printed = source.value.published
        self.day = date.fromisoformat(printed) if printed else inferred_day(archived)
        self.basis = "publication" if printed else "inferred"

    # Figures.

    def figures(self, para: int) -> Iterator[Proposal]:
        """The figures of a paragraph; conversions and changes stay with the number before."""
        text = self.archived.paragraphs[para - 1]
        held: Proposal | None = None
        amounts = tuple(self._amounts(text))
        for quantity in amounts:
            if held and self._is_conversion(text, held, quantity):
                part = Part(quantity, _printed(text, quantity))
                held = replace(held, conversions=(*held.conversions, part))
            elif held and _is_change(text, held, quantity):
                held = replace(held, change=_change(text, quantity))
            else:
                before, held = held, self._figure(para, text, quantity, amounts)
                if before and held and _is_level(text, before, held):
                    held = replace(held, change=_change(text, before.quantity))
                elif before:
                    yield before
        if held:
            yield held

    def unread(self, para: int) -> Iterator[tuple[int, str, str]]:
        """The numbers of a paragraph that cannot be read for certain."""
        for quantity in self._read(self.archived.paragraphs[para - 1]):
            if quantity.doubt and quantity.role == "amount":
                yield para, quantity.printed, quantity.doubt

    def _read(self, text: str) -> tuple[Quantity, ...]:
        return quantities(text, self.units, self.source.language, self.source.country)

    def _amounts(self, text: str) -> Iterator[Quantity]:
        """The numbers that may be figures: amounts without doubt, no times and no names."""
        times = [(mention.start, mention.end) for mention in mentions(text, self.day)]
        for quantity in self._read(text):
            unit = self.units.get(quantity.unit or "")
            before = text[max(0, quantity.start - 5) : quantity.start].lower()
            if (
                quantity.certain
                and quantity.unit != "times"
                and not any(start <= quantity.start < end for start, end in times)
                and not (unit and unit.kind == "time")
                and not before.endswith("top ")
            ):
                yield as_stated(quantity)

    def _is_conversion(self, text: str, held: Proposal, quantity: Quantity) -> bool:
        unit, other = self.units.get(held.unit), self.units.get(quantity.unit or "")
        between = text[held.quantity.end : quantity.start]
        inside = re.fullmatch(r" ?\((?:[a-z]+ ){0,3}", between, re.I)
        return bool(inside and unit and other and unit.kind == other.kind and unit != other)

    def _figure(
        self, para: int, text: str, quantity: Quantity, amounts: tuple[Quantity, ...]
    ) -> Proposal | None:
        index, (begin, end) = next(
            (n, span) for n, span in enumerate(spans(text)) if span[1] > quantity.start
        )
        spot = Spot(text, begin, end, quantity, index, amounts)
        indicator = self._indicator(spot)
        new = None if indicator or quantity.unit == "ordinal" else self._new(spot)
        if not (indicator or new):
            return None
        unit = indicator.value.unit if indicator else str(new and new["unit"])
        period, basis = self._period(spot)
        return Proposal(
            para,
            _printed(text, quantity),
            indicator.id if indicator else _new_id(str(new and new["name"]), para, quantity),
            new,
            quantity,
            unit,
            period,
            basis,
            self._status(spot, indicator),
            self._brief(para, spot),
        )

    def _indicator(self, spot: Spot) -> Entry[Indicator] | None:
        """The indicator most like the words at a number, among those of its unit.

        What is counted stands behind its number; other words count less the farther they stand.
        """
        behind = _roots(f"{spot.phrase()} {spot.number.thing}")
        before, sentence = _roots(spot.before()), _roots(spot.sentence)
        weak = 0.4 if spot.number.unit in (None, "ordinal") else 1.0
        best: tuple[float, str] = (0.0, "")
        for id, (unit, words, terms) in self._known.items():
            if not self._fits(spot.number, unit):
                continue
            if unit == "ordinal" and not words & _roots(spot.number.thing):
                continue
            said = sum(self._weights[word] for word in words & behind)
            said += weak * sum(self._weights[word] for word in words & before - behind)
            said += 0.3 * sum(self._weights[word] for word in words & sentence - before - behind)
            likeness = said / sum(self._weights[word] for word in words)
            likeness += 0.4 * any(term <= behind | before for term in terms)
            best = max(best, (likeness, id))
        return self.graph.library.indicators.get(best[1]) if best[0] >= _ALIKE else None

    @cached_property
    def _known(self) -> dict[str, tuple[str, frozenset[str], tuple[frozenset[str], ...]]]:
        """Of each indicator its unit, the words of its name and label, and those of its terms."""
        found = {}
        for id, entry in self.graph.library.indicators.items():
            terms = [self.graph.library.terms[term].value for term in entry.value.terms]
            aliases = (_roots(form) for term in terms for form in (term.name, *term.aliases))
            words = _roots(f"{entry.value.name} {entry.value.unit_label or ''}")
            if words:
                found[id] = (entry.value.unit, words, tuple(form for form in aliases if form))
        return found

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        """What a word tells: the less, the more indicators have it."""
        counts = Counter(word for _, words, _ in self._known.values() for word in words)
        return {word: 1 / math.sqrt(count) for word, count in counts.items()}

    def _fits(self, quantity: Quantity, unit: str) -> bool:
        if unit == "count":
            return quantity.unit is None
        known = self.units.get(unit)
        per = known is not None and known.of == quantity.unit and known.per == quantity.per
        return quantity.unit == unit or per

    def _new(self, spot: Spot) -> Mapping[str, Any] | None:
        """An entry for an indicator that there is not yet; None where nothing says what it is."""
        number = spot.number
        thing = number.thing.strip()
        if number.unit is None and not thing:
            return None
        behind = " ".join(re.findall(r"[^\W\d_]{4,}", spot.text[number.end : spot.end])[:2])
        name = thing if number.unit is None else " ".join(_telling(spot)) or thing or behind
        if not name:
            return None
        unit = number.unit or "count"
        kind = self.units.get(unit)
        rates = {"percent": "share", "percentage-points": "difference", "count": "count"}
        quantity = "growth" if unit == "percent" and number.direction else rates.get(unit, "amount")
        return {
            "name": name[:1].upper() + name[1:],
            "definition": PLACEHOLDER,
            "unit": unit,
            **({"unit_label": thing} if unit == "count" else {}),
            "quantity": "area" if kind and kind.kind == "area" else quantity,
            "review_months": 18,
            "comparable": PLACEHOLDER,
        }

    def _period(self, spot: Spot) -> tuple[str, str]:
        found = [mention for mention in times(spot, self.day) if mention.forms]
        if found and found[0].relative and re.fullmatch(r"[0-9]{4}-[0-9-]{5}", found[0].forms[0]):
            # "said on Monday" is when it was said; the value may have a time of its own.
            named = mentions(spot.text, self.day)
            found = [m for m in named if m.start >= spot.number.end and m.end <= spot.end]
            found = [m for m in found if m.forms and not m.relative and not m.base][:1]
        if not found or (found[0].weak and not found[0].relative):
            return "undated", "printed"
        return found[0].forms[0], self.basis if found[0].relative else "printed"

    def _status(self, spot: Spot, indicator: Entry[Indicator] | None) -> str:
        begin, end = spot.clause()
        clause = spot.text[begin:end]
        if _CAPACITY.search(clause) or (indicator and indicator.value.quantity == "capacity"):
            return "capacity" if _CAPACITY.search(clause) else "actual"
        if _TARGET.search(clause):
            return "target"
        return "planned" if PLAN.search(spot.text, begin, spot.number.start) else "actual"

    def _brief(self, para: int, spot: Spot) -> tuple[str, str] | None:
        """The brief that a sentence is about: named first in it, or before where it says "it"."""
        text = spot.text
        here = self._named(text, spot.begin, spot.end)
        before = [one for one in here if one.start < spot.number.start]
        clause = [one for one in before if not BOUNDARY.search(text, one.end, spot.number.start)]
        goes_on = _GOES_ON.match(text, spot.begin)
        for chosen in (clause, before, () if goes_on else here):
            if chosen:
                return self._narrowest(chosen)
        for begin, end in reversed(spans(text)[: spot.index]):
            if found := self._named(text, begin, end):
                return self._narrowest(found)
        for other in self.archived.paragraphs[para - 2 : para - 1] if para > 1 else ():
            start = max(other.find(" -- "), 0)
            if found := self._named(other, start, len(other)):
                return self._narrowest(found)
        return self._narrowest(here) if here else None

    def _named(self, text: str, begin: int, end: int) -> list[Name]:
        inside = (one for one in self.naming.spots(text) if begin <= one.start < end)
        return [one for one in inside if not one.within]

    def _narrowest(self, named: Sequence[Name]) -> tuple[str, str]:
        """The first that is named; in "Hunan's Hengyang" the smaller of the two."""
        first, *rest = named
        kind, id = sorted(first.ids)[0]
        for other in rest:
            around = {region.id for _, one in other.ids for region in self.graph.ancestors(one)}
            if kind != "region" or id not in around or other.start - first.end > 12:
                break
            first, (kind, id) = other, sorted(other.ids)[0]
        return kind, id

    # Events and people.

    def events(self, para: int) -> Iterator[tuple[int, str, str, tuple[str, str] | None]]:
        """Sentences with a time and no amount, in which something may have happened."""
        if para in dict(self.source.printed_in or ()).values():
            return  # what a text says of itself is no event
        text = self.archived.paragraphs[para - 1]
        amounts = [quantity.start for quantity in self._amounts(text)]
        for begin, end in spans(text):
            dated = [
                m
                for m in mentions(text, self.day)
                if begin <= m.start < end and m.forms and not m.base and not m.weak
            ]
            if not dated or any(begin <= at < end for at in amounts):
                continue
            first = max(begin, text.rfind(" ", begin, max(begin, dated[0].start - 1)) + 1)
            printed = " ".join(text[first:end].split()[: PRINTED_WORDS - 1]).rstrip(".,;")
            named = self._named(text, begin, end)
            brief = self._narrowest(named) if named else None
            form = min(dated[0].forms, key=len)
            if not form.startswith(("by ", "FY")):
                yield para, form, printed, brief

    def people(self, para: int) -> Iterator[tuple[int, str, str, str | None, str]]:
        """Persons with a post: `Ann Lee, mayor of Leedsby`, in English."""
        text = self.archived.paragraphs[para - 1]
        for match in _PERSON.finditer(text):
            name, post = match["name"], match["post"]
            if any(
                s.start < match.end("name") and s.end > match.start()
                for s in self.naming.spots(text)
            ):
                continue
            named = self._named(text, match.end("post"), match.end() + 60)
            organisation = min(named[0].ids)[1] if named else None
            end = named[0].end if named else match.end("post")
            printed = " ".join(text[match.start() : end].split()[:PRINTED_WORDS])
            yield para, name, post, organisation, printed


_PERSON = re.compile(
    r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){1,2}), "
    r"(?P<post>(?:[a-z][\w-]+|CEO|CFO|Party|President)(?: (?:of the |of |and )?[a-z][\w-]+){0,8}?)"
    r" (?:of|at) (?=(?:the )?[A-Z])"
)


def _new_id(name: str, para: int, quantity: Quantity) -> str:
    """An id for a new indicator; of a name without Latin letters, by its place."""
    plain = re.sub(r"[^a-z]+", "-", without_accents(name).lower()).strip("-")[:48].strip("-")
    return plain or f"indicator-{para}-{quantity.start}"


def _roots(text: str) -> frozenset[str]:
    """The words of a text without their endings: invest, investing and investment are one."""
    return frozenset(word[:6] for word in stems(text))


def _is_change(text: str, held: Proposal, quantity: Quantity) -> bool:
    """`868,000 units, up 60.5 percent`: a rate beside the amount before it."""
    rate = quantity.unit in _RATES and quantity.direction
    between = text[held.quantity.end : quantity.start]
    near = _APART.fullmatch(between.removeprefix(","))
    behind = re.search(r"\b(?:up|down|rise|increase|fall|decrease|growth)\b|[增升降减]", between)
    return bool(rate and near and behind and held.unit not in _RATES)


def _is_level(text: str, before: Proposal, level: Proposal) -> bool:
    """`rose 12 percent to 1.3 billion`: a rate, and the amount to which it led."""
    rate = before.unit in _RATES and before.quantity.direction
    between = text[before.quantity.end : level.quantity.start]
    to = re.fullmatch(
        r",? ?(?:to|reaching|reached|至|到|达|达到) ?(?:about|some|over|nearly)? ?", between
    )
    return bool(rate and to and level.unit not in _RATES)


def as_stated(quantity: Quantity) -> Quantity:
    """A number as the format has it: a part in percent, a fall of a rate below nought."""
    if quantity.unit == "ratio":
        part = round(quantity.value * 100, 1).normalize()
        return replace(quantity, value=part, unit="percent", scale=0)
    falls = quantity.unit in _RATES and quantity.direction < 0 < quantity.value
    return replace(quantity, value=-quantity.value) if falls else quantity


def _change(text: str, quantity: Quantity) -> Part:
    end = next(end for _, end in spans(text) if end > quantity.start)
    phrase = BOUNDARY.split(text[quantity.end : end])[0].split(" (")[0].strip(" .")
    words = re.match(r"(?:from|over|on|compared with|than) (.+)", phrase)
    against = words[1] if words else "the year before" if "year" in phrase else PLACEHOLDER
    start = max(text.rfind(" ", 0, quantity.start - 1), 0)
    printed = re.split(r"[,,;;。]", text[start : quantity.end])[-1].strip()
    return Part(quantity, printed, against)


def _telling(spot: Spot) -> list[str]:
    """The words before a number that may say what it is."""
    before = spot.before()
    if not re.search(r"[^\W\d_]{4}|[\u3400-\u9fff]{2}", before):
        before = spot.text[spot.begin : spot.number.start]
    words = re.findall(r"[^\W\d_][\w&'-]*", before)[-6:]
    return [word for word in words if len(word) > 2 and word.lower() not in _SAYING]


def _printed(text: str, quantity: Quantity) -> str:
    """A few words around a number, enough to find it and no other place of the paragraph."""
    words = [match.span() for match in re.finditer(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+", text)]
    first = next(n for n, (_, end) in enumerate(words) if end > quantity.start)
    last = next(n for n, (_, end) in enumerate(words) if end >= quantity.end)
    if quantity.qualifier != "exactly":
        first = max(0, first - 2)
    thing = text[quantity.end : quantity.end + len(quantity.thing) + 2] if quantity.thing else ""
    last = min(len(words) - 1, last + len(re.findall(r"[\u3400-\u9fff]|[\w'-]+", thing)))
    while last - first + 1 < PRINTED_WORDS:
        found = text[words[first][0] : words[last][1]]
        if text.count(found) == 1:
            break
        first, last = max(0, first - 1), min(len(words) - 1, last + 1)
    last = min(last, first + PRINTED_WORDS - 1)
    return text[words[first][0] : words[last][1]].strip(_EDGES)
