"""Problems for programs, as JSON: an object a problem, in the order of files and lines.

The form is stated by `docs/report.schema.json`; whoever changes it changes `VERSION`. Columns count
code points from 1, and `end_column` is the first one after the guilty part.
"""

import json
from collections.abc import Iterable

from briefsite.problems import Place, Problem, address
from briefsite.report.terminal import plain, summary

VERSION = 1


def json_report(problems: Iterable[Problem], site: str = "") -> str:
    """All problems, and how many there are."""
    found = list(problems)
    levels = [problem.level for problem in found]
    counts = {
        "problems": len(found),
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "files": len({problem.place.file for problem in found}),
    }
    told = [_one(problem, site) for problem in found]
    data = {"version": VERSION, "counts": counts, "problems": told}
    # ASCII, whatever the terminal knows; and no text in it is a command of CI.
    return json.dumps(data, indent=2).replace("##", "#\\u0023")


def _one(problem: Problem, site: str) -> dict[str, object]:
    related = problem.related
    second = {**_place(related.place, related.width), "message": related.words} if related else None
    return {
        **_place(problem.place, problem.width),
        "rule": problem.rule,
        "level": problem.level,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
        "related": second,
        "explained": address(site, problem.rule),
    }


def _place(place: Place, width: int) -> dict[str, object]:
    end = place.column + width
    return {"file": place.file, "line": place.line, "column": place.column, "end_column": end}


# Problems as annotations of a pull request: workflow commands of GitHub Actions, one a line.
#
# Everything is escaped as the runner undoes it, so a text can neither end its command nor begin
# one. GitHub shows ten errors and ten warnings of a step; all of them stand in its log.


_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def github(problems: Iterable[Problem], site: str = "") -> str:
    """A command for each problem, and how many there are."""
    found = list(problems)
    return "\n".join(
        [*(_annotation(problem, site) for problem in found), summary(found)] if found else []
    )


def _annotation(problem: Problem, site: str) -> str:
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
