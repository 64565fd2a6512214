"""Findings in words: as text for the terminal, as Markdown for an issue.

In: findings, and for an issue the repository. Out: text; empty where there is nothing to do.
"""

from collections.abc import Iterable

from briefsite.pages.repository import Repository
from briefsite.text import escape
from briefsite.upkeep import Finding


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
