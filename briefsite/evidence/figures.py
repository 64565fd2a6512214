"""The number that `printed` holds is the figure's: value, scale, unit and qualifier.

The qualifier is read in the paragraph, not in `printed`, so that cutting it off does not hide it.
Changes, ranks and conversions are held in the same way, each by its own `printed`.

Why: `over 1,200` must not become `1,200` on its way to the page.

Fix: write the value and the qualifier as the source has them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from briefsite.evidence.archive import Archived, quote, text_of
from briefsite.evidence.quantities import Quantity, normalise, quantities
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Figure
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text import amount
from briefsite.text.names import sentences
from briefsite.text.units import Unit, Units, normalised

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    value: 1200\n    change:\n",
    good="    value: 1200\n    qualifier: over\n    change:\n",
)

_FALL = re.compile(r"\b(down|fell|fall|decreas\w*|declin\w*|dropp?\w*|shr[aiu]nk\w*|lower)\b", re.I)


@dataclass(frozen=True)
class _Claim:
    """One number of a brief, and the words and paragraph that must carry it."""

    brief: AnyBrief
    path: FieldPath
    field: str
    printed: str
    value: Decimal
    unit: str
    qualifier: str
    words: str

    def problem(self, message: str, text: str, at: int, field: str = "") -> Problem:
        path = (*self.path, field or self.field)
        return self.brief.problem(path, "figure", message, quote(text, at))


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report numbers that are not what the cited paragraph prints."""
    table = graph.library.unit_table
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            path = ("figures", index)
            unit = graph.library.indicators[figure.indicator].value.unit
            for number, citation in enumerate(figure.sources):
                text = text_of(texts, citation)
                if text and citation.printed:
                    at = (*path, "sources", number)
                    claim = _claim(brief, at, figure, table[unit], citation.printed)
                    yield from _hold(claim, text, path)
            cited = [text for c in figure.sources if (text := text_of(texts, c))]
            for part in _parts(brief, path, figure, table):
                yield from _hold_part(part, cited)
            yield from _rank(brief, path, figure, cited)


def _claim(brief: AnyBrief, path: FieldPath, figure: Figure, unit: Unit, printed: str) -> _Claim:
    value = normalised(figure.value, figure.scale)
    words = amount(figure.value, unit, scale=figure.scale, qualifier=figure.qualifier)
    return _Claim(brief, path, "printed", printed, value, unit.id, figure.qualifier, words)


def _parts(brief: AnyBrief, path: FieldPath, figure: Figure, table: Units) -> Iterator[_Claim]:
    if figure.change:
        change = figure.change
        words = amount(change.value, table[change.unit], qualifier=change.qualifier)
        at = (*path, "change")
        size = abs(change.value)
        yield _Claim(
            brief, at, "printed", change.printed, size, change.unit, change.qualifier, words
        )
    for index, item in enumerate(figure.conversions):
        at = (*path, "conversions", index)
        value = normalised(item.value, item.scale)
        words = amount(item.value, table[item.unit], scale=item.scale, qualifier=item.qualifier)
        yield _Claim(brief, at, "printed", item.printed, value, item.unit, item.qualifier, words)


def _hold_part(claim: _Claim, cited: list[str]) -> Iterator[Problem]:
    printed = normalise(claim.printed)
    text = next((text for text in cited if printed in text), None)
    if text is not None:
        yield from _hold(claim, text, claim.path)
        falls = bool(_FALL.search(printed))
        change = claim.path[-1] == "change"
        given = claim.brief.value.figures[int(claim.path[1])].change if change else None
        if given and falls != (given.value < 0):
            message = f"'{claim.printed}' is a {'fall' if falls else 'rise'}"
            yield claim.problem(message, text, text.find(printed), "value")
    elif cited:
        message = f"no cited paragraph prints '{claim.printed}'"
        yield claim.problem(message, cited[0], 0)


def _hold(claim: _Claim, text: str, owner: FieldPath) -> Iterator[Problem]:
    """Check a claim against the quantities that stand within its printed words."""
    printed = normalise(claim.printed)
    start = text.find(printed)
    if start < 0:
        return
    end = start + len(printed)
    inside = [q for q in quantities(text) if q.start >= start and q.end <= end + _unit_tail(q)]
    inside = [q for q in inside if q.start < end]
    fitting = [q for q in inside if _fits(q, claim.unit)]
    same = [q for q in fitting if q.value == claim.value]
    if not same:
        message = f"'{claim.printed}' does not say {claim.words}"
        yield claim.problem(message, text, start)
    elif all(q.qualifier != claim.qualifier for q in same):
        found = same[0].qualifier
        message = f"the qualifier is '{claim.qualifier}', the source has '{found}'"
        field = "qualifier" if _has_qualifier(claim, owner) else ""
        path = (*owner, field) if field else owner
        yield claim.brief.problem(path, "figure", message, quote(text, same[0].start))


def _unit_tail(quantity: Quantity) -> int:
    """A unit may reach beyond the printed words, the number may not."""
    return len(quantity.printed)


def _has_qualifier(claim: _Claim, owner: FieldPath) -> bool:
    return (*claim.brief.path, *owner, "qualifier") in claim.brief.document.spans


def _fits(quantity: Quantity, unit: str) -> bool:
    if unit == "count":
        return quantity.unit in (None, "ordinal") and not quantity.looks_like_a_year
    if unit == "ordinal":
        return quantity.unit == "ordinal"
    return quantity.unit == unit


def _rank(brief: AnyBrief, path: FieldPath, figure: Figure, cited: list[str]) -> Iterator[Problem]:
    rank = figure.rank
    if not rank:
        return
    printed = normalise(rank.printed)
    text = next((text for text in cited if printed in text), None)
    if text is None:
        if cited:
            message = f"no cited paragraph prints '{rank.printed}'"
            yield brief.problem((*path, "rank", "printed"), "figure", message, quote(cited[0]))
        return
    start = text.find(printed)
    ordinals = [q for q in quantities(printed) if q.unit == "ordinal"]
    wanted = _respectively(figure, text, start, ordinals) or [q.value for q in ordinals]
    if rank.position not in wanted:
        message = f"'{rank.printed}' does not give this one place {rank.position}"
        yield brief.problem((*path, "rank", "position"), "figure", message, quote(text, start))


def _respectively(
    figure: Figure, text: str, start: int, ordinals: list[Quantity]
) -> list[Decimal] | None:
    """In `27 firms and 500 shops ..., second and third, respectively` each takes its own place."""
    begin, end = next((span for span in sentences(text) if span[0] <= start < span[1]), (0, 0))
    if "respectively" not in text[begin:end] or len(ordinals) < 2:
        return None
    before = text[begin:start]
    counts = [q for q in quantities(before) if q.unit is None and not q.looks_like_a_year]
    value = normalised(figure.value, figure.scale)
    if len(counts) != len(ordinals) or value not in [q.value for q in counts]:
        return None
    return [ordinals[[q.value for q in counts].index(value)].value]
