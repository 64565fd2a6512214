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
from briefsite.text.dates import is_period, mentions
from briefsite.text.periods import DAY, MONTHS, Period

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad='    date: "2023-04"\n    date_note: Printed as "in April".\n    title: A second',
    good='    date: "2024-04"\n    title: A second',
)

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HAN_WEEKDAYS = "一二三四五六日"
_MONTH = re.compile(rf"\b(?:{'|'.join(name for name in MONTHS if name)})\b(?! \d)")
_ADDRESS = re.compile(r"https?://\S+")
_DATELINE = re.compile(r"[^.]{0,80}?(?:/ ?| )--? ")
"""The place and day of a text before its first sentence; that day is not that of an event."""
_NEAR_DAYS = {0: r"\btoday\b|今[日天]", -1: r"\byesterday\b|昨[日天]", 1: r"\btomorrow\b|明[日天]"}


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
