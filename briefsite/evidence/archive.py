"""The archived texts of the sources. The only reader of the archive folder.

In: the folder and the source records. Out: the paragraphs of each text, normalised for comparing,
and the problems of texts that are missing or not the ones that were recorded, and of citations that
find no place there. A paragraph is a non-blank line; the first is 1.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from briefsite import store
from briefsite.library import Entry, Library
from briefsite.library.graph import Graph, Use, references, uses
from briefsite.models import Citation, Source
from briefsite.models.base import ID_PATTERN
from briefsite.models.walk import FieldPath
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.text.periods import MONTHS
from briefsite.text.quantities import Quantity, normalise, quantities
from briefsite.text.units import normalised


@dataclass(frozen=True)
class Archived:
    """An archived text by paragraphs."""

    source: str
    paragraphs: tuple[str, ...]

    def para(self, number: int) -> str | None:
        """A paragraph counted from 1, normalised; None where there is none."""
        return self.paragraphs[number - 1] if 0 < number <= len(self.paragraphs) else None


def lines_of(raw: bytes) -> tuple[str, ...]:
    """The paragraphs of a text as printed, with single spaces."""
    lines = raw.decode("utf-8", "replace").splitlines()
    return tuple(" ".join(line.split()) for line in lines if line.strip())


def paragraphs(raw: bytes) -> tuple[str, ...]:
    """The paragraphs of a text, normalised."""
    return tuple(normalise(line) for line in lines_of(raw))


def read(
    folder: Path, library: Library, only: Collection[str] = ()
) -> tuple[dict[str, Archived], list[Problem]]:
    """Read the text of every source, or of those with the ids `only`.

    Raises BriefsiteError where there is no folder, or no source of that id.
    """
    if not folder.is_dir():
        raise BriefsiteError(f"there is no archive folder {folder}")
    for id in only:
        if id not in library.sources:
            hint = did_you_mean(id, library.sources)
            raise BriefsiteError(f"there is no source '{id}'; {hint}".rstrip("; "))
    found: dict[str, Archived] = {}
    problems: list[Problem] = []
    for entry in library.sources.values():
        if only and entry.id not in only:
            continue
        record = entry.value.archive
        try:
            raw = (folder / record.file).read_bytes()
        except OSError:
            message = f"the archive has no file {record.file}"
            hint = "put the text there, or correct the name"
            problems.append(entry.problem(("archive", "file"), "archive", message, hint))
            continue
        texts = paragraphs(raw)
        digest = store.digest(raw)
        if digest != record.sha256:
            message = f"the archived text is not the recorded one: its SHA-256 is {digest}"
            hint = "restore the text, or verify every citation again and record the new hash"
            problems.append(entry.problem(("archive", "sha256"), "archive", message, hint))
        if len(texts) != record.paragraphs:
            message = f"the archived text has {len(texts)} paragraphs"
            path = ("archive", "paragraphs")
            problems.append(entry.problem(path, "archive", message, f"write {len(texts)}"))
        found[entry.id] = Archived(entry.id, texts)
    return found, problems


# What the verifiers share: the text a citation names, and how a text is quoted in a message.


_QUOTED = 90


def text_of(texts: Mapping[str, Archived], citation: Citation) -> str | None:
    """The paragraph a citation names, normalised; None where archive or paragraph is missing."""
    archived = texts.get(citation.source)
    return archived.para(citation.para) if archived else None


def texts_of(texts: Mapping[str, Archived], citations: Iterable[Citation]) -> tuple[str, ...]:
    """The paragraphs of several citations, those that there are.

    Nothing where a text is not at hand: what it prints, no other paragraph needs to print.
    """
    cited = tuple(citations)
    if any(citation.source not in texts for citation in cited):
        return ()
    found = (text_of(texts, citation) for citation in cited)
    return tuple(text for text in found if text is not None)


def quote(text: str, around: int = 0) -> str:
    """A short piece of a text for a message, near a place in it."""
    start = max(0, around - _QUOTED // 3)
    piece = text[start : start + _QUOTED]
    before, after = "…" if start else "", "…" if start + _QUOTED < len(text) else ""
    return f"the source prints: {before}{piece}{after}"


# The paragraph that a citation names exists, and the words in `printed` stand in it.


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report citations of paragraphs that do not exist, and words that do not stand there.

    So do both halves of a difference in wording, each in its own text.
    """
    for entry in graph.library.entries():
        for use in uses(entry):
            citation = use.citation
            archived = texts.get(citation.source)
            if not archived:
                continue
            text = text_of(texts, citation)
            if text is None:
                message = f"'{citation.source}' has no paragraph {citation.para}"
                hint = f"its last paragraph is {len(archived.paragraphs)}"
                path = use.path if use.raw else (*use.path, "para")
                yield entry.problem(path, "citation", message, hint, at=use.raw)
            elif citation.printed and normalise(citation.printed) not in text:
                message = f"paragraph {citation.para} does not print '{citation.printed}'"
                hint = _hint(archived, citation.printed, text)
                yield entry.problem((*use.path, "printed"), "citation", message, hint)
    yield from _wordings(graph, texts)


def _wordings(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    for entry in graph.library.sources.values():
        for index, item in enumerate(entry.value.wordings):
            for field, id in (("here", entry.id), ("there", item.source)):
                words = normalise(getattr(item, field))
                if id in texts and not any(words in text for text in texts[id].paragraphs):
                    message = f"'{id}' does not print '{words}'"
                    yield entry.problem(("wordings", index, field), "citation", message)


def _hint(archived: Archived, printed: str, text: str) -> str:
    wanted = normalise(printed)
    elsewhere = [str(n) for n, other in enumerate(archived.paragraphs, 1) if wanted in other]
    if elsewhere:
        return f"it stands in paragraph {', '.join(elsewhere)}"
    first = text.find(wanted.split()[0]) if wanted.split() else -1
    return quote(text, max(first, 0))


# What of each source no brief says yet: paragraphs, numbers with dates, and names.


_NAME = re.compile(r"[A-Z][\w&'.-]*[\w](?:\s+(?:of\s+|and\s+|for\s+)?[A-Z][\w&'.-]*[\w])*")
_OPENS = re.compile(r"(?:^|[.!?:])[ \"'(]*$")
_NEAR = 12
"""In so many characters before a name stands the end of the sentence before."""
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
    parts: dict[tuple[str, str, FieldPath], set[Decimal]] = {}
    gaps: list[Gap] = []
    numbers = names = 0
    for para, words in enumerate(text.paragraphs, 1):
        if para in waived:
            continue
        if not uses[para]:
            gaps.append(Gap(para, "paragraph", words[:60]))
        places = {(use.entry.kind, use.entry.id, _place(use)): use for use in uses[para]}
        for place, use in places.items():
            if place not in parts:  # a part that cites much is read once
                parts[place] = _numbers(_part(use))
        said = about_itself.union(*(parts[place] for place in places))
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


def _place(use: Use) -> FieldPath:
    return use.path[: 2 if len(use.path) > 1 and isinstance(use.path[1], int) else 1]


def _part(use: Use) -> object:
    """The part of an entry that rests on a citation: its figure, event, section ..."""
    part: Any = use.entry.value
    for step in _place(use):
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
        opens = _OPENS.search(text, max(0, match.start() - _NEAR), match.start()) is not None
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
