"""Numbers and names in prose stand in a paragraph that is cited there, and say the same.

A number, in digits or words, has the value, unit, qualifier and direction of one that is printed
there, and counts the same thing. A name of a brief or of a person stands there too, if it is not
that of the brief, a region around it or a place where it is. Prose of a section, summary or note is
held paragraph by paragraph against its own citations, a summary against all of its brief; texts,
titles and occasions of events, statements and ties against their `sources`. Figures in prose hold
themselves. Years of an inferred period may stand in the note that explains it.

Why: a citation beside a number is a promise that the number stands there.

Fix: correct the number or the name, or cite the paragraph that prints it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from briefsite.evidence.archive import Archived, quote, texts_of
from briefsite.evidence.names import Naming, person_spots
from briefsite.evidence.spots import stems
from briefsite.library.graph import AnyBrief, Graph
from briefsite.library.prose import Cite, FigureRef, Paragraph, Text, WikiLink, flatten
from briefsite.models import Citation, Company
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text.periods import Period
from briefsite.text.quantities import Quantity, normalise, quantities

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
_LOSS = re.compile(
    r"\b(?:minus|negative|loss(?:es)?|deficit|lost|below zero|shortfall)\b", re.IGNORECASE
)
"""Words by which a number says that it is below nought."""


@dataclass(frozen=True)
class _Words:
    """Words of a brief, and what they rest on."""

    path: FieldPath
    text: str
    cited: tuple[Citation, ...]
    allowed: frozenset[Decimal] = frozenset()
    """Numbers that need no citation: the years of a date."""
    values_only: bool = False
    """Whether it may name any number of the source, such as its day, in words of its own."""
    links: tuple[str, ...] = field(default=())


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report numbers and names in prose that no paragraph cited there prints."""
    reader = _Reader(graph, texts)
    naming, told = Naming(graph), _Told(graph)
    roots = {id for id, region in graph.library.regions.items() if not region.value.parent}
    for brief in graph.library.briefs():
        near = _near(graph, brief) | roots
        for words in _all_words(graph, brief, told):
            if all(citation.source in texts for citation in words.cited):
                yield from _numbers(reader, brief, words)
                yield from _names(reader, naming, brief, near, words)


# The words of a brief, each with its citations.


def _all_words(graph: Graph, brief: AnyBrief, told: "_Told") -> Iterator[_Words]:
    for leaf, parsed in brief.prose:
        beside, allowed = _sources_beside(brief, leaf.path)
        for paragraph in parsed.paragraphs():
            cited = (*beside, *_cited(graph, brief, paragraph))
            if leaf.path == ("summary",):
                cited = (*cited, *told.of(brief))
            cited = tuple({(one.source, one.para): one for one in cited}.values())
            links = tuple(_links(paragraph))
            for text in _texts(paragraph):
                yield _Words(leaf.path, text, cited, allowed)
            yield _Words(leaf.path, "", cited, allowed, links=links)
    for part, names in _PLAIN_FIELDS.items():
        for index, item in enumerate(getattr(brief.value, part, ())):
            allowed = _years(getattr(item, "date", None))
            for name in names:
                path, text = (part, index, name), getattr(item, name) or ""
                yield _Words(path, text, item.sources, allowed, name == "date_note")


def _sources_beside(
    brief: AnyBrief, path: FieldPath
) -> tuple[tuple[Citation, ...], frozenset[Decimal]]:
    """The `sources` of the part in which a text stands, and the numbers it may name besides."""
    if path[0] in ("events", "statements", "relations", "figures"):
        item: Any = getattr(brief.value, str(path[0]))[path[1]]
        inferred = path[0] == "figures" and item.period_basis != "printed"
        return item.sources, _years(item.period) if inferred else frozenset()
    return (), frozenset()


def _years(period: str | None) -> frozenset[Decimal]:
    read = Period.parse(period or "undated")
    return frozenset(Decimal(day.year) for day in (read.first, read.last) if day)


def _cited(graph: Graph, brief: AnyBrief, paragraph: Paragraph) -> Iterator[Citation]:
    """The citations of a paragraph, and those of the figures in it."""
    for inline in flatten(paragraph.children):
        if isinstance(inline, Cite):
            yield Citation(source=inline.source, para=inline.para)
        elif isinstance(inline, FigureRef):
            for at in graph.figures(brief.id, inline):
                yield from at.figure.sources


class _Told:
    """What the brief of a summary and those that name it cite: a summary sums it up."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._cited: dict[tuple[str, str], dict[tuple[str, int], Citation]] = defaultdict(dict)
        for use in (use for found in graph.by_source.values() for use in found):
            place = use.citation.source, use.citation.para
            self._cited[use.entry.kind, use.entry.id][place] = use.citation

    def of(self, brief: AnyBrief) -> tuple[Citation, ...]:
        """The citations on which a summary may rest, each paragraph once."""
        entries = (brief, *self._graph.backlinks.get((brief.kind, brief.id), ()))
        found = {k: c for one in entries for k, c in self._cited[one.kind, one.id].items()}
        return tuple(found.values())


def _texts(paragraph: Paragraph) -> Iterator[str]:
    for inline in flatten(paragraph.children):
        if isinstance(inline, Text):
            yield inline.text
        elif isinstance(inline, WikiLink) and inline.label:
            yield inline.label


def _links(paragraph: Paragraph) -> Iterator[str]:
    for inline in flatten(paragraph.children):
        if isinstance(inline, WikiLink) and inline.kind is None:
            yield inline.id


# Numbers.


class _Reader:
    """The numbers of the archived texts, read by the language of each."""

    def __init__(self, graph: Graph, texts: Mapping[str, Archived]) -> None:
        self.texts = texts
        self._graph = graph
        self._units = graph.library.unit_table

    def said(self, text: str) -> tuple[Quantity, ...]:
        """The numbers of our own words."""
        return quantities(normalise(text), self._units)

    def printed(self, cited: Iterable[Citation], *, whole: bool = False) -> Iterator[Quantity]:
        """The numbers of cited paragraphs, or of their whole texts."""
        for citation in cited:
            archived = self.texts.get(citation.source)
            if archived is None:
                continue
            source = self._graph.library.sources[citation.source].value
            found = archived.paragraphs if whole else (archived.para(citation.para) or "",)
            for text in found:
                yield from quantities(text, self._units, source.language, source.country)


def _numbers(reader: _Reader, brief: AnyBrief, words: _Words) -> Iterator[Problem]:
    said = [q for q in reader.said(words.text) if not _is_free(q, words)]
    printed = list(reader.printed(words.cited, whole=words.values_only)) if said else []
    for quantity in said:
        same = [q for q in printed if set(quantity.values) <= set(q.values)]
        faults = [_fault(quantity, found, words) for found in same]
        if same and not all(faults):
            continue
        message = f"no paragraph cited here prints '{quantity.printed}'"
        texts = texts_of(reader.texts, words.cited)
        hint = quote(texts[0]) if texts else "cite the paragraph that prints it, or use a figure"
        if same:
            message = f"'{quantity.printed}' is not what a paragraph cited here says"
            hint = quantity.doubt or next(fault for fault in faults if fault)
        yield brief.problem(words.path, "numbers", message, hint, at=quantity.printed)


def _is_free(quantity: Quantity, words: _Words) -> bool:
    """Whether a number needs no citation: a year of the date, or "one" as in "one day"."""
    one = quantity.values == (Decimal(1),) and quantity.printed.lower().startswith("one")
    return one or set(quantity.values) <= words.allowed


def _fault(said: Quantity, found: Quantity, words: _Words) -> str:
    """In what a number of ours differs from one that is printed; empty where in nothing."""
    if words.values_only or said.role != "amount":
        return ""
    if found.role != "amount":
        return f"the source prints '{found.printed}', which counts nothing"
    if said.unit != found.unit:
        return f"the source prints '{found.printed}'"
    if said.qualifier not in (found.qualifier, *found.also):
        return f"the qualifier in the source is '{found.qualifier}'"
    if said.direction * found.direction < 0:
        return f"in the source it is a {'fall' if found.direction < 0 else 'rise'}"
    if (said.value < 0) != (found.value < 0) and not _LOSS.search(words.text):
        return f"the source prints '{found.printed}', {'below' if found.value < 0 else 'above'} 0"
    if said.thing and found.thing and not (stems(said.thing) & stems(found.thing)):
        return f"the source counts '{found.thing}'" if said.unit is None else ""
    return ""


# Names.


def _near(graph: Graph, brief: AnyBrief) -> set[str]:
    """What a brief may name without a citation, beside what lies in nothing: itself, what lies
    around it, where it is."""
    places = [brief.id] if brief.kind == "region" else []
    if isinstance(brief.value, Company):
        places += [location.region for location in brief.value.locations]
    around = [region.id for place in places for region in graph.ancestors(place)]
    return {brief.id, *places, *around}


def _names(
    reader: _Reader, naming: Naming, brief: AnyBrief, near: set[str], words: _Words
) -> Iterator[Problem]:
    library = naming.graph.library
    cited = texts_of(reader.texts, words.cited)
    text = normalise(words.text)
    spots = [spot for spot in naming.spots(text) if not spot.within]
    named = {id: text[s.start : s.end] for s in spots for _, id in s.ids if len(s.ids) == 1}
    named |= dict.fromkeys(words.links, "")
    for id in named.keys() - near:
        other = library.brief(id)
        if not any(naming.names(other, one, within=True) for one in cited):
            message = f"no paragraph cited here names {other.value.name}"
            hint = quote(cited[0]) if cited else "cite the paragraph that does"
            yield brief.problem(words.path, "numbers", message, hint, at=named[id])
    for spot in naming.graph.names.people.find(words.text):
        person = library.people[spot.id].value
        places = ((reader.texts[c.source], c.para) for c in words.cited)
        if not any(person_spots(person, archived, para) for archived, para in places):
            message = f"no paragraph cited here names {person.name}"
            hint = quote(cited[0]) if cited else "cite the paragraph that does"
            at = words.text[spot.start : spot.end]
            yield brief.problem(words.path, "numbers", message, hint, at=at)
