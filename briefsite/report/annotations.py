"""Problems as annotations of a pull request: workflow commands of GitHub Actions, one a line.

Everything is escaped as the runner undoes it, so a text can neither end its command nor begin one.
GitHub shows ten errors and ten warnings of a step; all of them stand in its log.
"""

from collections.abc import Iterable

from briefsite.guidance import address
from briefsite.problems import Problem
from briefsite.report.plain import plain
from briefsite.report.terminal import summary

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def report(problems: Iterable[Problem], site: str = "") -> str:
    """A command for each problem, and how many there are."""
    found = list(problems)
    return "\n".join([*(_one(problem, site) for problem in found), summary(found)] if found else [])


def _one(problem: Problem, site: str) -> str:
    place, related = problem.place, problem.related
    properties = {
        "file": plain(place.file),
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": place.column + problem.width,
        "title": problem.rule,
    }
    second = f"{related.place.file}:{related.place.line}: {related.words}" if related else ""
    parts = (problem.message, second, problem.hint, address(site, problem.rule))
    given = ",".join(f"{key}={_escape(str(value), _PROPERTY)}" for key, value in properties.items())
    words = _escape("\n".join(plain(part) for part in parts if part), _DATA)
    return f"::{problem.level} {given}::{words}"


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
