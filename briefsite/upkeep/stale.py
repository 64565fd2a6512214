"""The figures whose review was due before a day.

In: the graph, the edition, the day. Out: findings, those due longest first.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from briefsite.graph import FigureAt, Graph
from briefsite.models import Figure
from briefsite.pages.claims import Edition, due_day, permalink, title
from briefsite.pages.desk import Desk, page_path
from briefsite.periods import Period
from briefsite.upkeep import Finding

RULE = "stale"
_HINT = "Look for a newer value; add it beside this one, with its own source."


def look(graph: Graph, edition: Edition, day: date) -> list[Finding]:
    """The figures past their review for which the brief has nothing newer."""
    found = sorted(_stale(graph, edition, day), key=lambda pair: (pair[0], pair[1].problem))
    return [finding for _, finding in found]


def _stale(graph: Graph, edition: Edition, day: date) -> Iterator[tuple[date, Finding]]:
    for brief in graph.library.briefs():
        desk = Desk(graph, page_path(brief.kind, brief.id), brief)
        for index, figure in enumerate(brief.value.figures):
            at = FigureAt(brief, figure, index)
            due = due_day(graph, at)
            if due and due < day and not _outdone(at):
                words = f"{title(desk, at)}; review was due {Period.parse(due.isoformat()).words}"
                path = ("figures", index, "indicator")
                told = replace(brief.problem(path, RULE, words, _HINT), level="warning")
                yield due, Finding(told, permalink(at, edition))


def _outdone(at: FigureAt) -> bool:
    """Whether the brief has a value of the indicator for a later time already."""
    return any(
        other.indicator == at.figure.indicator and _end(other) > _end(at.figure)
        for other in at.brief.value.figures
    )


def _end(figure: Figure) -> date:
    return Period.parse(figure.period).last or date.min
