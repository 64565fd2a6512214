"""Periods and dates stand in the source, or follow from its own date as the brief says.

`printed`: every year, month and day of the period stands in each cited paragraph. `publication`:
the paragraph says `last year`, `this year` or a month, and with the source's own date that gives
the period. `inferred`: it says so in a text without a date; then another paragraph of the text must
print the year that was taken for `last year`.

Why: a value of the wrong year is a wrong value.

Fix: correct the period or its `period_basis`; write `undated` where the text gives no time. An
event whose day is known otherwise says so in `date_note`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from briefsite.evidence.archive import Archived, quote, text_of, texts_of
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Citation, Figure
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text.periods import MONTHS, QUARTERS, Period

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="  - indicator: ships\n    period: 2021\n",
    good="  - indicator: ships\n    period: 2023\n",
)

_RELATIVE = {"last year": -1, "this year": 0, "the year": 0, "current year": 0}
_COUNT_WORDS = {1: "one", 2: "two", 3: "three", 4: "four"}


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report periods of figures and dates of events that the source does not bear out."""
    sources = graph.library.sources
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            yield from _figure(graph, brief, ("figures", index), figure, texts)
        for index, event in enumerate(brief.value.events):
            if event.date and not event.date_note:
                days = {sources[c.source].value.published for c in event.sources}
                yield from _event(brief, ("events", index), event.date, event.sources, days, texts)


def _figure(
    graph: Graph, brief: AnyBrief, path: FieldPath, figure: Figure, texts: Mapping[str, Archived]
) -> Iterator[Problem]:
    cited = [(c, text) for c in figure.sources if (text := text_of(texts, c))]
    if figure.period == "undated" or not cited:
        return
    period = Period.parse(figure.period)
    for citation, text in cited:
        published = graph.library.sources[citation.source].value.published
        fault = None
        if figure.period_basis == "printed" and not _prints(text, figure.period):
            fault = f"paragraph {citation.para} does not print the period {period.words}"
        elif figure.period_basis == "publication" and period not in _from_publication(
            text, published
        ):
            fault = f"{period.words} does not follow from paragraph {citation.para} and its date"
        elif figure.period_basis == "inferred":
            fault = _inferred_fault(text, citation, period, texts[citation.source])
        if fault:
            yield brief.problem((*path, "period"), "dates", fault, quote(text))


def _inferred_fault(
    text: str, citation: Citation, period: Period, archived: Archived
) -> str | None:
    shifts = [shift for words, shift in _RELATIVE.items() if words in text.lower()]
    if not shifts:
        return f"paragraph {citation.para} speaks of no time; the period is undated"
    # "Last year" is taken for a year that the text prints, "this year" for the one after it.
    bases = [str((period.year or 0) - 1 - shift) for shift in shifts]
    if not any(
        _prints_point(para, year, "", "", "") for para in archived.paragraphs for year in bases
    ):
        return f"no paragraph prints a year from which {period.words} follows"
    return None


def _prints(text: str, period: str) -> bool:
    points = re.findall(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)(?:-(\d\d))?))?", period)
    if len(points) == 2 and points[0][1] == "1" and points[1][1]:
        count = int(points[1][1])
        wanted = rf"first ({_COUNT_WORDS[count]}|{count}) quarters of {points[1][0]}"
        return bool(re.search(wanted, text, re.I))
    return all(_prints_point(text, *point) for point in points)


def _prints_point(text: str, year: str, quarter: str, month: str, day: str) -> bool:
    found = bool(re.search(rf"(?<!\d){year}(?!\d)", text))
    if quarter:
        found &= f"{QUARTERS[int(quarter)]} quarter" in text.lower()
    return found and _prints_day(text, month, day)


def _prints_day(text: str, month: str, day: str) -> bool:
    if not month:
        return True
    name = MONTHS[int(month)]
    if not day:
        return bool(re.search(rf"\b{name}\b", text))
    number = int(day)
    forms = rf"\b{name} 0?{number}(?!\d)|(?<!\d)0?{number} {name}\b|(?<!\d)\d{{4}}-{month}-{day}"
    return bool(re.search(forms, text))


def _from_publication(text: str, published: str | None) -> list[Period]:
    """The periods that the relative words of a paragraph mean, given the text's own date."""
    if not published:
        return []
    day = date.fromisoformat(published)
    lower = text.lower()
    found = [
        Period.parse(str(day.year + shift)) for words, shift in _RELATIVE.items() if words in lower
    ]
    for number, name in enumerate(MONTHS):
        if number and re.search(rf"\b{name}\b", text):
            year = day.year if number <= day.month else day.year - 1
            found.append(Period.parse(f"{year}-{number:02}"))
    if re.search(r"\bto date\b|\bnow\b|'s \w+ inspection|\bthis is\b", lower):
        found.append(Period.parse(f"{day.year}-{day.month:02}"))
    return found


def _event(
    brief: AnyBrief,
    path: FieldPath,
    when: str,
    sources: tuple[Citation, ...],
    published: set[str | None],
    texts: Mapping[str, Archived],
) -> Iterator[Problem]:
    cited = texts_of(texts, sources)
    years = {str(day)[:4] for day in published if day}
    points = re.findall(r"(\d{4})(?:-(?:Q[1-4]|(\d\d)(?:-(\d\d))?))?", when)
    for year, month, day in points:
        # The year may be that of the text's own date; month and day must be printed.
        bare = month and year in years and any(_prints_day(text, month, day) for text in cited)
        if (
            cited
            and not bare
            and not any(_prints_point(text, year, "", month, day) for text in cited)
        ):
            message = f"no cited paragraph prints {Period.parse(when).words}"
            hint = f"{quote(cited[0])}; or say in 'date_note' how the date is known"
            yield brief.problem((*path, "date"), "dates", message, hint)
