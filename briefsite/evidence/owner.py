"""A figure belongs to the brief that the text speaks of at its number.

Of whom a sentence speaks, its names before the number say, `the province` or `the company` for the
last one named of that kind; where it names nobody, the sentence before it, back to the paragraph
before. A figure of a region is not one of a city or company there, and that of one city not that of
another. Where a text names no brief at all, nothing is checked.

Why: a right number on the wrong page is a wrong number.

Fix: move the figure to the brief that the text speaks of. Where it belongs here all the same, say
why in its `note`, with a link to the brief that the text names.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from briefsite.evidence.archive import Archived, quote, text_of
from briefsite.evidence.names import Naming
from briefsite.evidence.spots import Spot, around, places, spans
from briefsite.library.graph import AnyBrief, Graph
from briefsite.library.prose import WikiLink, parse
from briefsite.models import Figure
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/north-province.yml",
    bad="""\
summary: "The province around [[harbour-city]]: {steel-share}."
figures:
  - indicator: steel-share
    period: undated
    status: actual
    value: 55
    sources:
      - source: gazette
        para: 4
        printed: 55 percent
""",
    good="summary: The province around [[harbour-city]].\n",
)

_PRONOUN = re.compile(r"\b(?:it|its|they|their|he|she)\b|其", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:of|in|among|from|to|for|at|with|than|by|across)(?: \w+){0,2} $")
_LONGEST = 24
"""So many characters before a name say whether it is `of` or `in` that."""
_LABELS = re.compile(r"\((?:[a-z]+ ?){0,2}|at|:")
_OWN_NUMBER = re.compile(r" \([^()]{0,30}\d[^()]{0,30}\)")
_DATELINE = re.compile(r"(?:, [^-]{0,30})? ?(?:\([^()]{0,30}\))? ?- ")
_BY_THE_WAY = re.compile(
    r"\b(?:particularly|especially|notably|mainly|mostly|including|such as|e\.g\."
    r"|(?:led|driven|headed) by)(?: \w+)? $",
    re.IGNORECASE,
)
_NEAR = 14
"""So many characters stand at most between `Hunan's capital` and the name that follows."""

Key = tuple[str, str]


@dataclass(frozen=True)
class _Subject:
    """Of whom a text speaks, and where."""

    start: int
    end: int
    ids: frozenset[Key]


@dataclass(frozen=True)
class _Place:
    """A number of a brief in its source."""

    naming: Naming
    brief: AnyBrief
    archived: Archived
    para: int
    spot: Spot

    @property
    def key(self) -> Key:
        return self.brief.kind, self.brief.id

    def name(self, id: str) -> str:
        """The name of a brief."""
        return str(self.naming.graph.library.brief(id).value.name)


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report figures at numbers of which the text speaks of another brief."""
    naming = Naming(graph)
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            for citation in figure.sources:
                if not (text := text_of(texts, citation)):
                    continue
                rest = (naming, brief, texts[citation.source], citation.para)
                found = [_Place(*rest, spot) for spot in places(graph, figure, citation, text)]
                others = [_other(place) for place in found]
                if found and all(others) and not _explained(found[0], figure):
                    message = f"the text speaks of {others[0]} here, not of {brief.value.name}"
                    hint = quote(text, found[0].spot.begin)
                    path = ("figures", index, "indicator")
                    yield brief.problem(path, "owner", message, hint)


def _explained(place: _Place, figure: Figure) -> bool:
    """Whether the text named the brief before, and the note links to the one it names now."""
    if not figure.note or not place.naming.names(
        place.brief, " ".join(place.archived.paragraphs[: place.para]), within=True
    ):
        return False
    linked = {inline.id for inline in parse(figure.note).inlines if isinstance(inline, WikiLink)}
    named = {id for spot in place.naming.spots(place.spot.text) for _, id in spot.ids}
    return bool(linked & named - {place.brief.id})


def _other(place: _Place) -> str:
    """The name of the brief that a text speaks of at a number; empty where it is the right one."""
    here, earlier = _here(place), _earlier(place)
    named = here or earlier
    others = [min(one.ids)[1] for one in named if place.key not in one.ids]
    if not others:
        return "" if named else _at_hand(place)
    if any(place.key in one.ids for one in named):
        return _part(place, named, others)
    companies = [min(one.ids)[1] for one in named if min(one.ids)[0] == "company"]
    if place.brief.kind == "company":
        if companies or (here and not _PRONOUN.search(_before(place, here[0]))):
            return place.name((companies or others)[0])
        return _at_hand(place)
    around_it = {one.id for one in around(place.naming.graph, place.brief)}
    if here or not set(others) <= around_it:
        return place.name(next((id for id in others if id not in around_it), others[0]))
    return _at_hand(place)


def _part(place: _Place, named: list[_Subject], others: list[str]) -> str:
    """A city or company of which the text speaks, where it names the region only around it."""
    graph = place.naming.graph
    parts = [
        id
        for id in others
        if place.brief.id in {one.id for one in around(graph, graph.library.brief(id))}
    ]
    leads = (one for one in named if not _is_place_of(place.spot.text, one, named))
    lead = next(leads, None)
    return place.name(parts[0]) if parts and not (lead and place.key in lead.ids) else ""


def _at_hand(place: _Place) -> str:
    """Another brief that the paragraph or the one before names, where neither names this one."""
    texts = [place.archived.para(place.para - 1) or "", place.spot.text]
    if any(place.naming.names(place.brief, text, within=True) for text in texts):
        return ""
    every = [
        one
        for text in texts
        for one in place.naming.spots(text)
        if not _aside(text, one.start, one.end)
    ]
    return place.name(min(every[-1].ids)[1]) if every else ""


def _aside(text: str, start: int, end: int) -> bool:
    """Whether a name says nothing of the numbers that follow.

    It may stand by the way (`in the south, particularly in Hill Province`), have a number of its
    own (`Hill Province (up 8 percent)`) or say where the text was written (`HARBOUR CITY - `).
    """
    if _BY_THE_WAY.search(text, max(0, start - _LONGEST), start):
        return True
    return bool(_OWN_NUMBER.match(text, end)) or _is_dateline(text, start, end)


def _without_asides(text: str, named: list[_Subject]) -> list[_Subject]:
    """Names that may be meant: those by the way are left out, with what `and` adds to them."""
    kept: list[_Subject] = []
    end = -1  # of the last name by the way
    for one in named:
        link = text[end : one.start].strip(" ,") if end >= 0 else "none"
        if link in ("", "and") or _aside(text, one.start, one.end):
            end = -1 if link == "and" else one.end
        else:
            kept.append(one)
    return kept


def _is_dateline(text: str, start: int, end: int) -> bool:
    return not start and bool(_DATELINE.match(text, end))


def _before(place: _Place, subject: _Subject) -> str:
    return place.spot.text[place.spot.begin : max(place.spot.begin, subject.start)]


def _is_place_of(text: str, one: _Subject, subjects: list[_Subject]) -> bool:
    """Whether a name only says where the next one is: `Hunan's capital Changsha`."""
    if text[one.end : one.end + 2] != "'s" or min(one.ids)[0] == "company":
        return False
    return any(0 < two.start - one.end <= _NEAR for two in subjects)


def _here(place: _Place) -> list[_Subject]:
    """Of whom the sentence speaks before the number, or first behind it."""
    spot = place.spot
    named = _named(place.naming, place.archived, place.para, spot.begin, spot.end)
    named = [one for one in named if not _is_dateline(spot.text, one.start, one.end)]
    before = [one for one in named if one.end <= spot.number.start]
    between = ((one, spot.text[one.end : spot.number.start].strip()) for one in before)
    if labelled := [one for one, mark in between if _LABELS.fullmatch(mark)]:
        return labelled  # Italy (48 billion)
    before = _without_asides(spot.text, before)
    if before:
        return before
    named = _without_asides(spot.text, named)
    if not _PRONOUN.search(spot.text, spot.begin, spot.number.start):
        for one in named:  # 40 boats in Port Lee
            words = spot.text[spot.number.end : max(spot.number.end, one.start)]
            if re.fullmatch(r"(?: [a-z]+){1,3} in ", words):
                return [one]
    near = ((one, max(spot.begin, one.start - _LONGEST)) for one in named)
    behind = (one for one, at in near if not _WITHIN.search(spot.text, at, one.start))
    return list(islice(behind, 1))


def _earlier(place: _Place) -> list[_Subject]:
    """Of whom the nearest sentence before it speaks, back to the paragraph before."""
    before = place.archived.para(place.para - 1) or ""
    sentences = [(place.para - 1, begin, end) for begin, end in spans(before)]
    sentences += [(place.para, *span) for span in spans(place.spot.text)[: place.spot.index]]
    for number, begin, end in reversed(sentences):
        text = place.archived.para(number) or ""
        named = _named(place.naming, place.archived, number, begin, end)
        if found := _without_asides(text, named):
            return found
    return []


def _named(naming: Naming, archived: Archived, para: int, begin: int, end: int) -> list[_Subject]:
    """Every brief that a sentence names, by name or as `the province`."""
    text = archived.para(para) or ""
    found = [
        _Subject(one.start, one.end, one.ids)
        for one in naming.spots(text)
        if begin <= one.start < end and not one.within
    ]
    library = naming.graph.library
    kinds = [kind.name for of in ("region", "company") for kind in library.kinds_of(of).values()]
    named: dict[str, list[_Subject]] = {}
    for match in _by_kind(tuple(kinds)).finditer(text, begin, end):
        word = match[1].lower()
        if word not in named:
            named[word] = _of_kind(naming, archived, para, word)
        at = bisect_right(named[word], match.start(), key=lambda one: one.end)
        if at:
            found.append(_Subject(match.start(), match.end(), named[word][at - 1].ids))
    return sorted(found, key=lambda one: one.start)


@cache
def _by_kind(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """How a text speaks of a brief by its kind: `the province`, `its new area`, `the area`."""
    known = sorted({word for name in kinds for word in (name, name.split()[-1])})
    words = "|".join([*map(re.escape, known), "firm", "group", "enterprise"])
    return re.compile(rf"\b(?:the|this|its) ({words})\b(?! of\b)", re.IGNORECASE)


def _of_kind(naming: Naming, archived: Archived, para: int, word: str) -> list[_Subject]:
    """The briefs of a kind that a paragraph names, after the last one named before it."""
    before: list[_Subject] = []
    for number in range(para, 0, -1):
        spots = naming.spots(archived.para(number) or "")
        named = [
            _Subject(one.start if number == para else 0, one.end if number == para else 0, ids)
            for one in spots
            if (ids := frozenset(key for key in one.ids if _is_of_kind(naming, key, word)))
        ]
        if number == para:
            before = named
        elif named:
            return [named[-1], *before]
    return before


def _is_of_kind(naming: Naming, key: Key, word: str) -> bool:
    library = naming.graph.library
    label = library.kind_word(library.brief(key[1]).value).lower()
    if key[0] == "company" and word in ("company", "firm", "group", "enterprise", "venture"):
        return True
    return word in (label, label.split()[-1])
