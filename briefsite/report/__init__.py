"""Problems in words, one form a module: for people, for programs, for CI.

In: problems, and the address of the site, whose page of rules explains them. Out: text. What
stands in a brief is shown in every form and starts nothing in any: no command of CI, no escape
sequence of a terminal.
"""

from collections.abc import Callable, Iterable

from briefsite.problems import Problem
from briefsite.report.forms import coverage, excerpt, github, json_report, one, summary, text
from briefsite.report.rules import explanation, listing

__all__ = [
    "FORMS",
    "coverage",
    "excerpt",
    "explanation",
    "listing",
    "one",
    "render",
    "summary",
    "text",
]

Form = Callable[[Iterable[Problem], str], str]

FORMS: dict[str, Form] = {
    "text": text,
    "json": json_report,
    "github": github,
}
"""The forms by the names they have on the command line."""


def render(form: str, problems: Iterable[Problem], site: str = "") -> str:
    """Problems in one of the forms."""
    return FORMS[form](problems, site)
