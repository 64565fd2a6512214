"""Dates of events and statements follow from their text, also where a `date_note` explains them.

A date follows where a cited paragraph prints it; where it prints a day or month without a year, and
the date of the source gives the nearest one; where it prints a weekday, "yesterday" or "last year",
counted from the date of the source. In a text without a date a year follows from a year that the
text prints, its own or the one before. What a note says in words, a person must judge.

Why: a note beside a date explains it; it does not make it true.

Fix: write the date as exactly as the text gives it, or leave it out.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from briefsite.evidence.archive import Archived, quote, texts_of
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Event, Statement
from briefsite.problems import Example, Problem
from briefsite.text.periods import MONTHS, QUARTERS, Period
from briefsite.text.quantities import normalise

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad='    date: "2023-04"\n    date_note: Printed as "in April".\n    title: A second',
    good='    date: "2024-04"\n    title: A second',
)

_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS) if number}
_MONTH = (
    "(?P<month>"
    + "|".join(name for name in MONTHS if name)
    + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![0-9])"
_YEAR = r"(?P<year>(?:1[89]|2[01])[0-9]{2})(?![0-9])"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"(?<![0-9.,]){_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
        rf"(?<![0-9]){_YEAR}(?P<sign>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sign){_DAY}",
        rf"(?<![0-9]){_DAY}\.(?P<month>0?[1-9]|1[0-2])\.{_YEAR}",
        rf"(?:(?<![0-9]){_YEAR} ?年 ?)?(?<![0-9])(?P<month>1[0-2]|0?[1-9]) ?月 ?{_DAY} ?[日号]",
    )
)
_MONTHS_NAMED = (
    re.compile(rf"\b{_MONTH}(?:,? (?:of )?{_YEAR})?"),
    re.compile(rf"(?:{_YEAR} ?年 ?)?(?<![0-9])(?P<month>1[0-2]|0?[1-9]) ?月"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HAN_WEEKDAYS = "一二三四五六日"
_NEAR_DAYS = {
    0: r"\btoday\b|\bthis (?:morning|afternoon|evening)\b|今[日天]",
    -1: r"\byesterday\b|昨[日天]",
    1: r"\btomorrow\b|明[日天]",
}
_NEAR_MONTHS = {
    0: r"\bthis month\b|本月",
    -1: r"\blast month\b|上个?月",
    1: r"\bnext month\b|下个?月",
}
_NEAR_YEARS = {
    0: r"\b(?:this|the|current) year\b|\bthis year's\b|今年|本年",
    -1: r"\blast year\b|\bthe previous year\b|去年",
    1: r"\bnext year\b|明年",
}


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report dates that no cited paragraph gives."""
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
    first, last = period.first, period.last
    if not first or not last:
        return False
    if first == last:
        return first in set(days(text, published)) | _near_days(text, published)
    if "-Q" in point:
        words = rf"\b(?:{QUARTERS[(first.month + 2) // 3]} quarter|Q{(first.month + 2) // 3})\b"
        return bool(re.search(words, text, re.I)) and first.year in _years(text, published, whole)
    if len(point) > 4:
        dated = {(day.year, day.month) for day in days(text, published)}
        return (first.year, first.month) in dated | _months(text, published)
    return first.year in _years(text, published, whole)


def days(text: str, published: date | None = None) -> Iterator[date]:
    """Every day that a text prints; without a year it is the one nearest to a publication."""
    for _, day in printed_days(text, published):
        yield day


def printed_days(text: str, published: date | None = None) -> Iterator[tuple[int, date]]:
    """Every day that a text prints, with its place; days that no calendar has are none."""
    for match in (match for pattern in _DAYS for match in pattern.finditer(text)):
        month = _month(match["month"])
        if match["year"]:
            years = [int(match["year"])]
        else:
            years = [published.year + step for step in (-1, 0, 1)] if published else []
        found = [day for year in years if (day := _day(year, month, int(match["day"])))]
        if found:
            yield match.start(), min(found, key=lambda day: abs(day - (published or day)))


def _month(name: str) -> int:
    return int(name) if name.isdecimal() else _NUMBERS[name[:3].lower()]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near_days(text: str, published: date | None) -> set[date]:
    """The days that weekdays and words such as "yesterday" mean in a text of some day."""
    if not published:
        return set()
    steps = [step for step, words in _NEAR_DAYS.items() if re.search(words, text, re.I)]
    found = {published + timedelta(step) for step in steps}
    for number, (name, han) in enumerate(zip(_WEEKDAYS, _HAN_WEEKDAYS, strict=True)):
        # A name that has run together with the word before it is still that of a day.
        if re.search(rf"{name}(?![a-z])|(?:周|星期){han}", text):
            week = (published + timedelta(step) for step in range(-7, 8))
            found |= {day for day in week if day.weekday() == number}
    return found


def _months(text: str, published: date | None) -> set[tuple[int, int]]:
    found = set()
    for match in (match for pattern in _MONTHS_NAMED for match in pattern.finditer(text)):
        month = _month(match["month"])
        if match["year"]:
            found.add((int(match["year"]), month))
        elif published:
            near = [(published.year + step, month) for step in (-1, 0, 1)]
            here = published.year * 12 + published.month
            found.add(min(near, key=lambda one: abs(one[0] * 12 + one[1] - here)))
    for step, words in _NEAR_MONTHS.items():
        if published and re.search(words, text, re.I):
            count = published.year * 12 + published.month - 1 + step
            found.add((count // 12, count % 12 + 1))
    return found


def _years(text: str, published: date | None, whole: Archived) -> set[int]:
    printed = _printed_years(text)
    if published:
        steps = [step for step, words in _NEAR_YEARS.items() if re.search(words, text, re.I)]
        months = {year for year, _ in _months(text, published)}
        return printed | {published.year + step for step in steps} | months
    base = {year for para in whole.paragraphs for year in _printed_years(para)}
    return printed | base | {year + 1 for year in base}


def _printed_years(text: str) -> set[int]:
    return {
        int(year)
        for year in re.findall(r"(?<![0-9.,])(?:1[89]|2[01])[0-9]{2}(?![0-9])", normalise(text))
    }
