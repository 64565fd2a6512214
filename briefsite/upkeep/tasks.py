"""Findings as Markdown for an issue: a heading, and a line for each with the ways to mend it.

In: findings and the repository. Out: text; empty where there is nothing to do.
"""

from collections.abc import Iterable

from briefsite.pages.repository import Repository
from briefsite.text import escape
from briefsite.upkeep import Finding


def markdown(heading: str, findings: Iterable[Finding], repository: Repository) -> str:
    """A section of an issue."""
    lines = [f"- {_line(finding, repository)}" for finding in findings]
    return "\n".join([f"## {heading}", "", *lines, "", ""]) if lines else ""


def _line(finding: Finding, repository: Repository) -> str:
    place = finding.problem.place
    where, edit = escape(f"{place.file}:{place.line}"), repository.edit(place.file)
    link = f"[{where}]({edit})" if edit else where
    return f"{link}: {escape(finding.problem.message)}. <{finding.page}>"
