"""A number in its sentence: where it stands, in which clause, beside which other numbers.

In: a paragraph and the words that a citation says are printed there. Out: every place where the
number of a brief stands within those words, with the sentence around it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefsite.text.dates import mentions
from briefsite.text.names import sentences
from briefsite.text.quantities import Quantity, normalise, quantities

BOUNDARY = re.compile(
    r"[,;:](?!\d)|[。！？；，、]| - |\b(?:while|whereas|but|compared|versus)\b", re.IGNORECASE
)
"""Where a clause ends."""
PLAN = re.compile(
    r"\b(?:will|shall|would|plan(?:s|ned|ning)?|(?:is|are|was|were) to|to be|designed to"
    r"|designs? for|aim(?:s|ed|ing)?"
    r"|target(?:s|ed|ing)?|goals?|expect(?:s|ed|ing)?|intend(?:s|ed|ing)?"
    r"|propos(?:e|es|ed|ing)|hop(?:es?|ed|ing)|seek(?:s|ing)?|striv(?:e|es|ing)|scheduled|due to"
    r"|forecast(?:s|ed)?|project(?:s|ed) to|slated)\b|将|计划|力争|预计|目标|拟|规划|争取|有望",
    re.IGNORECASE,
)
"""Words of what is to come."""
_PARENTHESIS = re.compile(r"\([^()]{0,200}\)")


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

    @property
    def sentence(self) -> str:
        """The sentence that holds the number."""
        return self.text[self.begin : self.end]

    @property
    def others(self) -> tuple[Quantity, ...]:
        """The other numbers of the sentence that are no part of a date."""
        return tuple(q for q in numbers(self.text, self.begin, self.end) if q != self.number)

    def clear(self, start: int, end: int) -> bool:
        """Whether no clause ends and no other number stands between two places.

        What stands in brackets, such as a conversion, parts nothing.
        """
        between = _PARENTHESIS.sub(lambda match: " " * len(match[0]), self.text[start:end])
        if BOUNDARY.search(between) or "(" in between or ")" in between:
            return False
        inside = (q for q in self.others if start <= q.start < end)
        return all(not between[q.start - start : q.end - start].strip() for q in inside)

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


def numbers(text: str, begin: int, end: int) -> tuple[Quantity, ...]:
    """The numbers of a piece of a paragraph that are no part of a date."""
    every = _numbers(text)
    first = bisect_right([q.start for q in every], begin - 1)
    return tuple(q for q in every[first:] if q.start < end)


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[Quantity, ...]:
    covered = bytearray(len(text) + 1)
    for mention in mentions(text):
        covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return tuple(q for q in quantities(text) if not covered[q.start])


def spots(text: str, printed: str, wanted: Callable[[Quantity], bool]) -> Iterator[Spot]:
    """Every place where printed words stand and hold a number that is wanted."""
    words = normalise(printed)
    starts = [begin for begin, _ in spans(text)]
    start = text.find(words) if words else -1
    while start >= 0:
        for number in quantities(text):
            if start <= number.start < start + len(words) and wanted(number):
                index = max(0, bisect_right(starts, number.start) - 1)
                begin, end = spans(text)[index]
                yield Spot(text, begin, end, number, index)
        start = text.find(words, start + len(words))
