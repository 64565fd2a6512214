"""The figures whose review was due before a day.

In: the graph, the edition, the day. Out: findings, those due longest first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from briefsite.checks import check
from briefsite.library.graph import FigureAt, Graph, page_path
from briefsite.models import Figure
from briefsite.pages.claims import due_day, title
from briefsite.pages.heads import Edition, Repository, permalink
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import Problem
from briefsite.site import edition
from briefsite.text import escape
from briefsite.text.periods import Period

# What time does to the briefs: for a person to look into; nothing here stops a build.


@dataclass(frozen=True)
class Finding:
    """Something to look into: its place in the briefs, and the page where it is seen."""

    problem: Problem
    page: str
    """Its address."""


RULE = "stale"
_HINT = "Look for a newer value; add it beside this one, with its own source."


def look(graph: Graph, edition: Edition, day: date) -> list[Finding]:
    """The figures past their review for which the brief has nothing newer."""
    found = sorted(_stale(graph, edition, day), key=lambda pair: (pair[0], pair[1].problem))
    return [finding for _, finding in found]


def _stale(graph: Graph, edition: Edition, day: date) -> Iterator[tuple[date, Finding]]:
    for brief in graph.library.briefs():
        writer = PageWriter(Lookup(graph), page_path(brief.kind, brief.id), brief)
        for index, figure in enumerate(brief.value.figures):
            at = FigureAt(brief, figure, index)
            due = due_day(graph, at)
            if due and due < day and not _outdone(at):
                words = f"{title(writer, at)}; review was due {Period.parse(due.isoformat()).words}"
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


def stale(root: Path, day: date) -> list[Finding]:
    """The figures whose review was due before a day."""
    graph = check(root).graph
    return look(graph, edition(root, graph.library), day)


# Findings in words: as text for the terminal, as Markdown for an issue.
#
# In: findings, and for an issue the repository. Out: text; empty where there is nothing to do.


def text(findings: Iterable[Finding]) -> str:
    """A few lines for each: the place, what is found, the page; then what to do, said once."""
    lines: list[str] = []
    hints: dict[str, None] = {}
    for finding in findings:
        problem = finding.problem
        lines.append(f"{problem.place.file}:{problem.place.line}: {problem.message}")
        lines.append(f"    {finding.page}")
        hints[problem.hint] = None
    return "\n".join([*lines, *hints])


def markdown(heading: str, findings: Iterable[Finding], repository: Repository) -> str:
    """A section of an issue."""
    lines = [f"- {_line(finding, repository)}" for finding in findings]
    return "\n".join([f"## {heading}", "", *lines, "", ""]) if lines else ""


def _line(finding: Finding, repository: Repository) -> str:
    place = finding.problem.place
    where, edit = escape(f"{place.file}:{place.line}"), repository.edit(place.file)
    link = f"[{where}]({edit})" if edit else where
    return f"{link}: {escape(finding.problem.message)}. <{finding.page}>"
