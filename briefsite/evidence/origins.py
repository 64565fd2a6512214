"""What a source record says of itself stands in its text; and which texts are of one origin.

Where `printed_in` names the paragraph of a title, a day, a publisher, an author ..., that paragraph
prints it. Capitals, quotes and dashes are compared in one form, and a day may be written in any
usual way. A field without a paragraph is not checked in the text.

Why: who published a text, and when, decides what it is worth and what "last year" means in it.

Fix: write the field as the paragraph prints it, or name the paragraph that does.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

from briefsite.evidence.archive import Archived, quote, texts_of
from briefsite.library import Entry, Library
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Event, Source, Statement
from briefsite.problems import Example, Problem
from briefsite.text.dates import is_period, mentions
from briefsite.text.periods import DAY, MONTHS, Period
from briefsite.text.quantities import normalise

EXAMPLE = Example(
    "sources/gazette.yml",
    bad='published: "2024-05-04"\n',
    good='published: "2024-05-03"\n',
)


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report what a record says of its text and the paragraph it names does not print."""
    for source in graph.library.sources.values():
        if source.value.printed_in and source.id in texts:
            yield from _record(source, texts[source.id])


def _record(source: Entry[Source], archived: Archived) -> Iterator[Problem]:
    for name, para in source.value.printed_in or ():
        if para is None:
            continue
        text = archived.para(para)
        path = ("printed_in", name)
        if text is None:
            message = f"the text has no paragraph {para}"
            yield source.problem(path, "source-record", message)
            continue
        value = getattr(source.value, name)
        if not value:
            message = f"the record has no '{name}' that paragraph {para} could print"
            yield source.problem(
                path, "source-record", message, f"write '{name}', or leave this out"
            )
        for index, one in enumerate(value if isinstance(value, tuple) else (value,)):
            if one and not _prints(text, name, one):
                at = (name, index) if isinstance(value, tuple) else (name,)
                message = f"paragraph {para} does not print '{one}'"
                yield source.problem(at, "source-record", message, quote(text))


def _prints(text: str, name: str, value: str) -> bool:
    if name == "published":
        return date.fromisoformat(value) in [day for _, day in printed_days(text)]
    words = re.escape(normalise(value).casefold())
    return bool(re.search(rf"(?<![a-z0-9]){words}(?![a-z0-9])", text.casefold()))


# Texts of one origin: issues of one release, the same file, or texts that are nearly the same.
#
# A text is known by its shingles, runs of five words, of which the same quarter is kept in every
# text; so all texts are compared in time that grows with their length, not with their number
# squared. Of a text of fewer than some 25 words too little is kept: it is known by its bytes only.

_SHINGLE = 5
_KEPT = 4
"""One shingle in four is kept."""
_FEWEST = 5
"""A text with fewer kept shingles is not compared."""
_ALIKE = 0.4
"""Which part of the shorter text stands in the longer one where they are of one origin."""
_COMMON = 40
"""A shingle that more texts have than this tells nothing of any two."""
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


def groups(library: Library, known: Mapping[str, str]) -> dict[str, str]:
    """The origin of each source that shares one; `known` are origins found by likeness."""
    return _joined(_shared(library, library.sources, known))


def issues_of(library: Library, known: Mapping[str, str]) -> dict[str, tuple[Entry[Source], ...]]:
    """All sources of the origin of each source that shares one, itself too."""
    shared, found = groups(library, known), defaultdict[str, list[Entry[Source]]](list)
    for id, origin in shared.items():
        found[origin].append(library.sources[id])
    issues = {origin: tuple(entries) for origin, entries in found.items()}
    return {id: issues[origin] for id, origin in shared.items()}


def independent(library: Library, sources: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Of some sources, the first of each origin."""
    ids = sorted(id for id in set(sources) if id in library.sources)
    shared = _joined(_shared(library, ids, known))
    return sorted({shared.get(id, id) for id in ids})


def _shared(
    library: Library, ids: Iterable[str], known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Sources of one release, of one file, or found to be alike, each with the first of them."""
    first: dict[tuple[str, str | None], str] = {}
    for id in ids:
        value = library.sources[id].value
        marks = ("release", value.release), ("text", value.archive.sha256), ("like", known.get(id))
        for mark in marks:
            if mark[1]:
                yield first.setdefault(mark, id), id


def alike(texts: Mapping[str, Archived]) -> dict[str, str]:
    """The origin of each text that is nearly another one, or a shortened one."""
    sketches = {id: _sketch(text) for id, text in texts.items()}
    holders = defaultdict(list)
    for id in sorted(sketches):
        for shingle in sketches[id] if len(sketches[id]) >= _FEWEST else ():
            holders[shingle].append(id)
    few = (ids for ids in holders.values() if len(ids) <= _COMMON)
    shared = Counter(pair for ids in few for pair in combinations(ids, 2))
    return _joined(
        (one, other)
        for (one, other), count in sorted(shared.items())
        if count >= _ALIKE * min(len(sketches[one]), len(sketches[other]))
    )


def _sketch(text: Archived) -> frozenset[int]:
    """The shingles of a text that are kept, each as a number."""
    words = _TOKEN.findall(" ".join(text.paragraphs).casefold())
    runs = (" ".join(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1))
    hashes = (zlib.crc32(run.encode()) for run in runs)
    return frozenset(number for number in hashes if number % _KEPT == 0)


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first id of each group that pairs join, for every id in it."""
    first: dict[str, str] = {}

    def root(id: str) -> str:
        while first.setdefault(id, id) != id:
            first[id] = id = first[first[id]]
        return id

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    groups = {id: root(id) for id in sorted(first)}
    sizes = Counter(groups.values())
    return {id: origin for id, origin in groups.items() if sizes[origin] > 1}


# Dates of events and statements follow from their text, also where a `date_note` explains them.
#
# A date follows where a cited paragraph prints it; where it prints a day or month without a year,
# and the date of the source gives the nearest one; where it prints a weekday, "yesterday" or "last
# year", counted from the date of the source. In a text without a date a year follows from a year
# that the text prints, its own or the one before. What a note says in words, a person must judge.

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HAN_WEEKDAYS = "一二三四五六日"
_MONTH = re.compile(rf"\b(?:{'|'.join(name for name in MONTHS if name)})\b(?! \d)")
_ADDRESS = re.compile(r"https?://\S+")
_DATELINE = re.compile(r"[^.]{0,80}?(?:/ ?| )--? ")
"""The place and day of a text before its first sentence; that day is not that of an event."""
_NEAR_DAYS = {0: r"\btoday\b|今[日天]", -1: r"\byesterday\b|昨[日天]", 1: r"\btomorrow\b|明[日天]"}


def verify_dates(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report dates of events and statements that no cited paragraph gives."""
    for brief in graph.library.briefs():
        for index, event in enumerate(brief.value.events):
            if event.date and event.date_note:
                yield from _dated(graph, brief, ("events", index), event, texts)
        for index, statement in enumerate(brief.value.statements):
            if statement.date:
                yield from _dated(graph, brief, ("statements", index), statement, texts)


def _dated(
    graph: Graph,
    brief: AnyBrief,
    path: tuple[str, int],
    item: Event | Statement,
    texts: Mapping[str, Archived],
) -> Iterator[Problem]:
    cited = texts_of(texts, item.sources)
    if not cited or not item.date:
        return
    for point in item.date.removeprefix("by ").split(".."):
        found = any(
            gives(text, point, _published(graph, citation.source), texts[citation.source])
            for citation in item.sources
            if (text := texts[citation.source].para(citation.para))
        )
        if not found:
            message = f"{Period.parse(point).words} does not follow from a cited paragraph"
            hint = f"{quote(cited[0])}; write the date as exactly as the text gives it"
            yield brief.problem((*path, "date"), "events", message, hint)


def _published(graph: Graph, source: str) -> date | None:
    day = graph.library.sources[source].value.published
    return date.fromisoformat(day) if day else None


def gives(text: str, point: str, published: date | None, whole: Archived) -> bool:
    """Whether a paragraph gives a date: a day, month, quarter or year as briefs write it."""
    period = Period.parse(point)
    if any(_lies_in(Period.parse(form), period) for form in _forms(text, published)):
        return True
    if published or len(point) > 4:
        return False
    # A text without a date: "this year" may be the year that it prints, or the one after it.
    years = {day.year for para in whole.paragraphs for day in _years(para)}
    return bool({int(point), int(point) - 1} & years)


def _lies_in(inner: Period, outer: Period) -> bool:
    if not (inner.first and inner.last and outer.first and outer.last):
        return False
    return outer.first <= inner.first and inner.last <= outer.last


def _forms(text: str, published: date | None) -> Iterator[str]:
    """The times that a paragraph names; of a day or month without a year, the nearest."""
    text = _ADDRESS.sub(" ", text)
    if published and (dateline := _DATELINE.match(text)):
        text = text[dateline.end() :]
    parts = {mention.part for mention in mentions(text) if len(mention.part) == 1}
    named = {f"-{MONTHS.index(match[0]):02}" for match in _MONTH.finditer(text)}
    for mention in mentions(text, published):
        if not mention.part:
            yield from (form for form in mention.forms if not form.startswith("by "))
    if published:
        for part in {*(part for (part,) in parts), *named}:
            years = (f"{published.year + step}{part}" for step in (-1, 0, 1))
            known = [form for form in years if is_period(form)]
            yield from sorted(known, key=lambda form: _distance(form, published))[:1]
        yield from map(str, _near_days(text, published))


def _distance(form: str, published: date) -> timedelta:
    return abs((Period.parse(form).first or date.min) - published)


def _near_days(text: str, published: date) -> Iterator[date]:
    """The days that weekdays and words such as "yesterday" mean in a text of some day."""
    for step, words in _NEAR_DAYS.items():
        if re.search(words, text, re.IGNORECASE):
            yield published + timedelta(step)
    for number, (name, han) in enumerate(zip(_WEEKDAYS, _HAN_WEEKDAYS, strict=True)):
        # A name that has run together with the word before it is still that of a day.
        if re.search(rf"{name}(?![a-z])|(?:周|星期){han}", text):
            week = (published + timedelta(step) for step in range(-7, 8))
            yield from (day for day in week if day.weekday() == number)


def _years(text: str) -> Iterator[date]:
    for mention in mentions(text):
        ends = (Period.parse(form) for form in mention.forms)
        yield from (day for end in ends for day in (end.first, end.last) if day)


def printed_days(text: str) -> Iterator[tuple[int, date]]:
    """Every day that a text prints with its year, and its place."""
    for mention in mentions(text):
        for form in mention.forms:
            if re.fullmatch(DAY, form) and not mention.relative:
                yield mention.start, date.fromisoformat(form)
