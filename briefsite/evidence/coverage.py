"""What of each source no brief says yet: paragraphs, numbers with dates, and names.

In: the graph and the archived texts. Out: gaps as values, in the order of the texts, and counts.
A number counts as said where a part that cites its paragraph says it: as a figure, a date, in its
prose, or in its printed words. A name counts where an entry that cites the paragraph says it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from briefsite.evidence.archive import Archived
from briefsite.library import Entry
from briefsite.library.graph import Graph, Use, references
from briefsite.models import Citation, Source
from briefsite.models.base import ID_PATTERN
from briefsite.text.periods import MONTHS
from briefsite.text.quantities import Quantity, normalise, quantities
from briefsite.text.units import normalised

_NAME = re.compile(r"[A-Z][\w&'.-]*[\w](?:\s+(?:of\s+|and\s+|for\s+)?[A-Z][\w&'.-]*[\w])*")
_WORD = re.compile(r"\w+(?:[-'&]\w+)*")
_MONTHS = {name for name in MONTHS if name}
_ID = re.compile(ID_PATTERN)
_REFERENCE = re.compile(r"\[@[^\]]*\]|\{[^}]*\}|\[\[[^|\]]*")


@dataclass(frozen=True)
class Gap:
    """Something a source prints and no brief says."""

    para: int
    what: str
    """paragraph, number or name."""
    words: str


@dataclass(frozen=True)
class Covered:
    """How much of one source the briefs say."""

    source: str
    content: int
    """Paragraphs that are not waived."""
    cited: int
    numbers: int
    numbers_said: int
    names: int
    names_said: int
    gaps: tuple[Gap, ...]

    @property
    def complete(self) -> bool:
        """Whether every content paragraph and every number is said; names are for the editor."""
        return self.content == self.cited and self.numbers == self.numbers_said


def measure(graph: Graph, texts: Mapping[str, Archived]) -> list[Covered]:
    """The coverage of every source that has an archived text."""
    return [
        _measure(graph, source, texts[id])
        for id, source in graph.library.sources.items()
        if id in texts
    ]


def _measure(graph: Graph, source: Entry[Source], text: Archived) -> Covered:
    waived = {para for item in source.value.furniture for para in item.paras}
    uses: dict[int, list[Use]] = defaultdict(list)
    for use in graph.by_source.get(source.id, ()):
        uses[use.citation.para].append(use)
    about_itself = _numbers(source.value)
    gaps: list[Gap] = []
    numbers = names = 0
    for para, words in enumerate(text.paragraphs, 1):
        if para in waived:
            continue
        if not uses[para]:
            gaps.append(Gap(para, "paragraph", words[:60]))
        said = about_itself | {n for use in uses[para] for n in _numbers(_part(use))}
        found = list(_countable(words))
        numbers += len(found)
        gaps += [Gap(para, "number", q.printed) for q in found if not set(q.values) <= said]
        known = _words_of(graph, uses[para], source)
        printed = _names(words)
        names += len(printed)
        gaps += [Gap(para, "name", n) for n in printed if not _word_set(n) <= known]
    missing = {
        what: sum(gap.what == what for gap in gaps) for what in ("paragraph", "number", "name")
    }
    content = len(text.paragraphs) - len(waived)
    return Covered(
        source.id,
        content,
        content - missing["paragraph"],
        numbers,
        numbers - missing["number"],
        names,
        names - missing["name"],
        tuple(gaps),
    )


def _countable(text: str) -> Iterator[Quantity]:
    """Numbers that tell something: not those within a name."""
    return (quantity for quantity in quantities(text) if quantity.role != "name")


def _part(use: Use) -> object:
    """The part of an entry that rests on a citation: its figure, event, section ..."""
    part: Any = use.entry.value
    steps = use.path[: 2 if len(use.path) > 1 and isinstance(use.path[1], int) else 1]
    for step in steps:
        part = part[step] if isinstance(step, int) else getattr(part, step)
    return part


def _numbers(part: object) -> set[Decimal]:
    """Every number a part says: values with their scales, dates, and numbers in its texts."""
    if isinstance(part, Citation):
        return _numbers(part.printed or "")
    if isinstance(part, BaseModel):
        found = {n for _, inner in part for n in _numbers(inner)}
        value, position = getattr(part, "value", None), getattr(part, "position", None)
        for end in (value, getattr(part, "high", None)):
            if isinstance(end, Decimal):
                found.add(abs(normalised(end, getattr(part, "scale", None))))
        return found | ({Decimal(position)} if isinstance(position, int) else set())
    if isinstance(part, tuple):
        return {n for inner in part for n in _numbers(inner)}
    if not isinstance(part, str) or _ID.fullmatch(part):
        return set()
    words = _REFERENCE.sub(" ", part)
    digits = {Decimal(run) for run in re.findall(r"[0-9]+", words) if len(run) <= 4}
    return digits | {v for q in quantities(normalise(words)) for v in q.values}


def _names(text: str) -> list[str]:
    """Capitalised names; a single word at the start of a sentence is none."""
    found = []
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip(" \"'(")
        opens = not before or before[-1] in ".!?:"
        if not (opens and " " not in match[0]) and match[0] not in _MONTHS:
            found.append(match[0])
    return list(dict.fromkeys(found))


def _words_of(graph: Graph, uses: list[Use], source: Entry[Source]) -> set[str]:
    """Every word of the entries that cite a paragraph, and of the names they refer to."""
    known = _word_set(" ".join(_texts(source.value)))
    for entry in {(use.entry.kind, use.entry.id): use.entry for use in uses}.values():
        known |= _word_set(" ".join(_texts(entry.value)))
        for reference in references(entry):
            for kind in reference.kinds:
                other = graph.library.of_kind(kind).get(reference.id)
                if other and kind != "source":
                    known |= _word_set(_all_names(other.value))
    return known


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, BaseModel):
        for _, inner in part:
            yield from _texts(inner)
    elif isinstance(part, tuple):
        for inner in part:
            yield from _texts(inner)
    elif isinstance(part, str):
        yield part


def _all_names(value: Any) -> str:
    printed = [named.name for named in getattr(value, "printed_names", ())]
    return " ".join((value.name, *getattr(value, "aliases", ()), *printed))


def _word_set(text: str) -> set[str]:
    words = {word.casefold() for word in _WORD.findall(normalise(text))}
    return {word.removesuffix("'s") for word in words} - {"of", "and", "for", "the"}
