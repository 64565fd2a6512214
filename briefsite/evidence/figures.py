"""The number that `printed` holds is the figure's: value, scale, unit and qualifier.

The qualifier is read in the paragraph, not in `printed`, so that cutting it off does not hide it.
Changes, ranks and conversions are checked in the same way, each by its own `printed`.

Why: `over 1,200` must not become `1,200` on its way to the page.

Fix: write the value and the qualifier as the source has them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from briefsite.evidence.archive import Archived, quote, text_of
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Citation, Figure, Indicator
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text import amount, sentences
from briefsite.text.english import first_place
from briefsite.text.quantities import Quantity, Stated, normalise, quantities
from briefsite.text.units import Units, normalised

_CITED = "    sources:\n      - source: gazette\n        para: 3\n"
EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    value: 900\n" + _CITED + "        printed: 900 people\n",
    good="    value: 900\n    qualifier: about\n" + _CITED + "        printed: some 900 people\n",
)


@dataclass(frozen=True)
class _Claim:
    """One number of a brief, and the words and paragraph that must carry it."""

    brief: AnyBrief
    path: FieldPath
    field: str
    printed: str
    stated: Stated
    words: str

    def problem(self, message: str, text: str, at: int, field: str = "") -> Problem:
        path = (*self.path, field or self.field)
        return self.brief.problem(path, "figure", message, quote(text, at))


@dataclass(frozen=True)
class _Paragraph:
    """A cited paragraph and the numbers in it."""

    text: str
    read: tuple[Quantity, ...]


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report numbers that are not what the cited paragraph prints."""
    table = graph.library.unit_table
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            path = ("figures", index)
            indicator = graph.library.indicators[figure.indicator].value
            for number, citation in enumerate(figure.sources):
                text = text_of(texts, citation)
                if text and citation.printed:
                    at = (*path, "sources", number)
                    claim = _claim(brief, at, figure, indicator, table, citation.printed)
                    yield from _hold(claim, _read(graph, citation, text), path, table)
            cited = [_read(graph, c, text) for c in figure.sources if (text := text_of(texts, c))]
            for part in _parts(brief, path, figure, table):
                yield from _hold_part(part, cited, table)
            yield from _rank(brief, path, figure, cited)


def _read(graph: Graph, citation: Citation, text: str) -> _Paragraph:
    source = graph.library.sources[citation.source].value
    return _Paragraph(
        text, quantities(text, graph.library.unit_table, source.language, source.country)
    )


def _claim(
    brief: AnyBrief,
    path: FieldPath,
    figure: Figure,
    indicator: Indicator,
    table: Units,
    printed: str,
) -> _Claim:
    unit = table[indicator.unit]
    value = normalised(figure.value, figure.scale)
    high = None if figure.high is None else normalised(figure.high, figure.scale)
    words = amount(
        figure.value, unit, scale=figure.scale, qualifier=figure.qualifier, high=figure.high
    )
    stated = Stated(value, unit.id, figure.qualifier, high, indicator.unit_label)
    return _Claim(brief, path, "printed", printed, stated, words)


def _parts(brief: AnyBrief, path: FieldPath, figure: Figure, table: Units) -> Iterator[_Claim]:
    if figure.change:
        change = figure.change
        words = amount(change.value, table[change.unit], qualifier=change.qualifier)
        at = (*path, "change")
        stated = Stated(change.value, change.unit, change.qualifier)
        yield _Claim(brief, at, "printed", change.printed, stated, words)
    for index, item in enumerate(figure.conversions):
        at = (*path, "conversions", index)
        value = normalised(item.value, item.scale)
        words = amount(item.value, table[item.unit], scale=item.scale, qualifier=item.qualifier)
        stated = Stated(value, item.unit, item.qualifier)
        yield _Claim(brief, at, "printed", item.printed, stated, words)


def _hold_part(claim: _Claim, cited: list[_Paragraph], table: Units) -> Iterator[Problem]:
    printed = normalise(claim.printed)
    paragraph = next((one for one in cited if printed in one.text), None)
    if paragraph is not None:
        yield from _hold(claim, paragraph, claim.path, table)
    elif cited:
        message = f"no cited paragraph prints '{claim.printed}'"
        yield claim.problem(message, cited[0].text, 0)


def _hold(
    claim: _Claim, paragraph: _Paragraph, owner: FieldPath, table: Units
) -> Iterator[Problem]:
    """Check a claim against the quantities that stand within its printed words."""
    text, stated, printed = paragraph.text, claim.stated, normalise(claim.printed)
    start = text.find(printed)
    if start < 0:
        return
    end = start + len(printed)
    inside = [q for q in paragraph.read if q.end > start and q.start < end]
    fitting = [q for q in inside if stated.fits(q, table)]
    same = [q for q in fitting if stated.equals(q)]
    if unread := next(
        (q for q in same or inside if q.doubt and not stated.settles(q, table)), None
    ):
        message = f"'{unread.printed}' cannot be read for certain: {unread.doubt}"
        yield claim.problem(message, text, unread.start)
    elif not same:
        turned = replace(stated, value=-stated.value)
        if falls := next((q for q in fitting if turned.equals(q)), None):
            message = f"'{claim.printed}' is a {'fall' if falls.signed < 0 else 'rise'}"
            yield claim.problem(message, text, start, "value" if claim.path == owner else "")
        else:
            message = f"'{claim.printed}' does not say {claim.words}"
            yield claim.problem(message, text, start)
    elif not any(stated.qualifies(q) for q in same):
        found = same[0].qualifier
        message = f"the qualifier is '{stated.qualifier}', the source has '{found}'"
        field = "qualifier" if _has_qualifier(claim, owner) else ""
        path = (*owner, field) if field else owner
        yield claim.brief.problem(path, "figure", message, quote(text, same[0].start))


def _has_qualifier(claim: _Claim, owner: FieldPath) -> bool:
    return (*claim.brief.path, *owner, "qualifier") in claim.brief.document.spans


def _rank(
    brief: AnyBrief, path: FieldPath, figure: Figure, cited: list[_Paragraph]
) -> Iterator[Problem]:
    rank = figure.rank
    if not rank:
        return
    printed = normalise(rank.printed)
    paragraph = next((one for one in cited if printed in one.text), None)
    if paragraph is None:
        if cited:
            message = f"no cited paragraph prints '{rank.printed}'"
            hint = quote(cited[0].text)
            yield brief.problem((*path, "rank", "printed"), "figure", message, hint)
        return
    start = paragraph.text.find(printed)
    end = start + len(printed)
    ordinals = [
        q for q in paragraph.read if q.unit == "ordinal" and q.certain and start <= q.start < end
    ]
    wanted = _respectively(figure, paragraph, start, ordinals) or [q.value for q in ordinals]
    if not wanted and first_place(printed):
        wanted = [Decimal(1)]
    if rank.position not in wanted:
        message = f"'{rank.printed}' does not give this one place {rank.position}"
        hint = quote(paragraph.text, start)
        yield brief.problem((*path, "rank", "position"), "figure", message, hint)


def _respectively(
    figure: Figure, paragraph: _Paragraph, start: int, ordinals: list[Quantity]
) -> list[Decimal] | None:
    """In `27 firms and 500 shops ..., second and third, respectively` each takes its own place."""
    text = paragraph.text
    begin, end = next((span for span in sentences(text) if span[0] <= start < span[1]), (0, 0))
    if "respectively" not in text[begin:end] or len(ordinals) < 2:
        return None
    before = [q for q in paragraph.read if begin <= q.start < start]
    counts = [q for q in before if q.unit is None and q.role == "amount"]
    value = normalised(figure.value, figure.scale)
    if len(counts) != len(ordinals) or value not in [q.value for q in counts]:
        return None
    return [ordinals[[q.value for q in counts].index(value)].value]
