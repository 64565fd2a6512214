"""A number in its sentence: where it stands, in which clause, beside which other numbers.

In: a paragraph and the words that a citation says are printed there. Out: every place where the
number of a brief stands within those words, with the sentence around it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Citation, Figure
from briefsite.text import sentences
from briefsite.text.dates import mentions
from briefsite.text.quantities import Quantity, Stated, normalise, quantities
from briefsite.text.units import normalised

BOUNDARY = re.compile(
    r"[,;:](?!\d)|[。！？；，、]| - |\b(?:while|whereas|but|compared|versus)\b", re.IGNORECASE
)
"""Where a clause ends."""
PLAN = re.compile(
    r"\b(?:will|shall|would|plan(?:s|ned|ning)?|(?:is|are|was|were) to|to be|designed to"
    r"|designs? for|aim(?:s|ed|ing)?"
    r"|target(?:s|ed|ing)?|goals?|expect(?:s|ed|ing)?|intend(?:s|ed|ing)?"
    r"|propos(?:e|es|ed|ing)|hop(?:es?|ed|ing)|seek(?:s|ing)?|striv(?:e|es|ing)|scheduled"
    r"|(?:set|due|poised) to|forecast(?:s|ed)?|project(?:s|ed) to|projections?|guidance|slated)\b"
    r"|将|计划|力争|预计|目标|拟|规划|争取|有望",
    re.IGNORECASE,
)
"""Words of what is to come."""
_LONGEST_ASIDE = 200
_PARENTHESIS = re.compile(rf"\([^()]{{0,{_LONGEST_ASIDE}}}\)")
_ASIDES = 20
"""So many numbers in brackets part nothing; more are no conversions."""


@dataclass(frozen=True)
class Spot:
    """A number of a brief where a paragraph prints it."""

    text: str
    begin: int
    """Where its sentence begins and ends in the paragraph."""
    end: int
    number: Quantity
    index: int
    """Which sentence of the paragraph it is, from 0."""
    read: tuple[Quantity, ...]
    """The numbers of the paragraph that are no part of a date or name."""

    @property
    def sentence(self) -> str:
        """The sentence that holds the number."""
        return self.text[self.begin : self.end]

    @cached_property
    def others(self) -> tuple[Quantity, ...]:
        """The other numbers of the sentence that are no part of a date."""
        first = bisect_left(self.read, self.begin, key=lambda q: q.start)
        last = bisect_left(self.read, self.end, key=lambda q: q.start)
        return tuple(q for q in self.read[first:last] if q != self.number)

    def clear(self, start: int, end: int) -> bool:
        """Whether no clause ends and no other number stands between two places.

        What stands in brackets, such as a conversion, parts nothing.
        """
        if not self.is_alone(start, end):
            return False
        between = _PARENTHESIS.sub(" ", self.text[start:end])
        return not (BOUNDARY.search(between) or "(" in between or ")" in between)

    def is_alone(self, start: int, end: int) -> bool:
        """Whether no other number of the sentence stands between two places, but in brackets."""
        first = bisect_left(self.read, max(start, self.begin), key=lambda q: q.start)
        last = bisect_left(self.read, min(end, self.end), key=lambda q: q.start)
        inside = self.read[first : min(last, first + _ASIDES)]
        return last - first <= _ASIDES and all(
            q == self.number or self._is_aside(q, start, end) for q in inside
        )

    def _is_aside(self, number: Quantity, start: int, end: int) -> bool:
        """Whether a number stands in brackets that lie between two places."""
        opens = self.text.rfind("(", max(start, number.start - _LONGEST_ASIDE - 1), number.start)
        closes = self.text.find(")", number.end, min(end, number.end + _LONGEST_ASIDE + 1))
        inside = self.text[opens + 1 : closes]
        return 0 <= opens < closes <= opens + 1 + _LONGEST_ASIDE and not set("()") & set(inside)

    def phrase(self) -> str:
        """What stands behind the number, up to the end of its clause or the next number."""
        ends = [q.start for q in self.others if q.start >= self.number.end]
        match = BOUNDARY.search(self.text, self.number.end, self.end)
        end = min([*ends, match.start() if match else self.end])
        return _PARENTHESIS.sub(" ", self.text[self.number.end : end])

    def before(self) -> str:
        """What stands before the number, back to the number before it."""
        begins = [q.end for q in self.others if q.end <= self.number.start]
        return self.text[max([*begins, self.begin]) : self.number.start]

    def before_of(self, number: Quantity) -> str:
        """What stands before a number of the sentence."""
        return self.text[max(self.begin, number.start - 60) : number.start]

    def zone(self) -> str:
        """The sentence without what stands behind other numbers of the same unit.

        What stands between two numbers of one clause may belong to both; a later clause with a
        number of its own says nothing of this one.
        """
        kept = bytearray(b"\1" * (self.end - self.begin))
        ends = [match.start() for match in BOUNDARY.finditer(self.text, self.begin, self.end)]
        following = [*(q.start for q in self.others[1:]), self.end]
        for other, following_start in zip(self.others, following, strict=False):
            at = bisect_left(ends, other.end)
            end = ends[at] if at < len(ends) else self.end
            if other.unit == self.number.unit and not other.end <= self.number.start < end:
                end = max(other.end, min(end, following_start))
                begin = ends[at - 1] if at else self.begin
                begin = begin if begin > self.number.end else other.end
                kept[begin - self.begin : end - self.begin] = bytes(end - begin)
        return "".join(c if k else " " for c, k in zip(self.sentence, kept, strict=True))

    def row(self) -> list[Quantity]:
        """The numbers that stand in a row with this one: `31, 45 and 60 percent`."""
        found = sorted([*self.others, self.number], key=lambda q: q.start)
        at = found.index(self.number)
        first = last = at
        while first and self._next(found[first - 1], found[first]):
            first -= 1
        while last + 1 < len(found) and self._next(found[last], found[last + 1]):
            last += 1
        return found[first : last + 1]

    def _next(self, one: Quantity, two: Quantity) -> bool:
        return self.text[one.end : two.start].strip(" ,、") in ("", "and", "和")

    def in_brackets(self, number: Quantity) -> bool:
        """Whether a number of the sentence stands in brackets."""
        found = _PARENTHESIS.finditer(self.text, self.begin, self.end)
        return any(match.start() < number.start < match.end() for match in found)

    def clause(self) -> tuple[int, int]:
        """Where the clause of the number begins and ends."""
        begin = self.begin
        for match in BOUNDARY.finditer(self.text, self.begin, self.end):
            if match.start() >= self.number.end:
                return begin, match.start()
            if match.end() <= self.number.start:
                begin = match.end()
        return begin, self.end


@lru_cache(maxsize=1024)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of a paragraph begins and ends."""
    return tuple(sentences(text))


def _read(graph: Graph, citation: Citation, text: str) -> tuple[Quantity, ...]:
    """Every number of a paragraph, read in the language of its source."""
    source = graph.library.sources[citation.source].value
    return quantities(text, graph.library.unit_table, source.language, source.country)


def _amounts(text: str, read: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The numbers that are no part of a date or name."""
    covered = bytearray(len(text) + 1)
    for mention in mentions(text):
        covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return tuple(q for q in read if q.role == "amount" and not covered[q.start])


def around(graph: Graph, brief: AnyBrief) -> Iterator[AnyBrief]:
    """A brief and the regions around it; those of a company are around its locations."""
    yield brief
    if brief.kind == "region":
        yield from graph.ancestors(brief.id)
        return
    for location in graph.library.companies[brief.id].value.locations:
        if region := graph.library.regions.get(location.region):
            yield region
            yield from graph.ancestors(region.id)


def places(graph: Graph, figure: Figure, citation: Citation, text: str) -> Iterator[Spot]:
    """Every place where the printed words of a citation hold the number of its figure."""
    value = normalised(figure.value, figure.scale)
    unit = graph.library.indicators[figure.indicator].value.unit
    stated = Stated(value, unit)
    words, every = normalise(citation.printed or ""), _read(graph, citation, text)
    found = [q for q in every if stated.equals(q) or abs(value) in q.values]
    starts, amounts = [begin for begin, _ in spans(text)], _amounts(text, every)
    start = text.find(words) if found and words else -1
    while start >= 0:
        for number in found:
            if start <= number.start < start + len(words):
                index = max(0, bisect_right(starts, number.start) - 1)
                yield Spot(text, *spans(text)[index], number, index, amounts)
        start = text.find(words, start + len(words))


# A change, rank or conversion belongs to one number.

_TO = (
    r"\W*(?:(?:from|over|on|than) (?:a|the) (?:year|quarter|month)(?: (?:earlier|ago|before))? "
    r"|(?:rise|increase|fall|drop|decline|growth) (?:in|of) \w+(?: \w+)?,? "
    r"|year[- ](?:on|over)[- ]year,? |annually,? |y/y,? |yoy,? )?to\b"
)
_COMPARED_WITH = re.compile(
    r"\b(?:than|from|versus|against|compared (?:with|to))(?: [a-z]+){0,4} ?$", re.IGNORECASE
)


def belongs(spot: Spot, printed: str, kind: str) -> bool:
    """Whether printed words stand in the sentence of a number and nearer to no other."""
    words = normalise(printed)
    start = spot.text.find(words, spot.begin, spot.end)
    if start < 0:
        return False
    if kind == "rank" and re.search(r"\brespectively\b|分别", spot.sentence):
        return True
    end = start + len(words)
    inside = [q for q in spot.others if start <= q.start < end]
    mine = spot.number
    rivals = [q for q in (*spot.others, mine) if q not in inside and _is_like(q, mine, kind)]
    rivals = [q for q in rivals if q == mine or not spot.in_brackets(q)]
    rivals.sort(key=lambda q: q.start)
    following = [q for q in rivals if q.start >= end]
    if (
        kind == "change"
        and following
        and re.match(_TO, spot.text[inside[-1].end :] if inside else "", re.IGNORECASE)
    ):
        return following[0] == mine
    before = [q for q in rivals if q.end <= start or q.start <= start < q.end]
    before = [q for q in before if q == mine or not _COMPARED_WITH.search(spot.before_of(q))]
    if start <= mine.start and not spot.text[end : mine.start].strip(" ("):
        return True  # within the words, or right behind them
    return (before[-1] if before else following[0] if following else None) == mine


def _is_like(quantity: Quantity, mine: Quantity, kind: str) -> bool:
    """Whether a change, rank or conversion could belong to a number instead."""
    return (
        kind == "conversion"
        or quantity == mine
        or quantity.unit not in ("percent", "percentage-points", "ordinal")
    )


# What the words of a sentence have in common with those of a brief.

_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a an the of and or in on at for to by with from as all its their his her this that these
        those total up whole number share part percentage rate value s each every is are than
        respective year period""",
    )
)
_SPELLINGS = (
    (re.compile(r"is(e|ed|es|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"(cent|met|lit|theat|fib)re$"), r"\1er"),
    (re.compile(r"(?<=[^aeiou])ies$"), "y"),
    (re.compile(r"(?<=ss)es$|(?<=[cs]h)es$|(?<=x)es$|(?<=[^s])s$"), ""),
    (re.compile(r"(?<=[a-z]{4})(?:ation|ion|ment|ing|ed|e)$"), ""),
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word in the singular and in one spelling."""
    for pattern, other in _SPELLINGS:
        word = pattern.sub(other, word)
    return word


def stems(text: str) -> frozenset[str]:
    """The words of a text that mean something, in the singular and in one spelling."""
    words = re.findall(r"[a-z0-9]+(?:&[a-z]+)?", text.lower().replace("'s", ""))
    return frozenset(stem(word) for word in words if word not in _EMPTY)
