"""What has happened has a day that is not later than today.

A publication, a correction, a review and a statement cannot lie in the future; neither can the
whole time of an actual figure. Of an event it is asked: it may be planned.

Why: a slip in a year moves the date of the whole site, and a value that nobody can have measured.

Fix: correct the date. A figure that is still to come has the status target or planned; an event
that is still to come says so in its title or text.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from briefsite.library import Entry
from briefsite.library.graph import Graph
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text.periods import Period

EXAMPLE = Example(
    "sources/gazette.yml",
    bad='published: "2124-05-03"\n',
    good='published: "2024-05-03"\n',
)

_TO_COME = re.compile(
    r"\b(?:plan\w*|will|would|to (?:be|open|begin|start|end|hold)|due|expected|scheduled"
    r"|target\w*)\b",
    re.IGNORECASE,
)
_Dated = tuple[Entry[Any], FieldPath, str | None]


def check(graph: Graph) -> Iterator[Problem]:
    """Report days that are still to come, of what has been."""
    # A day ahead of UTC is still today somewhere.
    today = (datetime.now(UTC) + timedelta(days=1)).date()
    for entry, path, day in _past(graph):
        if day and _begins(day) > today:
            message = f"{_words(day)} is still to come"
            yield entry.problem(path, "future-date", message, "correct the date")
    for brief in graph.library.briefs():
        for index, event in enumerate(brief.value.events):
            told = f"{event.title} {event.text}"
            if event.date and _begins(event.date) > today and not _TO_COME.search(told):
                message = f"{_words(event.date)} is still to come: is this event planned?"
                hint = "say so in its title or text, or correct the date"
                path = ("events", index, "date")
                yield brief.problem(path, "future-date", message, hint)


def _past(graph: Graph) -> Iterator[_Dated]:
    """Every day of something that has been, with its place."""
    for source in graph.library.sources.values():
        yield source, ("published",), source.value.published
        yield source, ("accessed",), source.value.accessed
    for brief in graph.library.briefs():
        value = brief.value
        for index, correction in enumerate(value.corrections):
            yield brief, ("corrections", index, "date"), correction.date
        if value.reviewed:
            yield brief, ("reviewed", "date"), value.reviewed.date
        for index, statement in enumerate(value.statements):
            yield brief, ("statements", index, "date"), statement.date
        for index, figure in enumerate(value.figures):
            if figure.status == "actual" and not figure.period.startswith("by "):
                yield brief, ("figures", index, "period"), figure.period


def _begins(day: str) -> date:
    return _period(day).first or date.min


def _words(day: str) -> str:
    return _period(day).words


def _period(day: str) -> Period:
    try:
        return Period.parse(day)
    except ValueError:  # a day outside the years of periods
        point = date.fromisoformat(day)
        return Period(day, day, point, point)
