"""Every number in prose, in digits or words, stands in a paragraph that is cited there.

Prose of a section, summary or note is held paragraph by paragraph against its own citations;
texts, titles and occasions of events, statements and ties against their `sources`. Figures in
prose hold themselves. Years of an inferred period may stand in the note that explains it.

Why: a citation beside a number is a promise that the number stands there.

Fix: correct the number, or cite the paragraph that prints it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from briefsite.evidence.archive import Archived, quote, texts_of
from briefsite.library.graph import AnyBrief, Graph
from briefsite.library.prose import Cite, Paragraph, Text, WikiLink, flatten, parse
from briefsite.models import Citation
from briefsite.models.base import ProseText
from briefsite.models.walk import FieldPath, leaves
from briefsite.problems import Example, Problem
from briefsite.text.periods import Period
from briefsite.text.quantities import normalise, quantities

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="      Its yards employ some 950 people. [@gazette, para 3]\n",
    good="      Its yards employ some 900 people. [@gazette, para 3]\n",
)

_PLAIN_FIELDS = {
    "events": ("title", "date_note"),
    "statements": ("occasion", "attributed_to"),
    "locations": ("text",),
    "parents": ("role",),
}


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report numbers in prose that no paragraph cited there prints."""
    for brief in graph.library.briefs():
        for leaf in leaves(brief.value):
            if isinstance(leaf.meaning, ProseText):
                beside, allowed = _sources_beside(brief, leaf.path)
                for paragraph in parse(leaf.value).paragraphs():
                    cited = [*beside, *_cited(paragraph)]
                    known = _known(texts, cited) | allowed
                    for words in _words(paragraph):
                        yield from _hold(brief, leaf.path, words, known, texts, cited)
        yield from _plain_fields(brief, texts)


def _plain_fields(brief: AnyBrief, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    for part, names in _PLAIN_FIELDS.items():
        for index, item in enumerate(getattr(brief.value, part, ())):
            date = getattr(item, "date", None)
            all_sources = (
                _every_paragraph(texts, item.sources) if date is None or part == "events" else set()
            )
            known = _known(texts, item.sources) | _years(date) | all_sources
            for name in names:
                words = getattr(item, name) or ""
                yield from _hold(brief, (part, index, name), words, known, texts, item.sources)


def _every_paragraph(texts: Mapping[str, Archived], sources: tuple[Citation, ...]) -> set[Decimal]:
    """A note on a date may name what the rest of the text prints, such as its dateline."""
    found = (texts[c.source] for c in sources if c.source in texts)
    return {
        v for text in found for para in text.paragraphs for q in quantities(para) for v in q.values
    }


def _sources_beside(brief: AnyBrief, path: FieldPath) -> tuple[tuple[Citation, ...], set[Decimal]]:
    """The `sources` of the part in which a text stands, and the numbers it may name besides."""
    if path[0] in ("events", "statements", "relations", "figures"):
        item: Any = getattr(brief.value, str(path[0]))[path[1]]
        if path[0] == "figures":
            return item.sources, _years(item.period) if item.period_basis != "printed" else set()
        return item.sources, set()
    return (), set()


def _years(period: str | None) -> set[Decimal]:
    if not period:
        return set()
    read = Period.parse(period)
    return {Decimal(day.year) for day in (read.first, read.last) if day}


def _cited(paragraph: Paragraph) -> Iterator[Citation]:
    for inline in flatten(paragraph.children):
        if isinstance(inline, Cite):
            yield Citation(source=inline.source, para=inline.para)


def _words(paragraph: Paragraph) -> Iterator[str]:
    for inline in flatten(paragraph.children):
        if isinstance(inline, Text):
            yield inline.text
        elif isinstance(inline, WikiLink) and inline.label:
            yield inline.label


def _known(texts: Mapping[str, Archived], cited: Any) -> set[Decimal]:
    return {v for text in texts_of(texts, cited) for q in quantities(text) for v in q.values}


def _hold(
    brief: AnyBrief,
    path: FieldPath,
    words: str,
    known: set[Decimal],
    texts: Mapping[str, Archived],
    cited: Any,
) -> Iterator[Problem]:
    for quantity in quantities(normalise(words)):
        if set(quantity.values) <= known or any(c.source not in texts for c in cited):
            continue
        message = f"no paragraph cited here prints '{quantity.printed}'"
        found = texts_of(texts, cited)
        hint = quote(found[0]) if found else "cite the paragraph that prints it, or use a figure"
        yield brief.problem(path, "numbers", message, hint, at=quantity.printed)
